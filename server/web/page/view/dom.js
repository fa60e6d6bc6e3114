/** Elements, menus and dialogs. */

/**
 * Small helpers that build elements. Text becomes a text node, always: nothing here, and nothing
 * that uses it, gives a string to the HTML parser.
 */

const SVG = "http://www.w3.org/2000/svg";

/** The element with this id. */
export function byId(id) {
	return document.getElementById(id);
}

/**
 * An element. `props`: "on" has handlers by event, "class" the classes, other keys are attributes;
 * false, null and undefined leave one out, true gives an empty one.
 */
export function make(tag, props = {}, ...children) {
	const element = document.createElement(tag);
	for (const [key, value] of Object.entries(props)) {
		if (key === "on")
			for (const [type, handler] of Object.entries(value))
				element.addEventListener(type, handler);
		else if (value !== false && value !== null && value !== undefined)
			element.setAttribute(key, value === true ? "" : value);
	}
	element.append(...children.filter((child) => child !== null && child !== undefined));
	return element;
}

/** One of the symbols of the document. */
export function icon(name) {
	const svg = document.createElementNS(SVG, "svg");
	const use = document.createElementNS(SVG, "use");
	svg.setAttribute("aria-hidden", "true");
	use.setAttribute("href", `#i-${name}`);
	svg.append(use);
	return svg;
}

/** Sets the text only where it differs, so that nothing is laid out or announced for no reason. */
export function setText(element, text) {
	if (element.textContent !== text)
		element.textContent = text;
}

export function setHidden(element, hidden) {
	if (element.hidden !== hidden)
		element.hidden = hidden;
}

/** Calls `work` once in the next frame, however often it is asked; soon, too, in a hidden page. */
export function oncePerFrame(work) {
	let waiting = false;
	const run = () => {
		if (!waiting)
			return;
		waiting = false;
		work();
	};
	return () => {
		if (waiting)
			return;
		waiting = true;
		requestAnimationFrame(run);
		setTimeout(run, 200);  // no frame comes once the page is hidden
	};
}

/** One menu for all: it opens beside what was clicked, is walked with the arrow keys, and gives the
 * focus back when it closes. */

const menu = byId("menu");
let opener = null, closedAt = 0, closedFor = null;

function place(rect) {
	const width = menu.offsetWidth, height = menu.offsetHeight;
	const below = rect.bottom + 4 + height <= innerHeight || rect.top < height + 8;
	// of a whole line at its end, so that one sees which it is; else at the start, where there is space
	const atEnd = rect.width > 1.5 * width || rect.left + width > innerWidth - 6;
	const left = Math.max(6, Math.min(atEnd ? rect.right - width - 6 : rect.left, innerWidth - width - 6));
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

/** Dialogs: one at a time, made when they are needed and gone when they are closed. */

let count = 0, shown = null;

export function closeDialog() {
	shown?.close();
}

export const dialogIsOpen = () => shown !== null;

/** Shows a dialog with this title and content; `wide` for much text. Gives the dialog. */
export function openDialog(title, content, {wide = false} = {}) {
	closeDialog();
	const id = `dialog-${++count}`, before = document.activeElement;
	const dialog = make("dialog", {"aria-labelledby": id, class: wide ? "wide" : null},
		make("header", {}, make("h2", {id}, title),
			make("button", {
				type: "button", class: "icon", "aria-label": "Close", on: {click: () => dialog.close()}
			}, icon("close"))),
		content);
	let pressed = false;  // a selection that ends outside must not close it
	dialog.addEventListener("pointerdown", (event) => { pressed = event.target === dialog; });
	dialog.addEventListener("click", (event) => {
		if (event.target === dialog && pressed)
			dialog.close();
	});
	dialog.addEventListener("close", () => {
		dialog.remove();
		if (shown === dialog)
			shown = null;
		if (before?.isConnected && !shown && document.activeElement === document.body)
			before.focus({preventScroll: true});
	});
	document.body.append(dialog);
	shown = dialog;
	dialog.showModal();
	dialog.querySelector("[autofocus], .body input, .body button")?.focus();
	return dialog;
}

/**
 * A form for a dialog. `run` is called with the form's values and may give a promise; while it
 * waits the button is off, and what it is rejected with is shown. Closes the dialog in the end.
 */
export function form(button, run, ...content) {
	const wrong = make("p", {class: "wrong", role: "alert"});
	const submit = make("button", {type: "submit", class: "main"}, button);
	const element = make("form", {class: "body", novalidate: true}, ...content, wrong,
		make("div", {class: "actions"},
			plainButton("Cancel", closeDialog), submit));
	element.addEventListener("submit", async (event) => {
		event.preventDefault();
		wrong.textContent = "";
		submit.disabled = true;
		const dialog = element.closest("dialog");
		try {
			if (await run(Object.fromEntries(new FormData(element))) !== false)
				dialog?.close();
		} catch (error) {
			wrong.textContent = error.message;
		} finally {
			submit.disabled = false;
		}
	});
	return element;
}

/** A field with its label. */
export function field(label, name, props = {}) {
	return make("label", {}, label, make("input", {name, type: "text", ...props}));
}

/** A button in a text. */
export const plainButton = (text, run) => make("button", {type: "button", class: "plain", on: {click: run}}, text);

/** Asks before something that cannot be taken back. */
export function confirm(title, text, button, run, ...more) {
	return openDialog(title, form(button, run, make("p", {}, text), ...more));
}
