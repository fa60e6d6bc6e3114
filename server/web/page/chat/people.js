/* Who comes and goes. Everything here is told by the server, and none of it is in the history. */
import { historyLine, splitSigns } from "./lines.js";
import { isGood, isRoom, key, plain } from "./message.js";
import { enterPast, pastLost } from "./past.js";
import { PEOPLE, newLine } from "./room.js";

const WHO_MOST = 300; // people of whom it is asked who is away

function person(name, signs = "") {
	return { name, signs, prefix: signs[0] || "", away: false, account: "", bot: false, spoke: 0 };
}

function lineOf(message, kind, more) {
	return newLine({
		id: message.id, time: message.time, kind, from: message.nick, own: message.own,
		account: message.account, ...more,
	});
}

/* Rooms that somebody is in. */
function* shared(chat, name) {
	const who = key(name);
	for (const room of chat.rooms.values()) if (room.people.has(who)) yield room;
}

const reason = (message, at) => (message.ignored ? "" : plain(message.params[at] || ""));

export function onJoin(chat, message) {
	const [name = "", account = "*"] = message.params;
	if (message.server || !isGood(message.nick) || !isRoom(name) || !isGood(name)) return;
	if (message.own) {
		chat.ownSource = message.source;
		entered(chat, name, message);
	}
	const room = chat.find(name);
	if (!room || !room.joined) return;
	if (room.people.size < PEOPLE) {
		const here = person(message.nick);
		here.account = account === "*" ? "" : account;
		here.bot = message.bot;
		room.people.set(key(message.nick), here);
	}
	chat.events.crowd(room);
	if (!message.own) chat.live(room, [lineOf(message, "joined")]);
}

function entered(chat, name, message) {
	const room = chat.room(name);
	if (!room || room.joined) return;
	room.name = name;
	room.joined = true;
	room.wanted = !room.leaving;
	room.topic = null;
	room.people.clear();
	room.modes.clear();
	chat.saveSoon();
	enterPast(chat, room, message.time);
	chat.events.list();
}

function gone(chat, room, name) {
	room.people.delete(key(name));
	chat.events.crowd(room);
}

/* We are in the room no more. */
function left(chat, room, why) {
	room.joined = room.wanted = room.leaving = false;
	room.people.clear();
	pastLost(chat, room);
	chat.outbox.shut(room, why);
	chat.saveSoon();
	chat.events.crowd(room);
	chat.events.list();
}

export function onPart(chat, message) {
	const room = chat.find(message.params[0] || "");
	if (!room || !room.joined) return;
	if (message.own) {
		left(chat, room, "You have left the room.");
		chat.forget(room);
		return;
	}
	gone(chat, room, message.nick);
	chat.live(room, [lineOf(message, "left", { text: reason(message, 1) })]);
}

export function onQuit(chat, message) {
	if (message.own) return;
	const text = reason(message, 0).replace(/^Quit: ?/, "");
	for (const room of shared(chat, message.nick)) {
		gone(chat, room, message.nick);
		if (room.joined) chat.live(room, [lineOf(message, "quit", { text })]);
	}
	chat.nameIsFree(message.nick);
}

export function onKick(chat, message) {
	const [name = "", other = ""] = message.params;
	const room = chat.find(name);
	if (!room || !room.joined || !isGood(other)) return;
	const line = historyLine(chat, room, message);
	if (chat.isMe(other)) {
		left(chat, room, "You were put out of the room.");
		line.mention = true;
		chat.live(room, [line]);
		return;
	}
	gone(chat, room, other);
	chat.live(room, [line]);
}

export function onNick(chat, message) {
	const name = message.params[0] || "";
	if (message.server || !isGood(name)) return;
	if (message.own) chat.renamed(name);
	for (const room of [...shared(chat, message.nick)]) {
		const here = room.people.get(key(message.nick));
		room.people.delete(key(message.nick));
		here.name = name;
		room.people.set(key(name), here);
		chat.events.crowd(room);
		if (room.joined && !message.ignored)
			chat.live(room, [lineOf(message, "renamed", { other: name })]);
	}
	if (message.ignored) {
		chat.unignore(message.nick);
		chat.ignore(name);
	}
	if (message.own) return;
	chat.talkRenamed(message.nick, name);
	chat.nameIsFree(message.nick);
}

function change(chat, name, act) {
	for (const room of shared(chat, name)) {
		act(room.people.get(key(name)));
		chat.events.crowd(room);
	}
}

export function onAway(chat, message) {
	const away = !!message.params[0];
	change(chat, message.nick, (here) => (here.away = away));
}

export function onAccount(chat, message) {
	const account = message.params[0] === "*" ? "" : message.params[0] || "";
	change(chat, message.nick, (here) => (here.account = account));
}

/* 353 me = #room :@ada bob. Those that came meanwhile are known already. */
export function onNames(chat, message) {
	const room = chat.find(message.params[2] || "");
	if (message.request && message.request.room) return false; // /who of another room
	if (!room || !room.joined) return true;
	for (const word of (message.params[3] || "").split(" ")) {
		const [signs, name] = splitSigns(word);
		if (!isGood(name) || room.people.size >= PEOPLE) continue;
		const here = room.people.get(key(name)) || person(name);
		here.signs = signs;
		here.prefix = signs[0] || "";
		room.people.set(key(name), here);
	}
	chat.events.crowd(room);
	return true;
}

export function onNamesEnd(chat, message) {
	const room = chat.find(message.params[1] || "");
	if (!room || !room.joined || (message.request && message.request.room)) return false;
	chat.ask("MODE", room.name);
	if (room.people.size > 1 && room.people.size <= WHO_MOST)
		chat.ask("WHO", room.name, "%tcnfa,7");
	return true;
}

/* 354 me 7 #room nick flags account */
export function onWho(chat, message) {
	const [, token, name = "", nick = "", flags = "", account = "0"] = message.params;
	const room = chat.find(name);
	const here = token === "7" && room && room.people.get(key(nick));
	if (!here) return token === "7";
	here.away = flags[0] === "G";
	here.bot = flags.includes("B");
	here.account = account === "0" ? "" : account;
	chat.events.crowd(room);
	return true;
}

/* 332 me #room :topic; 333 me #room who when. Shown only where they answer a command. */
export function onTopicIs(chat, message) {
	const room = chat.find(message.params[1] || "");
	if (!room || (message.request && message.request.room)) return false;
	room.topic = { text: plain(message.params[2] || ""), by: "", time: 0 };
	chat.events.tell("topic", { room });
	return true;
}

export function onTopicBy(chat, message) {
	const room = chat.find(message.params[1] || "");
	if (!room || !room.topic || (message.request && message.request.room)) return false;
	room.topic.by = plain(message.params[2] || "").split("!")[0];
	room.topic.time = 1000 * Number(message.params[3]) || 0;
	chat.events.tell("topic", { room });
	return true;
}

/* 324 me #room +nt */
export function onModes(chat, message) {
	const [, name = "", modes = "+", ...values] = message.params;
	const room = chat.find(name);
	if (!room) return false;
	room.modes.clear();
	for (const letter of modes.slice(1, 60))
		room.modes.set(letter, "klH".includes(letter) ? plain(values.shift() || "") : "");
	chat.events.list();
	return false;
}
