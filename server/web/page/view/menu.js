/** One menu for all: it opens beside what was clicked, is walked with the arrow keys, and gives the
 * focus back when it closes. */

import { byId, make } from "./dom.js";

const menu = byId("menu");
let opener = null, closedAt = 0, closedFor = null;

function place(rect) {
	const width = menu.offsetWidth, height = menu.offsetHeight;
	const below = rect.bottom + 4 + height <= innerHeight || rect.top < height + 8;
	const left = Math.min(Math.max(6, rect.right - width > 6 && rect.left + width > innerWidth - 6
		? rect.right - width : rect.left), Math.max(6, innerWidth - width - 6));
	const top = below ? rect.bottom + 4 : rect.top - height - 4;
	menu.style.left = `${left}px`;
	menu.style.top = `${Math.max(6, Math.min(top, innerHeight - height - 6))}px`;
}

/**
 * Opens a menu. items: {text, run, danger} in order, null for a line between; `title` is an
 * element or null.
 */
export function openMenu(beside, items, title = null) {
	const again = closedFor === beside && performance.now() - closedAt < 250;
	if (menu.matches(":popover-open"))
		menu.hidePopover();
	if (again)
		return;
	opener = beside;
	menu.replaceChildren();
	if (title)
		menu.append(make("div", {class: "title", role: "presentation"}, title));
	for (const item of items)
		menu.append(item ? make("button", {
			type: "button", role: "menuitem", tabindex: "-1", class: item.danger ? "danger" : null,
			on: {click() { menu.hidePopover(); item.run(); }}
		}, item.text) : make("hr", {role: "separator"}));
	menu.showPopover();
	place(beside.getBoundingClientRect());
	menu.querySelector("button")?.focus({focusVisible: false});
}

menu.addEventListener("toggle", (event) => {
	if (event.newState !== "closed")
		return;
	closedAt = performance.now();
	closedFor = opener;
	if (menu.contains(document.activeElement) || document.activeElement === document.body)
		opener?.focus?.({preventScroll: true});
});

menu.addEventListener("keydown", (event) => {
	const buttons = [...menu.querySelectorAll("button")];
	const at = buttons.indexOf(document.activeElement);
	const to = {ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1}[event.key];
	if (to !== undefined) {
		event.preventDefault();
		buttons.at(to % buttons.length)?.focus();
	} else if (event.key === "Tab") {
		event.preventDefault();
		menu.hidePopover();
	}
});
