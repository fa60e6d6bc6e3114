/** Keys that work anywhere in the page, and drawers. */

import { byId, dialogIsOpen, setHidden } from "./dom.js";

const app = byId("app");
const DRAWERS = {rooms: "rooms-open", people: "people-open", search: "search-open"};
const narrow = matchMedia("(max-width: 64rem)"), phone = matchMedia("(max-width: 44rem)");

const isOpen = (name) => (name === "search" ? app.classList.contains("searching")
	: app.classList.contains(`open-${name}`));

/** Opens or closes the list of rooms, the people or the search. */
export function drawer(name, open = !isOpen(name)) {
	if (open)
		for (const other of Object.keys(DRAWERS))
			if (other !== name && isOpen(other))
				drawer(other, false);
	const had = byId(name).contains(document.activeElement);
	app.classList.toggle(`open-${name}`, open);
	if (name === "search") {
		app.classList.toggle("searching", open);
		setHidden(byId("search"), !open);
	}
	byId(DRAWERS[name]).setAttribute("aria-expanded", String(open));
	setHidden(byId("shade"), !Object.keys(DRAWERS).some(isOpen));
	if (open && (name === "rooms" ? phone : narrow).matches && name !== "search")
		byId(name).querySelector(".row[aria-current], .row, .drawer-close")?.focus({focusVisible: false});
	else if (!open && had)
		byId(DRAWERS[name]).focus({preventScroll: true});
}

export function closeDrawers() {
	for (const name of Object.keys(DRAWERS))
		if (name !== "search" || narrow.matches)
			drawer(name, false);
}

function anyDrawer() {
	return Object.keys(DRAWERS).find(isOpen);
}

/** F6 goes on to the next part of the page, with Shift to the one before. */
function nextPart(back) {
	const parts = ["say", "log", "people", "rooms"];
	const now = parts.findIndex((id) => byId(id).contains(document.activeElement));
	for (let step = 1; step <= parts.length; step++) {
		const id = parts[(now + (back ? -step : step) + 2 * parts.length) % parts.length];
		const target = id === "say" || id === "log" ? byId(id)
			: byId(id).querySelector(".row[aria-current], .row");
		if (target?.checkVisibility({visibilityProperty: true})) {
			target.focus();
			return;
		}
	}
}

function escape(actions) {
	const open = anyDrawer();
	if (open)
		drawer(open, false);
	else
		actions.toEnd();
	byId("say").focus({preventScroll: true});
}

/** Walks the lines with the arrow keys. */
function walkLines(event, log) {
	const rows = [...log.querySelectorAll(".line")].filter((row) => row.checkVisibility());
	const at = rows.indexOf(document.activeElement.closest(".line"));
	const to = at < 0 ? rows.length - 1 : at + (event.key === "ArrowUp" ? -1 : 1);
	if (!rows[to])
		return;
	event.preventDefault();
	rows[to].focus({preventScroll: true});
	rows[to].scrollIntoView({block: "nearest"});
}

function scrollKeys(event, log) {
	const page = {PageUp: -0.85, PageDown: 0.85}[event.key];
	if (!page || !byId("composer").contains(event.target))
		return false;
	log.scrollTop += page * log.clientHeight;
	return true;
}

/** actions: {next(by, unread), go(), search(), help(), toEnd(), lineMenu(row)} */
export function listenToKeys(actions) {
	const log = byId("log");
	document.addEventListener("keydown", (event) => {
		const {key, altKey, shiftKey} = event, command = event.ctrlKey || event.metaKey;
		if (event.defaultPrevented || dialogIsOpen() || byId("menu").matches(":popover-open"))
			return;
		let done = true;
		if (altKey && !command && (key === "ArrowUp" || key === "ArrowDown"))
			actions.next(key === "ArrowUp" ? -1 : 1, shiftKey);
		else if (command && !shiftKey && !altKey && key.toLowerCase() === "k")
			actions.go();
		else if (command && shiftKey && key.toLowerCase() === "f")
			actions.search();
		else if (key === "F1")
			actions.help();
		else if (key === "F6")
			nextPart(shiftKey);
		else if (key === "Escape")
			escape(actions);
		else if (scrollKeys(event, log))
			done = true;
		else
			done = false;
		if (done)
			event.preventDefault();
		else if (log.contains(event.target) && !altKey && !command)
			inLog(event, log, actions);
	});
}

function inLog(event, log, actions) {
	const row = event.target.closest(".line");
	if (event.key === "ArrowUp" || event.key === "ArrowDown")
		walkLines(event, log);
	else if (row && event.target === row && (event.key === "Enter" || event.key === "ContextMenu")) {
		event.preventDefault();
		actions.lineMenu(row);
	} else if (event.key.length === 1 && event.key !== " ")
		byId("say").focus({preventScroll: true});  // whoever begins to type wants to write
}
