/** Lines of a room as elements. A row shows one line, or several that say who came and went. */

import { make } from "./dom.js";
import { colourClass, initial, listNames } from "./names.js";
import { appendText } from "./text.js";
import { dayName, dayOf, fullTime, hour } from "./time.js";

const TOGETHER = 5 * 60 * 1000;
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
	return make("time", {datetime: new Date(line.time).toISOString(), title: fullTime(line.time)},
		hour(line.time));
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
		element.append(make("bdi", {title: names.join(", ")}, listNames(names)), ` ${kind}`);
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
