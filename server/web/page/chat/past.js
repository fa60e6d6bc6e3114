/* Lines of the past (IRCv3 draft/chathistory), and the way back into a room without gap or repeat.
 *
 * When a room is entered, the newest lines are asked for, after a loss those behind the last one that
 * is shown. Until they are there, what happens in the room waits (past.held). The page is shown up
 * to the first line that waits, since all that follows has come live; then what waited. So each line
 * is shown once and in the order of the server. Where more was missed than a page has, a line of
 * kind "gap" stands in front of the page, and further pages go behind it, the newest first, until
 * one comes to a line that is shown or has less than a page.
 *
 * Lines are known by their ids. Where the server does not know the id of the last line any more (its
 * store was made anew), the time stands for it; lines of the same moment are known by their ids. */
import { escape, isGood, isRoom, plain } from "./message.js";
import { historyLine } from "./lines.js";
import { refusal } from "./replies.js";
import { HELD, PAGE, PAGES, newLine } from "./room.js";

class Refused extends Error {}

export function eraseLine(line, by, why) {
	Object.assign(line, { erased: true, text: "(erased)", mention: false, erasedBy: by, why });
}

/* The lines of a page, and how many the server has sent: some are not shown. */
export function pageLines(chat, room, messages) {
	const lines = [];
	const byId = new Map();
	let count = 0;
	for (const message of messages) {
		const erased = message.command === "REDACT" && byId.get(message.params[1]);
		if (erased) eraseLine(erased, message.nick, plain(message.params[2] || ""));
		if (message.command === "REDACT") continue;
		count++;
		const line = historyLine(chat, room, message);
		if (!line) continue;
		line.past = true;
		line.own = line.own || chat.wasMe(line);
		if (line.own) line.mention = false;
		byId.set(line.id, line);
		lines.push(line);
	}
	return { lines, full: count >= PAGE };
}

async function ask(chat, room, command, places) {
	const params = [command, room.name, ...places, String(PAGE)];
	const answer = await chat.requests.ask([["CHATHISTORY", params]]);
	const why = refusal(answer.messages);
	if (why) throw new Refused(why);
	return pageLines(chat, room, answer.page);
}

/* Places are { id, time }, and a number of ms to go beyond where the time has to do. */
async function askFor(chat, room, command, places) {
	const byTime = ([place, ms]) => `timestamp=${new Date(place.time + ms).toISOString()}`;
	const exact = places.map((one) => (one[0].id ? `msgid=${one[0].id}` : byTime(one)));
	try {
		return await ask(chat, room, command, exact);
	} catch (error) {
		if (!(error instanceof Refused) || !places.some(([place]) => place.id)) throw error;
		return ask(chat, room, command, places.map(byTime));
	}
}

/* Whether nothing can be between two lines. */
function adjoin(one, next) {
	const stem = (id) => id.replace(/\d+(-\d+)?$/, "");
	return !!(one.number && next && next.number === one.number + 1 && stem(one.id) === stem(next.id));
}

/* Splits a page: what is new of it, and whether it reaches down to lines that are shown. */
function sift(room, lines) {
	const fresh = [];
	let met = false;
	for (const line of lines) {
		const known = line.id && room.byId.get(line.id);
		if (known && known.held) break;
		if (known) met = true;
		else fresh.push(line);
	}
	return { fresh, met };
}

/* Own lines that may have been said have been said. */
function settleUnsure(chat, room, lines) {
	if (!room.pending.some((line) => line.state === "unsure")) return;
	for (const line of lines) {
		const found = line.own && room.pending.find((one) =>
			one.state === "unsure" && one.kind === line.kind && plain(one.text) === line.text);
		if (found) room.settle(found);
	}
	chat.events.tell("pending", { room });
}

const MISSING = "Some lines are missing here.";
const UNKNOWN = "What was said while there was no connection is not shown: ";

function gapLine(after, before, text, fill) {
	return newLine({ kind: "gap", time: before ? before.time : after.time, text, fill, after, before });
}

export function enterPast(chat, room, time) {
	const { past } = room;
	if (chat.server.history) {
		start(chat, room, time);
	} else if (past.last) {
		chat.add(room, [gapLine(past.last, { time }, `${UNKNOWN}this server keeps no history.`, "none")]);
	}
	if (!past.last) past.last = { id: "", time, number: 0 };
}

async function start(chat, room, time) {
	const { past } = room;
	const mine = (past.run = {});
	const first = !past.last;
	past.holding = true;
	try {
		do {
			past.again = false;
			await catchUp(chat, room, mine, first);
		} while (past.again && past.run === mine);
	} catch (error) {
		if (past.run !== mine || !room.joined) return;
		if (first) chat.note(room, `What was said before cannot be shown: ${error.message}`, true);
		else chat.add(room, [gapLine(past.last, { time }, UNKNOWN + error.message, "none")]);
	}
	if (past.run === mine) release(chat, room);
}

async function catchUp(chat, room, mine, first) {
	const { past } = room;
	const last = past.last && (past.last.number || !first) ? past.last : null;
	const { lines, full } = last
		? await askFor(chat, room, "LATEST", [[last, -1]])
		: await ask(chat, room, "LATEST", ["*"]);
	if (past.run !== mine || !room.joined) return;
	const { fresh, met } = sift(room, lines);
	const next = fresh[0] || past.held.find((line) => line.number);
	const closed = !last || met || !full || !next || adjoin(last, next);
	const gap = closed ? null : gapLine(last, next, MISSING, "more");
	if (last) settleUnsure(chat, room, fresh);
	if (!last) room.earlier = full ? "more" : "none";
	if (!last && !room.marker && fresh.length) room.marker = fresh[fresh.length - 1].time;
	chat.add(room, gap ? [gap, ...fresh] : fresh);
	chat.events.list();
	if (gap) fillGap(chat, room, gap, PAGES);
}

function release(chat, room) {
	const { past } = room;
	const { held } = past;
	past.holding = false;
	past.held = [];
	past.run = null;
	for (const line of held) line.held = false;
	chat.show(room, held);
}

function dropHeld(room) {
	for (const line of room.past.held) {
		room.byId.delete(line.id);
		room.characters -= line.text.length;
	}
	room.past.held = [];
}

/* A line that has come live, while the past is on its way. */
export function holdLines(room, lines) {
	const { past } = room;
	for (const line of lines) {
		line.held = true;
		past.held.push(line);
	}
	if (past.held.length <= HELD) return;
	dropHeld(room);
	past.again = true; // they are in the history
}

/* The server has left out lines of the room, since we read too slowly. */
export function linesSkipped(chat, room) {
	dropHeld(room);
	room.past.again = true;
	if (!room.past.holding) start(chat, room, chat.timer.now());
}

/* The connection, or the room, is lost: what waits comes from the history. */
export function pastLost(chat, room) {
	const { past } = room;
	if (room.joined || !chat.server.history) dropHeld(room);
	else release(chat, room);
	past.holding = past.again = false;
	past.run = null;
}

function setFill(chat, room, gap, state) {
	gap.fill = state;
	chat.events.tell("line", { room, line: gap });
}

export async function fillGap(chat, room, gap, pages) {
	if (gap.fill !== "more" || !room.joined) return;
	setFill(chat, room, gap, "loading");
	try {
		for (let i = 0; i < pages && gap.fill === "loading"; i++) await fillPage(chat, room, gap);
		if (gap.fill === "loading") setFill(chat, room, gap, "more");
	} catch (error) {
		if (error instanceof Refused) gap.text = `${MISSING} The server does not have them: ${error.message}`;
		setFill(chat, room, gap, error instanceof Refused ? "none" : "more");
	}
}

async function fillPage(chat, room, gap) {
	const places = [[gap.before, 1], [gap.after, -1]];
	const { lines, full } = await askFor(chat, room, "BETWEEN", places);
	const { fresh, met } = sift(room, lines);
	const closed = met || !full || !fresh.length || adjoin(gap.after, fresh[0]);
	const taken = room.take(fresh);
	if (!room.insert(gap, taken)) {
		gap.fill = "none"; // it is too old to be shown
		return;
	}
	if (fresh.length) gap.before = fresh[0];
	if (closed) {
		gap.fill = "none";
		room.lines.splice(room.lines.indexOf(gap), 1);
	}
	settleUnsure(chat, room, fresh);
	if (room.count(taken)) chat.events.list();
	chat.events.tell("lines", { room, added: taken, where: "middle", removed: 0, gap });
}

export async function earlierLines(chat, room) {
	if (room.earlier !== "more" || !room.joined || room.past.holding) return;
	room.earlier = "loading";
	chat.events.list();
	let added = [];
	try {
		const first = room.first();
		const { lines, full } = first
			? await askFor(chat, room, "BEFORE", [[first, 1]])
			: await ask(chat, room, "LATEST", ["*"]);
		added = room.take(sift(room, lines).fresh);
		room.prepend(added);
		room.earlier = full && added.length ? "more" : "none";
	} catch (error) {
		room.earlier = "more";
		if (error instanceof Refused)
			chat.note(room, `What was said before cannot be shown: ${error.message}`, true);
	}
	chat.events.tell("lines", { room, added, where: "start", removed: 0, gap: null });
	chat.events.list();
}

/* A page from a line with a number, or a time, on, whether it is shown or not: { lines, more }. */
export async function pageFrom(chat, room, { number, time }) {
	const last = room.past.last;
	if (number && !(last && last.number)) throw new Error(`The lines of ${room.name} have no numbers here.`);
	const place = number > 1
		? { id: last.id.replace(/\d+(-\d+)?$/, String(number - 1)), time: 0 }
		: { id: "", time: number ? 1 : time };
	const { lines, full } = await askFor(chat, room, "AFTER", [[place, -1]]);
	return { lines, more: full };
}

/* Finding what was said (soju.im/search), and rooms. */

const FOUND = 50;
const LISTED = 5000;

export async function searchRoom(chat, room, { text = "", from = "", before = 0, after = 0, olderThan = null }) {
	if (!chat.server.search) throw new Error("This server cannot search what was said.");
	const values = [["in", room.name], ["limit", String(FOUND)]];
	if (text) values.push(["text", text.replace(/[\r\n]/g, " ")]);
	if (from) values.push(["from", from]);
	if (after) values.push(["after", new Date(after).toISOString()]);
	if (olderThan && olderThan.id) values.push(["before-msgid", olderThan.id]);
	else if (before) values.push(["before", new Date(before).toISOString()]);
	const words = values.map(([name, value]) => `${name}=${escape(value)}`).join(";");
	const answer = await chat.requests.ask([["SEARCH", [words]]]);
	const why = refusal(answer.messages);
	if (why) throw new Error(why);
	const { lines } = pageLines(chat, room, answer.page);
	return { lines, more: answer.page.length >= FOUND };
}

export async function findRooms(chat) {
	const answer = await chat.ask("LIST");
	const rooms = answer
		.filter(({ command, params }) => command === "322" && isRoom(params[1] || "") && isGood(params[1]))
		.slice(0, LISTED)
		.map(({ params }) => ({
			name: params[1], people: Number(params[2]) || 0, topic: plain(params[3] || ""),
		}));
	rooms.sort((one, other) => other.people - one.people || (one.name < other.name ? -1 : 1));
	chat.listed = rooms.map((room) => room.name);
	return rooms;
}
