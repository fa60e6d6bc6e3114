/* Lines of what people say and do, and modes of rooms in words. */
import { ctcp, plain } from "./message.js";
import { newLine } from "./room.js";

export const doer = (message) => (message.server || !message.nick ? "The server" : message.nick);

function base(message) {
	return {
		id: message.id, number: message.number, time: message.time, from: doer(message),
		account: message.account, bot: message.bot, own: message.own,
	};
}

/* What is said; null for a message of programs (CTCP), and for what an ignored person says. */
export function talkLine(chat, message) {
	const text = message.params[1] || "";
	const said = ctcp(text);
	const notice = message.command === "NOTICE";
	if (message.ignored || (said && (said.word !== "ACTION" || notice))) return null;
	const line = { ...base(message), text: plain(said ? said.rest : text) };
	line.kind = said ? "action" : notice ? "notice" : "said";
	if (message.server) line.from = "";
	line.mention = !line.own && !message.server && chat.isMentioned(line.text);
	return newLine(line);
}

function modeText(room, message) {
	const who = doer(message);
	const words = changes(message.params.slice(1).map(plain))
		.map((change) => changeWords(change, who, message.own, room.name));
	const start = message.own ? "You have " : `${who} `;
	return words.map((text, i) => (i ? text.slice(start.length) : text)).join("; ");
}

/* The line of a message that the history may have; null for none. */
export function historyLine(chat, room, message) {
	const [, second = "", third = ""] = message.params;
	switch (message.command) {
		case "PRIVMSG":
		case "NOTICE":
			return talkLine(chat, message);
		case "TOPIC":
			return message.ignored ? null : newLine({ ...base(message), kind: "topic", text: plain(second) });
		case "KICK":
			return newLine({ ...base(message), kind: "kicked", other: plain(second), text: plain(third) });
		case "MODE":
			return newLine({ ...base(message), kind: "mode", text: modeText(room, message) });
		default:
			return null;
	}
}

/* Modes of rooms in words, as the server has them. %n is the parameter, %r the room; %g and %t are
 * "gave" and "took". */
const MODES = new Map([
	["i", ["invite-only", "made %r a room for the invited", "opened %r to everyone"]],
	["m", ["moderated", "made %r moderated: only those with a voice may speak",
		"ended the moderation of %r: everyone may speak"]],
	["n", ["members-only", "closed %r to messages from outside", "opened %r to messages from outside"]],
	["s", ["secret", "made %r secret", "made %r public"]],
	["t", ["topic-locked", "let only operators set the topic of %r", "let everyone set the topic of %r"]],
	["k", ["key", "%g %r the key %n", "%t the key from %r"]],
	["l", ["limit", "limited %r to %n people", "%t the limit from %r"]],
	["H", ["keep", "limited the history of %r to %n", "%t the limit from the history of %r"]],
	["b", ["", "banned %n from %r", "lifted the ban on %n in %r"]],
	["e", ["", "excepted %n from the bans of %r", "%t back the exception for %n in %r"]],
	["I", ["", "invited all %n to %r", "%t back the invitation of %n to %r"]],
	["q", ["", "made %n a founder of %r", "made %n no founder of %r any more"]],
	["o", ["", "made %n an operator of %r", "made %n no operator of %r any more"]],
	["v", ["", "%g %n a voice in %r", "%t %n's voice in %r"]],
]);

export const ROLES = { q: "~", o: "@", v: "+" };
const SIGNS = "~@+";
const VALUED = "klH";

/* The letter of "invite-only" and the like, or "". */
export function modeLetter(word) {
	for (const [letter, [name]] of MODES) if (name && name === word) return letter;
	return "";
}

export function modeNames() {
	return [...MODES.values()].map(([name]) => name).filter(Boolean);
}

/* "key hush"; takes the parameter from `values`. */
export function modeWords(letter, values) {
	const [name] = MODES.get(letter) || [letter];
	return VALUED.includes(letter) ? `${name} ${values.shift() || ""}`.trim() : name;
}

/* [{ set, letter, param }] of the parameters of MODE behind the room. */
export function changes(params) {
	const [letters = "", ...values] = params;
	const found = [];
	let set = true;
	for (const letter of letters.slice(0, 100)) {
		if (letter === "+" || letter === "-") {
			set = letter === "+";
			continue;
		}
		const takes = "beIkqov".includes(letter) || (set && VALUED.includes(letter));
		found.push({ set, letter, param: takes ? values.shift() || "" : "" });
	}
	return found;
}

/* "You have given bob a voice in #tea", or "alice gave ..." */
export function changeWords({ set, letter, param }, who, own, room) {
	const row = MODES.get(letter);
	const words = row
		? row[set ? 1 : 2]
		: `set mode ${set ? "+" : "-"}${letter}${param ? " %n" : ""} on %r`;
	const values = { n: param, r: room, g: own ? "given" : "gave", t: own ? "taken" : "took" };
	return `${own ? "You have" : who} ${words.replace(/%([nrgt])/g, (_, of) => values[of])}`;
}

/* Signs in the order of their rank, with one more or less. */
export function withSign(signs, sign, set) {
	return [...SIGNS].filter((one) => (one === sign ? set : signs.includes(one))).join("");
}

/* "@+bob" => ["@+", "bob"] */
export function splitSigns(name) {
	const signs = /^[~@+]*/.exec(name)[0];
	return [signs, name.slice(signs.length)];
}
