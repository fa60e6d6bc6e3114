/** Lines as elements: text, names, times. */

import { make } from "./dom.js";

// The scheme must be there and must be one of the two. An address ends at a blank, at a quote or
// bracket that cannot stand in one, and at what turns the direction of writing or cannot be seen.
const ADDRESS = /\bhttps?:\/\/[^\s<>"`\u0000-\u001f\u007f-\u00a0\u00ad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\u3000\ufeff\ufff9-\ufffb]+/giu;
const LONGEST_ADDRESS = 2000;

// Overrides and embeddings could make text look as if it came from elsewhere in the line.
const TURNS = /[\u202a-\u202e\u2066-\u2069]/g;

/** Takes from the end what belongs to the sentence: "(see http://a/b)." ends at "b". */
export function addressLength(text) {
	let end = text.length;
	const count = (mark) => text.slice(0, end).split(mark).length;
	for (; end > 0; end--) {
		const last = text[end - 1];
		if (/[.,;:!?'*_~|…。、，！？»”’]/u.test(last))
			continue;
		if (last === ")" && count(")") > count("("))
			continue;
		if (last === "]" && count("]") > count("["))
			continue;
		if (last === "}" && count("}") > count("{"))
			continue;
		break;
	}
	return end;
}

/** Whether an address may become a link; null or the address as the browser reads it. */
export function safeAddress(text) {
	try {
		const url = new URL(text);
		// "https://bank.example@evil.example/" leads to evil.example: better left as text
		if (!/^https?:$/.test(url.protocol) || url.username || url.password || !url.hostname)
			return null;
		return url.href;
	} catch {
		return null;
	}
}

function link(text, href) {
	return make("a", {
		href, target: "_blank", rel: "noopener noreferrer", dir: "ltr"
	}, text);
}

function appendLinks(parent, text) {
	let at = 0;
	for (const match of text.matchAll(ADDRESS)) {
		const found = match[0].length > LONGEST_ADDRESS ? "" : match[0];
		const address = found.slice(0, addressLength(found)), href = safeAddress(address);
		if (!href)
			continue;
		if (match.index > at)
			parent.append(text.slice(at, match.index));
		parent.append(link(address, href));
		at = match.index + address.length;
	}
	if (at < text.length)
		parent.append(text.slice(at));
}

/** Text for titles and labels. */
export function plainText(text) {
	return text.replace(TURNS, "");
}

/** Appends the nodes for a text to an element. */
export function appendText(parent, text) {
	appendLinks(parent, plainText(text));
}

/** A colour for each name, and what it is called by. */

const COLOURS = 16;

/** The same number for the same name everywhere, whatever its case: 0 to COLOURS - 1. */
export function colourOf(name) {
	let hash = 2166136266;
	for (const letter of name.toLowerCase().replace(/[_`^|-]+$/, ""))
		hash = Math.imul(hash ^ letter.codePointAt(0), 16777619);
	hash ^= hash >>> 15;
	hash = Math.imul(hash, 0x2c1b3c6d);
	return ((hash ^ (hash >>> 13)) >>> 0) % COLOURS;
}

/** The class of that colour. */
export const colourClass = (name) => `c${colourOf(name)}`;

/** The first letter, for the coloured square beside a name. */
export function initial(name) {
	const letter = [...name.replace(/^[^\p{L}\p{N}]+/u, "")][0] ?? [...name][0] ?? "?";
	return letter.toUpperCase();
}

/** What a person may do in a room, by the sign before the name. */
export function role(prefix) {
	if (/[~&@]/.test(prefix ?? ""))
		return "operator";
	return (prefix ?? "").includes("+") ? "voice" : "";
}

/** Times and days as the reader's system writes them, in the reader's zone. */

const clock = new Intl.DateTimeFormat(undefined, {hour: "numeric", minute: "2-digit"});
const full = new Intl.DateTimeFormat(undefined, {dateStyle: "full", timeStyle: "medium"});
const longDay = new Intl.DateTimeFormat(undefined,
	{weekday: "long", day: "numeric", month: "long"});
const withYear = new Intl.DateTimeFormat(undefined,
	{weekday: "long", day: "numeric", month: "long", year: "numeric"});
const shortDay = new Intl.DateTimeFormat(undefined, {dateStyle: "medium"});

/** Gives the same again for a time of the same minute, since writing it anew takes a while. */
function oncePerMinute(write) {
	let minute = 0, text = "";
	return (time) => {
		const now = Math.floor(time / 60000);
		if (now !== minute) {
			minute = now;
			text = write(time);
		}
		return text;
	};
}

/** The hour and minute of a time in milliseconds: "14:03" or "2:03 PM". */
const hour = oncePerMinute((time) => clock.format(time));

/** Shown for the one time that somebody points at. */
export const fullTime = (time) => full.format(time);

export const dayAndHour = (time) => `${shortDay.format(time)}, ${clock.format(time)}`;

/** A number that two times of one local day have in common. */
export function dayOf(time) {
	const date = new Date(time);
	return date.getFullYear() * 400 + date.getMonth() * 32 + date.getDate();
}

export function dayName(time) {
	const day = dayOf(time), now = new Date(), yesterday = new Date();
	yesterday.setDate(now.getDate() - 1);
	if (day === dayOf(now))
		return "Today";
	if (day === dayOf(yesterday))
		return "Yesterday";
	return new Date(time).getFullYear() === now.getFullYear()
		? longDay.format(time) : withYear.format(time);
}

/** "in 5 seconds": whole seconds until a time. */
export function secondsUntil(time) {
	return Math.max(0, Math.ceil((time - Date.now()) / 1000));
}

/** Lines of a room as elements. A row shows one line, or several that say who came and went. */

const TOGETHER = 5 * 60 * 1000, MOST_NAMES = 6;
const SPOKEN = new Set(["said", "notice"]);
const PRESENCE = new Set(["joined", "left", "quit"]);

export const isPresence = (line) => PRESENCE.has(line.kind);
export const isSpoken = (line) => SPOKEN.has(line.kind) || line.kind === "action";

/** Whether a line stands under the name of the one before it. */
function follows(line, previous) {
	return Boolean(previous) && SPOKEN.has(line.kind) && previous.kind === line.kind
		&& previous.from === line.from && previous.own === line.own
		&& line.time - previous.time < TOGETHER && line.time >= previous.time
		&& dayOf(line.time) === dayOf(previous.time);
}

function timeOf(line) {
	return make("time", {datetime: new Date(line.time).toISOString()}, hour(line.time));
}

export function nameOf(name) {
	return make("b", {class: `name ${colourClass(name)}`, "data-name": name, dir: "auto"}, name);
}

function textOf(text) {
	const element = make("span", {class: "text", dir: "auto"});
	appendText(element, text);
	return element;
}

function reason(element, text) {
	if (!text)
		return;
	const bdi = make("bdi");
	appendText(bdi, text);
	element.append(": ", bdi);
}

/** "alice", "alice and bob", "alice, bob and 3 others" */
function appendNames(element, names) {
	const most = names.length > MOST_NAMES ? MOST_NAMES - 1 : names.length;
	for (const [at, name] of names.slice(0, most).entries()) {
		if (at)
			element.append(at === names.length - 1 ? " and " : ", ");
		element.append(nameOf(name));
	}
	if (most < names.length)
		element.append(make("span", {title: names.join(", ")}, ` and ${names.length - most} others`));
}

/** "alice and bob joined, carol left" */
function presenceText(element, lines) {
	const last = new Map();  // who came and went again is named once, with what happened last
	for (const line of lines) {
		last.delete(line.from);
		last.set(line.from, line.kind === "joined" ? "joined" : "left");
	}
	for (const kind of ["joined", "left"]) {
		const names = [...last].filter((entry) => entry[1] === kind).map((entry) => entry[0]);
		if (!names.length)
			continue;
		if (element.firstChild)
			element.append(", ");
		appendNames(element, names);
		element.append(` ${kind}`);
	}
	if (lines.length === 1)
		reason(element, lines[0].text);
}

const EVENTS = {
	renamed: (element, line) => element.append(nameOf(line.from), " is now ", nameOf(line.other)),
	kicked(element, line) {
		element.append(nameOf(line.from), " put ", nameOf(line.other), " out");
		reason(element, line.text);
	},
	topic(element, line) {
		element.append(nameOf(line.from), line.text ? " set the topic" : " took the topic away");
		reason(element, line.text);
	},
};

function eventText(line, lines) {
	const element = make("span", {class: "text"});
	if (isPresence(line))
		presenceText(element, lines);
	else if (EVENTS[line.kind])
		EVENTS[line.kind](element, line);
	else {
		element.setAttribute("dir", "auto");
		appendText(element, line.text);
	}
	if (line.kind === "gap" && line.fill === "more")
		element.append(make("button", {type: "button", class: "plain", "data-do": "fill"}, "Show them"));
	return element;
}

/** Behind one's own line that did not arrive: why, and what can be done. */
function stateOf(line) {
	const why = line.why || (line.state === "unsure"
		? "The connection was lost: this may or may not have been said."
		: "This was not said.");
	return make("span", {class: "state"}, make("span", {}, why),
		make("button", {type: "button", class: "plain danger", "data-do": "resend"}, "Send again"),
		make("button", {type: "button", class: "plain", "data-do": "discard"}, "Discard"));
}

function spokenParts(line, same) {
	const who = make("span", {class: same ? "who sr" : "who"}, nameOf(line.from));
	if (same)
		return [who, timeOf(line), textOf(line.text)];
	if (line.bot)
		who.append(make("small", {}, "bot"));
	who.append(timeOf(line));
	const face = make("span", {class: `face ${colourClass(line.from)}`, "aria-hidden": "true"},
		initial(line.from));
	return [face, who, textOf(line.text)];
}

function actionParts(line) {
	const text = make("span", {class: "text"}, nameOf(line.from), " "), bdi = make("bdi");
	appendText(bdi, line.text);
	text.append(bdi);
	return [timeOf(line), text];
}

/** The element of a row. `lines` are more than one where people came and went. */
export function buildRow(lines, previous) {
	const line = lines.at(-1), spoken = SPOKEN.has(line.kind);
	const same = spoken && follows(line, previous);
	const classes = ["line", line.kind];
	if (spoken)
		classes.push(same ? "same" : "first");
	else
		classes.push("event");
	for (const name of ["mention", "erased", "own", "refused"])
		if (line[name])
			classes.push(name);
	if (isPresence(line))
		classes.push("presence");
	if (line.state && line.state !== "sent")
		classes.push(line.state);
	const parts = spoken ? spokenParts(line, same)
		: line.kind === "action" ? actionParts(line) : [timeOf(line), eventText(line, lines)];
	if (line.state === "unsure" || line.state === "failed")
		parts.push(stateOf(line));
	return make("div", {
		class: classes.join(" "), tabindex: "-1", "data-key": line.key,
		"data-id": line.id || null, "data-kind": line.kind, "data-state": line.state || "sent",
		"data-number": line.number || null
	}, ...parts);
}

/** The mark of a new day where one begins with this line, or null. */
export function dayMark(line, previous) {
	if (previous && dayOf(previous.time) === dayOf(line.time))
		return null;
	return make("div", {class: "day", role: "separator", "aria-label": dayName(line.time)},
		make("span", {}, dayName(line.time)));
}

export function unreadMark() {
	return make("div", {class: "mark", role: "separator", "aria-label": "New since you looked"},
		make("span", {}, "New"));
}
