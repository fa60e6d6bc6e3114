/* What the server sends: messages, the batches that they are in, and the requests that they answer.
 * A message of several lines (draft/multiline) becomes one, and a page of the past is gathered. */
import {
	onAuthenticate, onBanned, onCap, onLoggedIn, onLoggedOut, onMotd, onMotdEnd,
	onNameRefused, onPasswordWrong, onSasl, onSupport, onWelcome,
} from "./account.js";
import { ROLES, changes, doer, historyLine, talkLine, withSign } from "./lines.js";
import { isGood, isRoom, key, parse, plain } from "./message.js";
import { confirm } from "./outbox.js";
import { eraseLine, linesSkipped } from "./past.js";
import {
	onAccount, onAway, onJoin, onKick, onModes, onNames, onNamesEnd, onNick, onPart, onQuit,
	onTopicBy, onTopicIs, onWho,
} from "./people.js";
import { LIST_ROWS, capital, isError, sentence } from "./replies.js";
import { BATCHES, BATCH_LINES, numberOf } from "./room.js";

const DAY_MS = 86400000;

export function receive(chat, text) {
	const message = parse(text);
	if (!message) return;
	const batch = chat.batches.get(message.tags.get("batch")) || null;
	const label = message.tags.get("label");
	message.request = (label && chat.requests.get(label)) || (batch && batch.request);
	if (message.command === "BATCH") {
		if ((message.params[0] || "").startsWith("+")) openBatch(chat, message, batch);
		else closeBatch(chat, (message.params[0] || "").slice(1));
		return;
	}
	deliver(chat, message, batch);
	if (label && message.request) chat.requests.finish(message.request);
}

function openBatch(chat, message, parent) {
	const type = message.params[1] || "";
	if (chat.batches.size >= BATCHES) return;
	chat.batches.set(message.params[0].slice(1), {
		type, parent, message, request: message.request,
		labeled: message.tags.has("label"),
		gathers: type === "draft/multiline" || type === "chathistory" || type === "soju.im/search",
		messages: [],
	});
}

function closeBatch(chat, name) {
	const batch = chat.batches.get(name);
	if (!batch) return;
	chat.batches.delete(name);
	if (batch.type === "draft/multiline") {
		const whole = joined(batch);
		if (whole) deliver(chat, whole, batch.parent);
	} else if (batch.gathers && batch.request) {
		for (const message of batch.messages) prepare(chat, message);
		batch.request.page.push(...batch.messages.slice(0, BATCH_LINES));
	}
	if (batch.labeled && batch.request) chat.requests.finish(batch.request);
}

function joined({ message, messages, request }) {
	if (messages.length === 0 || message.params.length < 3) return null;
	let text = "";
	messages.forEach((part, i) => {
		const close = i === 0 || part.tags.has("draft/multiline-concat");
		text += (close ? "" : "\n") + (part.params[1] || "");
	});
	return { ...message, request, command: messages[0].command, params: [message.params[2], text] };
}

function deliver(chat, message, batch) {
	if (batch && batch.gathers) {
		if (batch.messages.length < BATCH_LINES) batch.messages.push(message);
		return;
	}
	prepare(chat, message);
	if (message.request) chat.requests.note(message.request, message);
	const number = /^\d{3}$/.test(message.command) ? Number(message.command) : 0;
	const handler = handlers.get(message.command);
	if (number) onNumeric(chat, message, number);
	else if (handler) handler(chat, message);
}

/* The server's time counts unless it is in the future. */
function prepare(chat, message) {
	const now = chat.timer.now();
	const stamp = message.tags.get("time") || "";
	const time = /^\d{4}-\d\d-\d\dT/.test(stamp) ? Date.parse(stamp) : 0;
	message.time = time > 0 && time < now + DAY_MS ? time : now;
	message.id = (message.tags.get("msgid") || "").slice(0, 200);
	message.number = numberOf(message.id);
	message.account = message.tags.get("account") || "";
	message.bot = message.tags.has("bot");
	const { source, nick } = message;
	message.server =
		!source || (!/[!@]/.test(source) && (!chat.entered || nick === chat.source || nick.includes(".")));
	message.own = !message.server && chat.isMe(nick);
	message.ignored = !message.own && !message.server && chat.ignores(nick);
}

/* Messages of the server, a function for each command. */

function onRoomTalk(chat, message, room) {
	const own = message.own && confirm(chat, message);
	const line = own || talkLine(chat, message);
	if (!line) return;
	const person = room.people.get(key(message.nick));
	if (person) person.spoke = message.time;
	chat.live(room, [line]);
}

function onPrivate(chat, message) {
	const other = message.own ? message.params[0] : message.nick;
	const own = message.own && confirm(chat, message);
	const line = own || talkLine(chat, message);
	if (!line || !isGood(other)) return;
	const room = chat.talk(other);
	if (room) chat.live(room, [line]);
}

const SERVICES = new Set(["nickserv", "chanserv"]);

function onTalk(chat, message) {
	const [target = "", text] = message.params;
	const bare = target.replace(/^[~@+]+(?=#)/, "");
	if (text === undefined) return;
	if (isRoom(bare)) {
		const room = chat.find(bare);
		if (room && room.joined && message.server) chat.note(room, plain(text), false, message);
		else if (room && room.joined) onRoomTalk(chat, message, room);
	} else if (message.server || SERVICES.has(key(message.nick))) {
		if (!message.request || !message.request.quiet)
			chat.note(message.request && message.request.room, plain(text), false, message);
	} else {
		onPrivate(chat, message);
	}
}

function onTopic(chat, message) {
	const room = chat.find(message.params[0]);
	if (!room || !room.joined) return;
	const text = plain(message.params[1] || "");
	room.topic = text ? { text, by: doer(message), time: message.time } : null;
	const line = historyLine(chat, room, message);
	if (line) chat.live(room, [line]);
	chat.events.tell("topic", { room });
}

function onMode(chat, message) {
	const room = chat.find(message.params[0]);
	if (!room || !room.joined) return;
	for (const { set, letter, param } of changes(message.params.slice(1))) {
		const person = ROLES[letter] && room.people.get(key(param));
		if (person) {
			person.signs = withSign(person.signs, ROLES[letter], set);
			person.prefix = person.signs[0] || "";
		} else if (!ROLES[letter] && !"beI".includes(letter)) {
			if (set) room.modes.set(letter, plain(param));
			else room.modes.delete(letter);
		}
		if (letter === "k") room.password = set ? param : "";
	}
	chat.live(room, [historyLine(chat, room, message)]);
	chat.events.crowd(room);
	chat.events.list();
}

function onRedact(chat, message) {
	const room = chat.find(message.params[0]);
	const line = room && room.byId.get(message.params[1]);
	if (!line) return;
	eraseLine(line, doer(message), message.ignored ? "" : plain(message.params[2] || ""));
	if (!line.held) chat.events.tell("line", { room, line });
}

function onMarkRead(chat, message) {
	const [target = "", stamp = ""] = message.params;
	const room = chat.find(target);
	const time = Date.parse(stamp.replace(/^timestamp=/, ""));
	if (!room || !(time > room.marker)) return;
	room.marker = time;
	room.recount();
	chat.events.list();
}

function onInvite(chat, message) {
	const [who = "", name = ""] = message.params;
	if (message.ignored || !isRoom(name) || !isGood(name)) return;
	const room = chat.find(name);
	if (!chat.isMe(who)) {
		if (room) chat.note(room, `${doer(message)} invites ${plain(who)}.`, false, message);
		return;
	}
	chat.note(null, `${doer(message)} invites you to ${name}. /join ${name} takes you there.`, false,
		message);
	chat.events.tell("problem", { text: `${doer(message)} invites you to ${name}.` });
}

/* Of two windows of one account the later one has the name: they must not fight for it. */
function onError(chat, message) {
	const why = plain(message.params[0] || "").replace(/^Closing link: /i, "");
	if (why.includes("logged in from elsewhere")) chat.elsewhere = true;
	chat.said = why ? `The server ends the connection: ${why}` : "The server ends the connection.";
}

function onKill(chat, message) {
	if (!chat.isMe(message.params[0] || "")) return;
	const why = plain(message.params[1] || "");
	chat.end(`${doer(message)} ended your connection${why ? `: ${why}` : "."}`);
}

function onStandard(chat, message) {
	const [command, code, about] = message.params;
	if (code === "UPGRADED") return; // the end that follows says it
	if (code === "ACCOUNT_REQUIRED" && !chat.entered) {
		chat.end("This server lets nobody in without an account.", "account");
		return;
	}
	if (code === "LINES_SKIPPED") {
		const room = chat.find(about || "");
		if (room && room.joined && chat.server.history) {
			linesSkipped(chat, room);
			return;
		}
	}
	if (command === "REGISTER" && message.request && message.request.quiet) return;
	inWords(chat, message, 0);
}

function inWords(chat, message, number) {
	const { request } = message;
	const rows = request && LIST_ROWS[number]
		? request.messages.filter((one) => Number(one.command) === LIST_ROWS[number]).length
		: 0;
	if (request && request.quiet && number !== 301) return;
	const { text, refused } = sentence(message, number, chat.timer.now(), rows);
	if (!text) return;
	const room = (request && request.room) || subject(chat, message, number);
	chat.note(room, refused ? capital(text) : text, refused, message);
}

/* The room of ours that a numeric names first. */
function subject(chat, message, number) {
	const params = number ? message.params.slice(1, -1) : message.params.slice(2, -1);
	if (number === 301) return chat.find(message.params[1] || "");
	return params.map((name) => isRoom(name) && chat.find(name)).find(Boolean) || null;
}

const UNASKED = new Set([2, 3, 4, 251, 252, 254, 255, 265, 266, 366, 375]);

const numerics = new Map([
	[1, onWelcome],
	[5, onSupport],
	[305, (chat) => chat.setAway("")],
	[306, (chat) => chat.setAway(chat.awayWanted || "away")],
	[332, onTopicIs],
	[333, onTopicBy],
	[324, onModes],
	[353, onNames],
	[366, onNamesEnd],
	[354, onWho],
	[315, () => true],
	[372, onMotd],
	[376, onMotdEnd],
	[422, onMotdEnd],
	[381, (chat) => chat.setOperator(true)],
	[432, onNameRefused],
	[433, onNameRefused],
	[437, onNameRefused],
	[451, (chat) => !chat.entered],
	[464, onPasswordWrong],
	[465, onBanned],
	[900, onLoggedIn],
	[901, onLoggedOut],
	[902, onSasl],
	[903, onSasl],
	[904, onSasl],
	[905, onSasl],
	[906, onSasl],
	[908, () => true],
]);

/* A handler that is done with it returns true; else it is shown in words. */
export function onNumeric(chat, message, number) {
	const handler = numerics.get(number);
	if (handler && handler(chat, message, number)) return;
	if (!chat.entered && !isError(number)) return;
	if (UNASKED.has(number) && !(message.request && message.request.room)) return;
	inWords(chat, message, number);
}

export const handlers = new Map([
	["PRIVMSG", onTalk],
	["NOTICE", onTalk],
	["TOPIC", onTopic],
	["MODE", onMode],
	["REDACT", onRedact],
	["MARKREAD", onMarkRead],
	["INVITE", onInvite],
	["ERROR", onError],
	["KILL", onKill],
	["FAIL", onStandard],
	["WARN", onStandard],
	["NOTE", onStandard],
	["PING", (chat, message) => chat.connection.send(`PONG :${message.params[0] || ""}`)],
	["CAP", onCap],
	["AUTHENTICATE", onAuthenticate],
	["JOIN", onJoin],
	["PART", onPart],
	["QUIT", onQuit],
	["KICK", onKick],
	["NICK", onNick],
	["AWAY", onAway],
	["ACCOUNT", onAccount],
	["WALLOPS", (chat, message) =>
		chat.note(null, `${doer(message)} says to all operators: ${plain(message.params[0] || "")}`,
			false, message)],
]);
