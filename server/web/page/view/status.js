/** What is seen from outside the lines: links, title, icon, notifications, the banner. */

import { byId, make, plainButton, setHidden, setText } from "./dom.js";
import { plainText, secondsUntil } from "./line.js";

/** Links that lead into a room: http://host:5555/#lobby is the room #lobby. */

/** What stands behind the # of the address; "" for what has no address. */
export function hashOf(room) {
	return room?.kind === "room" && room.name.startsWith("#")
		? "#" + encodeURIComponent(room.name.slice(1)) : "";
}

/** The room that such an address names; "" for none. "#lobby" and "##lobby" both name #lobby. */
export function roomOf(hash) {
	const raw = hash.replace(/^##?/, "");
	try {
		return /^[^\s,\u0000-\u001f]+$/.test(decodeURIComponent(raw)) ? "#" + decodeURIComponent(raw) : "";
	} catch {
		return "";
	}
}

export function shareLink(room) {
	return location.origin + "/" + hashOf(room);
}

/** Puts text on the clipboard; false where the browser allows that to encrypted pages alone. */
export async function copy(text) {
	try {
		await navigator.clipboard.writeText(text);
		return true;
	} catch {
		return false;
	}
}

/** What is seen from outside: the title, the icon of the tab, notifications; and the banner that says
 * why the page is not connected. */

const BUBBLE = "M7 4h18a4 4 0 0 1 4 4v11a4 4 0 0 1-4 4H15l-7 6v-6H7a4 4 0 0 1-4-4V8a4 4 0 0 1 4-4z";

function picture(kind) {
	const dot = kind === "none" ? "" : `<circle cx="24" cy="8" r="8" fill="${kind === "mentions" ? "#d5482a" : "#e0a92b"}"/>`;
	return "data:image/svg+xml," + encodeURIComponent(
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="#2f8f90" d="${BUBBLE}"/>${dot}</svg>`);
}

let shownKind = "none";

/** "(2) #lobby" with the number of lines for the reader; "• #lobby" where there are others. */
export function showTitle(name, unread, mentions) {
	const sign = mentions ? `(${mentions}) ` : unread ? "• " : "";
	const title = `${sign}${name}`;
	if (document.title !== title)
		document.title = title;
	const kind = mentions ? "mentions" : unread ? "unread" : "none";
	if (kind === shownKind)
		return;
	shownKind = kind;
	document.querySelector('link[rel="icon"]').href = picture(kind);
}

export const canNotify = () => "Notification" in window && window.isSecureContext;
export const mayNotify = () => canNotify() && Notification.permission === "granted";

/** To be called for a click alone. Gives whether notifications are allowed now. */
export async function askToNotify() {
	return canNotify() && await Notification.requestPermission() === "granted";
}

export function notify(room, line, opened) {
	if (!mayNotify())
		return;
	const where = room.kind === "person" ? line.from : `${line.from} in ${room.name}`;
	try {
		const note = new Notification(where, {body: plainText(line.text).slice(0, 200), tag: `chatd ${room.key}`});
		note.addEventListener("click", () => {
			window.focus();
			opened();
			note.close();
		});
	} catch {
		// on phones only service workers may notify
	}
}

/** A sentence that goes away by itself. */
export function toast(text) {
	const place = byId("toasts");
	const element = make("div", {}, make("p", {}, text));
	const close = make("button", {type: "button", class: "icon", "aria-label": "Close", on: {click: () => element.remove()}}, "×");
	element.append(close);
	while (place.children.length > 2)
		place.firstChild.remove();
	place.append(element);
	setTimeout(() => element.remove(), Math.max(6000, text.length * 80));
}

export class Banner {
	/** `actions`: {retry(), password(), account(), connect()} */
	constructor(chat, actions) {
		this.chat = chat;
		this.actions = actions;
		this.element = byId("banner");
		this.text = make("p");
		this.when = make("span", {"aria-live": "off"});
		this.button = plainButton("", () => this.act());
		this.element.append(this.text, this.when, this.button);
	}

	act() {
		const {state, needs} = this.chat;
		if (state === "waiting")
			this.actions.retry();
		else if (needs)
			this.actions[needs]();
		else
			this.actions.connect();
	}

	update() {
		clearTimeout(this.timer);
		const {state} = this.chat;
		if (state === "online") {
			setHidden(this.element, true);
			return;
		}
		// a connection that is there in a moment is not worth a banner
		if (state === "connecting" && this.element.hidden) {
			this.timer = setTimeout(() => this.show(), 700);
			return;
		}
		this.show();
	}

	show() {
		const {state, reason, needs, retryAt} = this.chat;
		setText(this.text, state === "connecting" ? "Connecting…"
			: reason || (state === "waiting" ? "The connection was lost." : "Not connected."));
		const seconds = secondsUntil(retryAt);
		setText(this.when, state !== "waiting" ? "" : seconds > 0 ? `Next attempt in ${seconds} s` : "Trying…");
		setHidden(this.button, state === "connecting");
		setText(this.button, state === "waiting" ? "Try now"
			: needs === "password" ? "Enter the password" : needs === "account" ? "Log in" : "Connect");
		setHidden(this.element, false);
		if (state === "waiting")
			this.timer = setTimeout(() => this.show(), 1000);
	}
}
