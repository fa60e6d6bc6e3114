/* Numerics, FAIL, WARN and NOTE in words for people, as chat-client has them. */
import { isRoom, plain } from "./message.js";
import { modeWords } from "./lines.js";

const UNITS = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

export function duration(seconds) {
	for (const [name, size] of UNITS)
		if (seconds >= size || size === 1) {
			const count = Math.max(0, Math.floor(seconds / size));
			return `${count} ${name}${count === 1 ? "" : "s"}`;
		}
}

function ago(now, seconds) {
	return `${duration(now / 1000 - Number(seconds))} ago`;
}

const by = (mask) => mask.split("!")[0];
const listed = (p, now) => `  ${p[2]}${p[3] ? ` by ${by(p[3])} ${ago(now, p[4])}` : ""}`;
const count = (rows, word) => `${rows} ${word}${rows === 1 ? "" : "s"}`;
const last = (p) => p.end || " ";
const text = (p) => last(p).replace(/^- /, "");

/* (parameters, now, rows of this list so far) => a sentence, or "" for none. Parameter 0 is our
 * name. */
const WORDS = {
	216: (p) => `  ${p[2]} ${p[5] || ""}`,
	219: (p, now, rows) =>
		rows ? `${count(rows, "ban")} from the server. /server-unban WHOM lifts one.`
			: "That is all.",
	301: (p) => `${p[1]} is away${p[2] && p[2] !== "away" ? `: ${p[2]}` : "."}`,
	311: (p) => `${p[1]} is ${p[2]}@${p[3]}${p[5] ? ` (${p[5]})` : ""}`,
	312: () => "",
	317: (p, now) => `${p[1]} came ${ago(now, p[3])} and last typed ${duration(p[2])} ago`,
	318: () => "",
	319: (p) => `${p[1]} is in ${p[2]}`,
	321: () => "",
	322: (p) => `  ${p[1]}, ${count(Number(p[2]), "person").replace("persons", "people")}${p[3] ? `: ${p[3]}` : ""}`,
	323: (p, now, rows) =>
		rows ? `${count(rows, "room")}. /join ROOM takes you to one.`
			: "There are no rooms. /join ROOM makes one.",
	324: (p) => modesWords(p),
	329: (p, now) => `${p[1]} was made ${ago(now, p[2])}`,
	330: (p) => `${p[1]} is logged in as ${p[2]}`,
	332: (p) => `The topic of ${p[1]} is: ${p[2]}`,
	341: (p) => `You asked ${p[1]} to come to ${p[2]}.`,
	346: listed,
	347: (p, now, rows) => (rows ? "" : `Nobody is invited to ${p[1]}.`),
	348: listed,
	349: (p, now, rows) => (rows ? "" : `Nobody is excepted from the bans of ${p[1]}.`),
	367: listed,
	368: (p, now, rows) =>
		rows ? `${count(rows, "ban")}. /unban NAME lifts one.` : `Nobody is banned from ${p[1]}.`,
	353: (p) => `In ${p[2]}: ${p[3]}`,
	366: () => "",
	371: text,
	372: text,
	374: () => "",
	375: () => "",
	376: () => "",
	381: () => "You are one of the server's operators now.",
	401: (p) =>
		isRoom(p[1]) ? `there is no room ${p[1]}; /list shows all`
			: `nobody here is called ${p[1]}; /who shows the names`,
	422: () => "This server has no message of the day.",
	433: (p) => `the name ${p[1]} is taken; choose another with /nick NAME`,
	441: (p) => `${p[1]} is not in ${p[2]}; /who shows who is`,
	442: (p) => `you are not in ${p[1]}; /join ${p[1]} takes you there`,
	443: (p) => `${p[1]} is in ${p[2]} already`,
	473: (p) => `${p[1]} is for those who have been invited; ask somebody in it`,
	474: (p) => `you are banned from ${p[1]}; its operators can lift that`,
	491: () => "this server has no operators",
	475: (p) => `${p[1]} wants a key: /join ${p[1]} KEY`,
};

/* The number whose rows the end of a list counts. */
export const LIST_ROWS = { 219: 216, 323: 322, 347: 346, 349: 348, 368: 367 };

const ERRORS = new Set([263, 696, 716, 734, 902, 904, 905, 906]);
const INFO = new Set([422]);

export function isError(number) {
	return ((number >= 400 && number < 600) || ERRORS.has(number)) && !INFO.has(number);
}

function modesWords(p) {
	const [, room, modes = "+", ...values] = p;
	const words = Array.from(modes.slice(1), (letter) => modeWords(letter, values));
	return words.length ? `${room} is set to: ${words.join(", ")}` : `${room} is open`;
}

/* What no row has: the names, and the server's own words. */
function asItIs(p, refused) {
	const names = p.slice(1, -1).join(" ");
	const words = p.length > 1 ? p[p.length - 1] : "";
	if (!names) return words;
	return `${names}${refused || /^[A-Z]/.test(words) ? ":" : ""} ${words}`;
}

/* FAIL, WARN, NOTE: a command, a code, what it is about, words. */
function standard(p) {
	const about = p[0] === "REDACT" ? "" : p.slice(2, -1).join(" ");
	return p.length < 3 ? p.join(" ") : `${p[p.length - 1]}${about ? ` (${about})` : ""}`;
}

const stop = (text) => (/[\p{L}\p{N}]$/u.test(text) ? `${text}.` : text);

/* { text, refused } of a message. */
export function sentence(message, number, now, rows) {
	const params = message.params.map((param) => plain(param).replace(/\n/g, " "));
	const p = [...params, "", "", "", "", "", ""]; // some may be missing
	p.end = params[params.length - 1];
	const refused = number ? isError(number) : message.command === "FAIL";
	let text;
	if (!number) text = stop(standard(params));
	else if (WORDS[number]) text = WORDS[number](p, now, rows);
	else text = refused ? stop(asItIs(params, true)) : asItIs(params, false);
	if (refused && !text) text = `the server refuses that and does not say why: ${message.command}`;
	return { text, refused };
}

/* The sentence of the first refusal in an answer, or "". */
export function refusal(messages) {
	for (const message of messages) {
		const number = /^\d{3}$/.test(message.command) ? Number(message.command) : 0;
		if (isError(number) || message.command === "FAIL")
			return capital(sentence(message, number, 0, 0).text);
	}
	return "";
}

export function capital(text) {
	return /^(there|nobody here|the|you|this|too|a) /.test(text) ? text[0].toUpperCase() + text.slice(1) : text;
}
