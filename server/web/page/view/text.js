/**
 * What people say, as nodes. Addresses of the web become links; the marks of IRC for bold, italic,
 * underlined, struck-through and fixed-width text become elements, its colours are dropped.
 */

import { make } from "./dom.js";

// The scheme must be there and must be one of the two. An address ends at a blank, at a quote or
// bracket that cannot stand in one, and at what turns the direction of writing or cannot be seen.
// eslint-disable-next-line no-control-regex
const ADDRESS = /\bhttps?:\/\/[^\s<>"`\u0000-\u001f\u007f-\u00a0\u00ad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\u3000\ufeff\ufff9-\ufffb]+/giu;
const LONGEST_ADDRESS = 2000;

const FORMATS = {"\x02": "b", "\x1d": "i", "\x1f": "u", "\x1e": "s", "\x11": "code"};
// eslint-disable-next-line no-control-regex
const COLOUR = /\x03(?:\d{1,2}(?:,\d{1,2})?)?|\x04(?:[0-9a-f]{6}(?:,[0-9a-f]{6})?)?|\x16/gi;
// eslint-disable-next-line no-control-regex
const MARK = /[\x02\x0f\x11\x1d\x1e\x1f]/;
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
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
	if (text.length > LONGEST_ADDRESS)
		return null;
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
		href, target: "_blank", rel: "noopener noreferrer nofollow", referrerpolicy: "no-referrer",
		dir: "ltr"
	}, text);
}

function appendLinks(parent, text) {
	let at = 0;
	for (const match of text.matchAll(ADDRESS)) {
		const address = match[0].slice(0, addressLength(match[0]));
		const href = safeAddress(address);
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

const clean = (text) => text.replace(CONTROL, "\ufffd").replace(TURNS, "");

/** Text without marks, for titles and labels. */
export function plainText(text) {
	return clean(text.replace(COLOUR, "").replace(new RegExp(MARK, "g"), ""));
}

/** Appends the nodes for a text to an element. */
export function appendText(parent, text) {
	text = text.replace(COLOUR, "");
	if (!MARK.test(text)) {
		appendLinks(parent, clean(text));
		return;
	}
	const on = new Set();
	for (const part of text.split(/(?=[\x02\x0f\x11\x1d\x1e\x1f])/)) { // eslint-disable-line no-control-regex
		const mark = part[0], rest = MARK.test(mark) ? part.slice(1) : part;
		if (mark === "\x0f")
			on.clear();
		else if (FORMATS[mark] && !on.delete(mark))
			on.add(mark);
		if (!rest)
			continue;
		let place = parent;
		for (const format of on) {
			const element = make(FORMATS[format]);
			place.append(element);
			place = element;
		}
		appendLinks(place, clean(rest));
	}
}
