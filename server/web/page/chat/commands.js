/* What is typed: /commands, with the words of chat-client, and what is said. */
import {
	account, accountAdd, away, ban, closeTalk, erase, history, ignore, join, list, login, logout, message,
	mode, nearest, nick, number, oper, owner, part, password, query, raw, regain, register, reply,
	room, say, search, serverBan, since, token, topic, unignore, who,
} from "./command_acts.js";
import { key } from "./message.js";

/* Longer words of /help. */
const TIME_HELP =
	"TIME: 30m, 2h or 3d (so long ago), 14:00, yesterday, 2026-11-28 or\n" +
	"2026-11-28T14:00, by your clock.";

const SEARCH_HELP =
	"Lines that have all WORDS; tea* is tea, teapot and the like.\n" +
	"from:NAME: said by NAME. before:TIME: only what was said before that.\n" +
	`${TIME_HELP}`;

const BAN_TIMES =
	"For a time: 90s, 10m, 2h or 7d; without one, for good.";

const MODE_HELP =
	"MODE, behind a - to take it away:\n" +
	"  invite-only   only those who have been invited come in\n" +
	"  moderated     only operators and those with a voice speak\n" +
	"  members-only  only those in the room speak to it\n" +
	"  secret        the room is not shown to those outside\n" +
	"  topic-locked  only operators set the topic\n" +
	"  key KEY       whoever comes in has to know it: /join ROOM KEY\n" +
	"  limit NUMBER  no more people than that come in\n" +
	"  keep TIME     what is said is kept no longer: 12h, 30d\n" +
	"Examples: /mode, /mode secret, /mode -secret, /mode key hush";

/* needs: r a room in front, f a room or a talk, c a connection; o and s: shown to operators of the
 * room or the server; p: what is typed may be a secret. act(chat, room, word, rest) returns a sentence
 * where it refuses; `word` is the first argument, unless usage says that it is a text. */
function row(name, usage, help, act, needs = "", more = "", also = "") {
	const least = usage.split("[")[0].split(" ").filter(Boolean).length;
	const text = !usage || /^\[?(TEXT|WORDS|WHY|PASSWORD|NEW|LINE|TIME)/.test(usage);
	return { name, usage, help, act, needs, more, least, words: text ? 0 : 1, also: also.split(" ") };
}

const asks = (...params) => (chat, room, word, rest) => {
	const values = { "%r": room.name, "%w": word, "%t": rest };
	const filled = params.map((param) => values[param] ?? param).filter((param) => param !== "");
	chat.askFor(room, ...filled);
};

const ROWS = [
	row("help", "[COMMAND]", "what there is to type, or more on one command",
		(chat, room, word) => help(chat, room, word), "", "", "?"),
	row("nick", "NAME", "change your name", nick),
	row("who", "[ROOM]", "who is here, or in another room", who, "", "", "names users"),
	row("list", "", "the rooms, with how many are in each", list, "c"),
	row("join", "ROOM [KEY]", "go to one more room; a new one is made",
		join, "p", "", "j"),
	row("room", "NAME", "bring a room or person to the front", room),
	row("part", "[WHY]", "leave the room", part, "f", "", "leave"),
	row("topic", "[TEXT]", "read what the room is about, or change it", topic, "rc"),
	row("history", "[TIME]", "what was said here before",
		history, "rc", `Alone: some older lines. TIME: the lines from then on.\n${TIME_HELP}`),
	row("since", "NUMBER|TIME", "what was said here from then on",
		since, "rc", `NUMBER: of a line; /number on shows them.\n${TIME_HELP}`),
	row("search", "WORDS", "find what was said; also from:NAME, before:TIME",
		search, "rc", SEARCH_HELP),
	row("number", "on|off", "show the number of each line, or not", number, "", "", "numbers"),
	row("erase", "NUMBER [WHY]", "erase a line of yours, or of your room",
		erase, "rc"),
	row("forget", "", "erase all that you have said since you came",
		asks("FORGET"), "c"),
	row("say", "TEXT", "say TEXT as it is, also where it looks like a command",
		say("said"), "f"),
	row("me", "TEXT", "say what you do: * alice waves", say("action"), "f"),
	row("msg", "NAME TEXT", "say something to one person alone", message, "p", "", "tell w"),
	row("reply", "TEXT", "answer who last wrote to you alone", reply, "p", "", "r"),
	row("query", "NAME [TEXT]", "talk with one person alone", query, "p"),
	row("close", "", "end the talk with the person in front", closeTalk, "f"),
	row("ignore", "[NAME]", "hide what somebody says; alone: list whom you ignore", ignore),
	row("unignore", "NAME", "see again what somebody says", unignore),
	row("away", "[WHY]", "be marked as away; alone: be back", away),
	row("whois", "NAME", "about one person: rooms, since when, away", asks("WHOIS", "%w"), "c"),
	row("invite", "NAME", "ask somebody into the room", asks("INVITE", "%w", "%r"), "rc"),
	row("uninvite", "NAME", "take an invitation back", asks("UNINVITE", "%w", "%r"), "rco"),
	row("invites", "", "who has been invited and has not come yet", asks("INVITE", "%r"), "rco"),
	row("mode", "[MODE [VALUE]]", "how the room is set; or set it: secret, key KEY",
		mode, "rcp", MODE_HELP, "modes"),
	row("banlist", "", "who is banned from the room", asks("MODE", "%r", "+b"), "rc", "", "bans"),
	row("kick", "NAME [WHY]", "put somebody out of the room",
		asks("KICK", "%r", "%w", "%t"), "rco"),
	row("ban", "NAME [10m] [WHY]", "keep somebody out, for a time or for good",
		ban, "rco", BAN_TIMES),
	row("unban", "NAME", "lift a ban", asks("UNBAN", "%r", "%w"), "rco"),
	row("op", "NAME", "make somebody an operator of the room",
		asks("MODE", "%r", "+o", "%w"), "rco"),
	row("deop", "NAME", "let somebody be an operator no more",
		asks("MODE", "%r", "-o", "%w"), "rco"),
	row("voice", "NAME", "let somebody speak in a moderated room",
		asks("MODE", "%r", "+v", "%w"), "rco"),
	row("devoice", "NAME", "take somebody's voice",
		asks("MODE", "%r", "-v", "%w"), "rco", "", "unvoice"),
	row("owner", "[give NAME]", "whose room it is; also drop, claim",
		owner, "rc", "drop: it is nobody's any more. give NAME: it is NAME's, by account.\n" +
			"claim: yours from now on, if it is nobody's and you are its operator."),
	row("register", "[PASSWORD]", "make the name that you have yours", register, "cp"),
	row("login", "[NAME [PASSWORD]]", "show that a registered name is yours",
		login, "p", "", "identify"),
	row("logout", "", "leave your account and become a guest", logout, "c"),
	row("account", "", "what your account has: connections, rooms", account, "c"),
	row("password", "[NEW]", "change the password of your account", password, "cp"),
	row("regain", "", "end your other connection and take its name", regain, "c", "", "ghost"),
	row("token", "[new NAME|drop ID]", "logins that browsers and programs keep for you",
		token, "c", "", "tokens"),
	row("drop", "NAME PASSWORD", "give up your account for good",
		asks("NS", "DROP", "%w", "%t"), "cp"),
	row("oper", "NAME PASSWORD", "become one of the server's operators", oper, "cp"),
	row("account-add", "NAME PASSWORD", "make an account for somebody", accountAdd, "csp"),
	row("server-ban", "[WHOM [TIME] [WHY]]", "ban somebody from the server; alone: list bans",
		serverBan, "cs",
		`WHOM: a person, an account, an address or a range of them.\n${BAN_TIMES}`, "server-bans"),
	row("server-unban", "WHOM", "let somebody on the server again", asks("UNKLINE", "%w"), "cs"),
	row("server-close", "[WHY]", "let nobody new on the server; who is here stays",
		asks("CLOSE", "%t"), "cs"),
	row("server-open", "", "let people on the server again", asks("OPEN"), "cs"),
	row("stats", "", "how the server fares", asks("STATS", "t"), "cs"),
	row("motd", "", "the message of the day", asks("MOTD"), "c"),
	row("reconnect", "", "try now to get the connection back", (chat) => chat.retryNow()),
	row("raw", "LINE", "send a line of IRC as it is", raw, "cp"),
	row("quit", "[WHY]", "leave the server",
		(chat, room, word, rest) => chat.close(rest), "", "", "exit bye"),
];

const BY_NAME = new Map();
for (const one of ROWS) for (const name of [one.name, ...one.also]) if (name) BY_NAME.set(name, one);

function isOperator(chat, room) {
	const me = room && [...room.people.values()].find((person) => chat.isMe(person.name));
	return !!me && /[~@]/.test(me.prefix);
}

/* Those that the user can use now. */
export function usable(chat, room = null) {
	return ROWS.filter((one) =>
		(!one.needs.includes("o") || !room || isOperator(chat, room)) &&
		(!one.needs.includes("s") || chat.me.operator));
}

function help(chat, room, typed) {
	const one = typed && BY_NAME.get(typed.replace(/^\//, "").toLowerCase());
	if (typed && !one) return unknown(typed.replace(/^\//, ""));
	const lines = one
		? [`/${one.name} ${one.usage}  ${one.help}`, ...(one.more ? one.more.split("\n") : [])]
		: usable(chat, room).map(({ name, usage, help }) => `/${name} ${usage}  ${help}`);
	if (!one) lines.push("Anything else is said to the room or person in front; //x says /x. /help COMMAND says more.");
	chat.note(room, lines.join("\n"));
}

function unknown(name) {
	const near = nearest(name, [...BY_NAME.keys()]);
	const way = near ? `did you mean /${near}?` : "/help lists them.";
	return `There is no command /${name.slice(0, 40)}; ${way} //${name.slice(0, 40)} says it.`;
}

function missing(chat, room, { needs }) {
	if (/[rf]/.test(needs) && room.kind === "server")
		return "No room is in front; /join ROOM takes you to one.";
	if (needs.includes("r") && room.kind !== "room")
		return `That is for rooms, and you talk with ${room.name} alone.`;
	return needs.includes("c") && !chat.entered ? "There is no connection now; /reconnect tries to get one." : "";
}

/* The first word, and what is behind its blanks. */
function cut(text) {
	const found = /^(\S*)\s*([^]*)$/.exec(text);
	return [found[1], found[2]];
}

function runCommand(chat, room, line) {
	const [name, behind] = cut(line);
	const one = BY_NAME.get(name.toLowerCase());
	if (!one) return unknown(name);
	let rest = behind.replace(/\s+$/, "");
	let word = "";
	if (one.words) [word, rest] = cut(rest);
	const given = (word ? 1 : 0) + (rest ? 1 : 0);
	const takesRest = !one.words || one.usage.includes(" ");
	if (given < one.least || (rest && !takesRest) || (!one.usage && given))
		return `Type it like this: /${one.name}${one.usage ? ` ${one.usage}` : ""}`;
	return missing(chat, room, one) || one.act(chat, room, word, rest) || "";
}

/* A password that was not meant to be said. */
function slip(text) {
	const found = /^\s+\/(\S+)\s+\S/.exec(text) || /^\s*(oper|login|identify)\s+\S+\s+\S+\s*$/i.exec(text);
	const one = found && BY_NAME.get(found[1].toLowerCase());
	return one && one.needs.includes("p")
		? `This looks like the command /${one.name}, so nothing of it was said. /say TEXT says it.`
		: "";
}

/* Runs what was typed in a room. */
export function run(chat, room, text) {
	const front = room || chat.serverRoom();
	try {
		if (text[0] === "/" && text[1] !== "/" && !text.includes("\n")) {
			const error = runCommand(chat, front, text.slice(1));
			return error ? { error } : {};
		}
		const literal = text.startsWith("//");
		const error = literal ? "" : slip(text);
		if (error) return { error };
		if (text.trim()) chat.say(front, literal ? text.slice(1) : text);
		return {};
	} catch (error) {
		return { error: error.message };
	}
}

/* What Tab makes of a word: a command, a room, a name. Who spoke last comes first. */

const ROOM_COMMANDS = /^\/(join|j|room|who|names|users)\s+$/i;

function roomNames(chat, start, listed) {
	const own = [...chat.rooms.values()].filter((room) => room.kind === "room").map((room) => room.name);
	const names = listed ? [...own, ...chat.listed.filter((name) => !chat.find(name))] : own;
	return names.filter((name) => key(name).startsWith(start) || key(name.slice(1)).startsWith(start)).sort();
}

function peopleNames(chat, room, start) {
	const found = new Map();
	const add = (people) => {
		for (const [id, person] of people)
			if (id.startsWith(start) && !chat.isMe(person.name)) {
				const before = found.get(person.name) || 0;
				found.set(person.name, Math.max(before, person.spoke));
			}
	};
	if (room.kind === "person" && room.key.startsWith(start)) found.set(room.name, Infinity);
	add(room.people);
	if (!found.size) for (const one of chat.rooms.values()) add(one.people);
	return [...found]
		.sort((one, other) => other[1] - one[1] || (one[0].toLowerCase() < other[0].toLowerCase() ? -1 : 1))
		.map(([name]) => name);
}

export function complete(chat, room, text, cursor) {
	const before = text.slice(0, cursor);
	let from = before.search(/\S*$/);
	let word = before.slice(from);
	const command = before.slice(0, from);
	const behind = /^\/search\s/i.test(before) && /^from:/.exec(word);
	if (behind) {
		from += behind[0].length;
		word = word.slice(behind[0].length);
	}
	const start = key(word);
	let names = [];
	if (from === 0 && word[0] === "/")
		return {
			from, words: usable(chat, room).map((one) => `/${one.name} `)
				.filter((one) => one.startsWith(word.toLowerCase())),
		};
	if (word[0] === "#" || ROOM_COMMANDS.test(command)) names = roomNames(chat, start, true);
	if (names.length || word[0] === "#") return { from, words: names.map((name) => `${name} `) };
	const end = from === 0 ? ": " : " ";
	return { from, words: peopleNames(chat, room, start).map((name) => name + end) };
}
