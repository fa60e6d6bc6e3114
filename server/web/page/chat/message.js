/* One IRC message: its parts, and the line of it (RFC 1459, 2.3; IRCv3 message-tags). Texts for
 * people: without formatting codes and control characters. */
const ESCAPES = { ":": ";", s: " ", "\\": "\\", r: "\r", n: "\n" };
const ESCAPED = { ";": "\\:", " ": "\\s", "\\": "\\\\", "\r": "\\r", "\n": "\\n" };

/* A backslash that needs none, or at the end, is dropped. */
function unescape(value) {
	return value.includes("\\")
		? value.replace(/\\([^]?)/g, (_, letter) => ESCAPES[letter] ?? letter)
		: value;
}

export function escape(value) {
	return value.replace(/[; \\\r\n]/g, (letter) => ESCAPED[letter]);
}

function parseTags(text) {
	const tags = new Map();
	for (const tag of text.split(";")) {
		const at = tag.indexOf("=");
		if (at < 0) tags.set(tag, "");
		else tags.set(tag.slice(0, at), unescape(tag.slice(at + 1)));
	}
	return tags;
}

const NO_TAGS = new Map();

/* { tags: Map, source, nick, command, params }, or null where it is none. nick is the part of the
 * source before '!' or '@'. */
export function parse(line) {
	let at = 0;
	let tags = NO_TAGS;
	let source = "";
	const skip = () => {
		while (line[at] === " ") at++;
	};
	const word = () => {
		let end = line.indexOf(" ", at);
		if (end < 0) end = line.length;
		const text = line.slice(at, end);
		at = end;
		skip();
		return text;
	};
	skip();
	if (line[at] === "@") tags = parseTags(word().slice(1));
	if (line[at] === ":") source = word().slice(1);
	const command = word().toUpperCase();
	if (!command || command[0] === ":" || command[0] === "@") return null;
	const params = [];
	while (at < line.length) {
		const last = line[at] === ":" || params.length === 14;
		if (line[at] === ":") at++;
		params.push(last ? line.slice(at) : word());
		if (last) break;
	}
	const end = source.search(/[!@]/);
	return { tags, source, nick: end < 0 ? source : source.slice(0, end), command, params };
}

/* A line to send; null where the server would read it in another way. tags: { key: value }. */
export function format(command, params = [], tags = null) {
	let line = command;
	for (let i = 0; i < params.length; i++) {
		const param = params[i];
		const colon = param === "" || param[0] === ":" || param.includes(" ");
		if (/[\r\n\0]/.test(param) || (colon && i < params.length - 1)) return null;
		line += (colon ? " :" : " ") + param;
	}
	if (!tags) return line;
	const written = Object.entries(tags).map(([key, value]) =>
		value === "" ? key : `${key}=${escape(value)}`
	);
	return `@${written.join(";")} ${line}`;
}

const CODES =
	/\x03(?:\d{1,2}(?:,\d{1,2})?)?|\x04(?:[\da-f]{6}(?:,[\da-f]{6})?)?|[\x02\x0f\x11\x16\x1d-\x1f]/gi;
const UNSAFE = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]/;
const EACH_UNSAFE = new RegExp(UNSAFE.source, "g");

/* Plain text: formatting codes are dropped, tabs are blanks, other control characters are seen as
 * U+FFFD. "\n" stays. */
export function plain(text) {
	if (!UNSAFE.test(text)) return text;
	return text
		.replace(CODES, "")
		.replace(EACH_UNSAFE, (letter) => (letter === "\t" ? " " : "\ufffd"));
}

/* { word, rest } of a CTCP message, else null. */
export function ctcp(text) {
	if (text[0] !== "\x01") return null;
	const end = text.indexOf("\x01", 1);
	const inner = text.slice(1, end < 0 ? undefined : end);
	const blank = inner.indexOf(" ");
	return blank < 0
		? { word: inner.toUpperCase(), rest: "" }
		: { word: inner.slice(0, blank).toUpperCase(), rest: inner.slice(blank + 1) };
}

const encoder = new TextEncoder();

export function bytes(text) {
	return /^[\x00-\x7f]*$/.test(text) ? text.length : encoder.encode(text).length;
}

/* Parts of at most so many bytes, which joined are the text again; after a blank in the last quarter
 * where there is one. */
export function split(text, most) {
	if (bytes(text) <= most) return [text];
	const parts = [];
	let part = "";
	let size = 0;
	let blank = 0; // characters of the part up to its last good blank
	const cut = (at) => {
		parts.push(part.slice(0, at));
		part = part.slice(at);
		size = bytes(part);
		blank = 0;
	};
	const add = (piece) => {
		const more = bytes(piece);
		if (size + more > most && part) cut(blank || part.length);
		if (size + more > most && part) cut(part.length);
		part += piece;
		size += more;
		if (piece === " " && size > (most * 3) / 4) blank = part.length;
	};
	for (const { segment } of new Intl.Segmenter().segment(text)) // characters stay whole
		if (bytes(segment) <= most) add(segment);
		else for (const point of segment) add(point);
	if (part) parts.push(part);
	return parts;
}

/* Names of people and rooms. */

/* Two names that the server takes for the same have the same key (docs/irc.md, CASEMAPPING). */
export function key(name = "") {
	return /^[\x21-\x7e]*$/.test(name)
		? name.toLowerCase()
		: name.normalize("NFKC").toUpperCase().toLowerCase().normalize("NFKC");
}

export function isRoom(name) {
	return name[0] === "#";
}

export function asRoom(name) {
	return isRoom(name) ? name : `#${name}`;
}

const NAME = 200; // characters

/* Whether it can stand for somebody or a room here; the server allows less. */
export function isGood(name) {
	return (
		name.length > 0 &&
		name.length <= NAME &&
		!/[\x00-\x20\x7f-\xa0\u2000-\u200f\u2028-\u202f\u2060-\u206f\ufeff,:]/.test(name[0] + name)
	);
}

/* Whether one can ask for it as a name of one's own. */
export function canBeName(name) {
	return /^[\p{L}_[\]{}|^\x60\\][\p{L}\p{M}\p{N}_[\]{}|^\x60\\-]{0,31}$/u.test(name);
}

export function guest() {
	return `guest${1000 + Math.floor(Math.random() * 9000)}`;
}

/* Another name where one is taken: alice2 ... alice9, then with a random number. */
export function another(name, tries) {
	const number = tries < 8 ? tries + 2 : 100 + Math.floor(Math.random() * 9900);
	return /^guest\d+$/.test(name) ? guest() : name.slice(0, 27) + number;
}

/* A test for texts: whether the name is in it as a word. */
export function mentions(name) {
	const word = "[\\p{L}\\p{M}\\p{N}_]";
	const before = `(?:^|[^\\p{L}\\p{M}\\p{N}_-])`;
	const escaped = name.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
	const pattern = new RegExp(`${before}-*${escaped}(?!-?${word})`, "iu");
	return (text) => pattern.test(text);
}
