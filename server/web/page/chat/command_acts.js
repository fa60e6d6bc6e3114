/* What the commands do: (chat, room, word, rest) => a sentence where it is refused. */
import { HTTPS_FIRST } from "./account.js";
import { asRoom, isGood, isRoom, key, plain } from "./message.js";
import { pageFrom } from "./past.js";
import { modeLetter, modeNames } from "./lines.js";

const NO_TIME = "is neither a number from 1 on nor a time that is over: 30m, 2h, 3d, 14:00, yesterday or 2026-11-28.";

/* A promise whose failure is shown in the room. */
function shown(chat, room, promise) {
	promise.catch((error) => chat.note(room, error.message, true));
}

const show = (chat, room) => room && chat.events.tell("open", { room });

export function nick(chat, room, word) {
	if (chat.entered && word === chat.me.name) return `You are ${word} already.`;
	shown(chat, room, chat.rename(word));
}

export function who(chat, room, word) {
	const name = word ? asRoom(word) : room.name;
	const here = chat.find(name);
	if (!word && room.kind !== "room") return "No room is in front; /who ROOM says which one you mean.";
	if (!here || !here.joined) {
		chat.askFor(room, "NAMES", name);
		return;
	}
	const names = [...here.people.values()].map((person) => person.prefix + person.name);
	names.sort((one, other) => one.localeCompare(other));
	const count = names.length === 1 ? "1 person is" : `${names.length} people are`;
	const more = names.length > 500 ? ` and ${names.length - 500} more` : "";
	chat.note(room, `${count} in ${here.name}: ${names.slice(0, 500).join(", ")}${more}`);
}

export function list(chat) {
	chat.events.tell("ask", { what: "list", name: "" });
}

export function join(chat, room, word, rest) {
	const name = asRoom(word);
	if (!isGood(name)) return "One room at a time: /join ROOM [KEY]";
	const joined = chat.join(name, rest);
	if (!joined) return "You are in as many rooms as one can be in.";
	show(chat, joined);
}

export function room(chat, front, word) {
	const rooms = [...chat.rooms.values()].filter((one) => one.kind !== "server");
	const wanted = key(word);
	const bare = (one) => one.key.replace(/^#/, "");
	const starts = rooms.filter((one) => one.key.startsWith(wanted) || bare(one).startsWith(wanted));
	const found = rooms.find((one) => one.key === wanted || bare(one) === wanted)
		|| (starts.length === 1 && starts[0]) || (/^\d+$/.test(word) && rooms[word - 1]);
	if (!found) return `There is no ${word} among your rooms; /join ROOM opens one more.`;
	show(chat, found);
}

export function part(chat, room, word, rest) {
	chat.part(room, rest);
}

export function topic(chat, room, word, rest) {
	if (rest) chat.askFor(room, "TOPIC", room.name, rest.replace(/\n/g, " "));
	else if (room.topic) chat.note(room, `The topic of ${room.name} is: ${room.topic.text}`);
	else chat.note(room, `${room.name} has no topic. /topic TEXT gives it one.`);
}

export function history(chat, room, word, rest) {
	if (rest && !/^\d{1,3}$/.test(rest)) return since(chat, room, rest);
	if (!chat.server.history) return "This server keeps no history.";
	if (room.earlier === "none") chat.note(room, `There is nothing older in ${room.name}.`);
	else chat.earlier(room);
}

function found(chat, room, title, promise) {
	shown(chat, room, promise.then(({ lines, more }) => {
		if (lines.length) chat.events.tell("found", { room, title, lines, more });
		else chat.note(room, `Nothing was found in ${room.name}.`);
	}));
}

export function since(chat, room, word) {
	const place = parsePlace(word, chat.timer.now());
	if (!place) return `${word} ${NO_TIME}`;
	if (!chat.server.history) return "This server keeps no history.";
	found(chat, room, `${room.name} since ${word}`, pageFrom(chat, room, place));
}

export function search(chat, room, word, rest) {
	const wanted = { text: "" };
	const words = [];
	if (!rest) {
		chat.events.tell("ask", { what: "search", name: room.name });
		return;
	}
	for (const one of rest.split(/\s+/)) {
		const [, name, value] = /^(from|before|after):(.+)$/.exec(one) || [];
		if (name === "from") wanted.from = value;
		else if (name) wanted[name] = parseTime(value, chat.timer.now());
		else words.push(one);
		if (name && name !== "from" && !(wanted[name] > 0)) return `${value} ${NO_TIME}`;
	}
	wanted.text = words.join(" ");
	found(chat, room, `${room.name}: ${rest}`, chat.search(room, wanted));
}

export function number(chat, room, word) {
	if (word !== "on" && word !== "off") return "Type it like this: /number on|off";
	chat.events.tell("number", { on: word === "on" });
}

export function erase(chat, room, word, rest) {
	const line = room.lines.find((one) => one.number && String(one.number) === word);
	const last = room.past.last;
	const id = line ? line.id : last && last.number && /^\d+$/.test(word) && last.id.replace(/\d+(-\d+)?$/, word);
	if (!id) return "/erase takes the number of a line; /number on shows them.";
	shown(chat, room, chat.erase(room, { id }, rest));
}

export const say = (kind) => (chat, room, word, rest) => {
	chat.say(room, rest, kind);
};

const SERVICE_WORDS = new Map([["nickserv", "NS"], ["chanserv", "CS"]]);

/* What services are told is no talk: it may have a password in it. */
function toService(chat, room, word, rest) {
	const service = SERVICE_WORDS.get(key(word).split("@")[0]);
	if (service) chat.askFor(room, service, ...rest.split(/\s+/));
	return !!service;
}

function talk(chat, name) {
	const room = !chat.isMe(name) && chat.query(name);
	if (!room) throw new Error(chat.isMe(name) ? "That is you." : `${name} is no person.`);
	return room;
}

export function message(chat, room, word, rest) {
	if (toService(chat, room, word, rest)) return;
	if (isRoom(word)) {
		const other = chat.find(word);
		if (!other) return `You are not in ${word}; /join ${word} takes you there.`;
		chat.say(other, rest);
		return;
	}
	const other = talk(chat, word);
	if (!other.lines.length) other.madeIn = room;
	chat.say(other, rest);
}

export function reply(chat, room, word, rest) {
	if (!chat.lastTalk) return "Nobody has sent you a private message yet; /msg NAME TEXT sends one.";
	chat.say(talk(chat, chat.lastTalk), rest);
}

export function query(chat, room, word, rest) {
	if (isRoom(word)) return `${word} is a room; /join takes you to it, /query is for a person.`;
	const other = talk(chat, word);
	show(chat, other);
	if (rest) chat.say(other, rest);
}

export function closeTalk(chat, room) {
	if (room.kind === "room") return `${room.name} is a room; /part leaves it.`;
	chat.part(room);
}

export function ignore(chat, room, word) {
	const names = [...chat.ignored.values()];
	if (word && chat.isMe(word)) return "That is you.";
	if (word) chat.ignore(word);
	if (word) chat.note(room, `You no longer see what ${word} says. /unignore ${word} takes that back.`);
	else chat.note(room, names.length ? `You ignore ${names.join(", ")}.` : "You ignore nobody.");
}

export function unignore(chat, room, word) {
	if (!chat.unignore(word)) return `You do not ignore ${word}; /ignore lists whom you ignore.`;
	chat.note(room, `You see what ${word} says again.`);
}

export function away(chat, room, word, rest) {
	const why = rest || (chat.me.away ? "" : "away");
	shown(chat, room, chat.away(why).then(() =>
		chat.note(room, chat.me.away ? `You are away: ${chat.me.away}` : "You are back.")));
}

export function mode(chat, room, word, rest) {
	const off = word[0] === "-";
	const name = word.replace(/^[-+]/, "");
	const letter = modeLetter(name.toLowerCase());
	if (!word) {
		chat.askFor(room, "MODE", room.name);
	} else if (letter) {
		if (!off && "klH".includes(letter) && !rest) return `Type it like this: /mode ${name} VALUE`;
		const value = off ? (letter === "k" ? rest || "*" : "") : "klH".includes(letter) ? rest : "";
		chat.askFor(room, "MODE", room.name, (off ? "-" : "+") + letter, ...(value ? value.split(/\s+/) : []));
	} else if (name !== word && name && name.length < 3) {
		chat.askFor(room, "MODE", room.name, word, ...rest.split(/\s+/).filter(Boolean).slice(0, 6));
	} else {
		const near = nearest(name, modeNames());
		return `There is no mode ${name}; they are: ${modeNames().join(" ")}.${near ? ` Did you mean ${near}?` : ""}`;
	}
}

export function ban(chat, room, word, rest) {
	const [, time = "", why = ""] = /^(?:(\d+[smhd])(?=\s|$))?\s*([^]*)$/.exec(rest);
	chat.askFor(room, "BAN", room.name, word, ...(time ? [time] : []), ...(why ? [why] : []));
}

export function owner(chat, room, word, rest) {
	if (!word) chat.askFor(room, "CS", "INFO", room.name);
	else if (word === "give" && rest) chat.askFor(room, "CS", "SET", room.name, "FOUNDER", rest);
	else if (word === "drop" && !rest) chat.askFor(room, "CS", "DROP", room.name);
	else if (word === "claim" && !rest) chat.askFor(room, "CS", "REGISTER", room.name);
	else return "Type it like this: /owner, /owner give NAME, /owner drop, /owner claim";
}

function exposed(chat) {
	return chat.server.accounts ? "" : HTTPS_FIRST;
}

export function register(chat, room, word, rest) {
	if (exposed(chat)) return exposed(chat);
	if (!rest) chat.events.tell("ask", { what: "register", name: chat.me.name });
	else shown(chat, room, chat.register(chat.me.name, rest)
		.then(() => chat.note(room, `${chat.me.name} is yours now.`)));
}

export function login(chat, room, word, rest) {
	if (chat.entered && exposed(chat)) return exposed(chat);
	if (!rest) chat.events.tell("ask", { what: "login", name: word || chat.me.name });
	else shown(chat, room, chat.login(word, rest).then(() => chat.note(room, `You are logged in as ${word}.`)));
}

export function logout(chat, room) {
	if (!chat.me.account) return "You are not logged in.";
	shown(chat, room, chat.logout().then(() => chat.note(room, "You are logged out.")));
}

export function account(chat, room) {
	if (chat.me.account) chat.askFor(room, "NS", "INFO");
	else chat.note(room, `You are a guest. /register makes the name ${chat.me.name} yours.`);
}

export function password(chat, room, word, rest) {
	if (exposed(chat)) return exposed(chat);
	if (!rest) chat.events.tell("ask", { what: "password", name: chat.me.account });
	else shown(chat, room, chat.changePassword(rest).then((words) => chat.note(room, words)));
}

export function regain(chat, room) {
	if (!chat.me.account) return "You are not logged in; /login NAME does that, and takes the name from a dead connection.";
	chat.askFor(room, "NS", "REGAIN", chat.me.account);
}

export function token(chat, room, word, rest) {
	if (!chat.me.account) return "You are not logged in; /login NAME does that.";
	if (word === "new" && rest) chat.askFor(room, "TOKEN", "ADD", rest);
	else if (word === "drop" && rest)
		shown(chat, room, chat.revoke(rest).then(() => chat.note(room, `The login ${rest} is revoked.`)));
	else if (word) return "Type it like this: /token, /token new NAME, /token drop ID";
	else
		shown(chat, room, chat.tokens().then((all) => chat.note(room, all.map((one) =>
			`${one.id}  ${one.label}, made ${one.made}, ${one.used ? `last used ${one.used}` : "never used"}${one.current ? ", this one" : ""}`)
			.join("\n") || "Nothing keeps a login of yours.")));
}

export function oper(chat, room, word, rest) {
	if (exposed(chat)) return exposed(chat);
	chat.askFor(room, "OPER", word, rest);
}

export function accountAdd(chat, room, word, rest) {
	if (exposed(chat)) return exposed(chat);
	chat.askFor(room, "NS", "SAREGISTER", word, rest);
}

export function serverBan(chat, room, word, rest) {
	if (word) chat.askFor(room, "KLINE", word, ...(rest ? [rest] : []));
	else chat.askFor(room, "STATS", "k");
}

export function raw(chat, room, word, rest) {
	const [command, ...params] = wordsOf(rest);
	chat.askFor(room, command, ...params);
}

function wordsOf(line) {
	const at = line.search(/\s:/);
	const words = (at < 0 ? line : line.slice(0, at)).split(/\s+/).filter(Boolean);
	return at < 0 ? words : [...words, plain(line.slice(at + 2))];
}

/* Places in what was said, as people type them: 30m, 2h or 3d (so long ago), 14:00, yesterday,
 * 2026-11-28, 2026-11-28T14:00; or the number of a line. */
const UNIT_MS = { m: 60e3, h: 3600e3, d: 86400e3 };

/* ms since 1970 in the reader's zone; NaN where it is none. */
export function parseTime(text, now) {
	const ago = /^(\d{1,5})([mhd])$/.exec(text);
	if (ago) return now - ago[1] * UNIT_MS[ago[2]];
	const today = new Date(now);
	const clock = /^(\d{1,2}):(\d\d)$/.exec(text);
	if (clock && clock[1] < 24 && clock[2] < 60) {
		const time = new Date(now).setHours(clock[1], clock[2], 0, 0);
		return time > now ? time - UNIT_MS.d : time;
	}
	if (text === "yesterday")
		return new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1).getTime();
	if (/^\d{4}-\d\d-\d\d$/.test(text)) return new Date(`${text}T00:00`).getTime();
	return /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(text) ? new Date(text).getTime() : NaN;
}

/* { number } or { time }, or null. */
export function parsePlace(text, now) {
	if (/^\d{1,15}$/.test(text)) return Number(text) > 0 ? { number: Number(text) } : null;
	const time = parseTime(text, now);
	return time <= now ? { time } : null;
}

/* Edits that make one word of the other; 9 where they are many. */
function distance(one, other) {
	if (Math.abs(one.length - other.length) > 2) return 9;
	let row = Array.from({ length: other.length + 1 }, (_, i) => i);
	let before = row;
	for (let i = 1; i <= one.length; i++) {
		const next = [i];
		for (let j = 1; j <= other.length; j++) {
			const same = one[i - 1] === other[j - 1];
			next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (same ? 0 : 1));
			if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1])
				next[j] = Math.min(next[j], before[j - 2] + 1);
		}
		before = row;
		row = next;
	}
	return row[other.length];
}

/* The word of a list that was probably meant, or "". */
export function nearest(typed, words) {
	const word = typed.toLowerCase().slice(0, 40);
	let best = "";
	let least = word.length <= 3 ? 2 : 3;
	for (const one of words) {
		const edits = distance(word, one);
		if (edits < least) {
			least = edits;
			best = one;
		}
	}
	return best;
}
