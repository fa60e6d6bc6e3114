/* How much of what comes from others is kept. What is over a limit is dropped. */
import { key } from "./message.js";

export const LINES = 5000; // of a room; then the oldest go, some at a time
export const LINES_READING = 20000; // of a room in which one has gone back
export const LINES_SPARE = 500;
export const CHARACTERS = 4e6; // of the texts of a room
export const ROOMS = 100;
export const TALKS = 100; // with one person each
export const PEOPLE = 20000; // of a room
export const HELD = 2000; // lines of a room that wait for its past
export const PENDING = 200; // own lines of a room that are not confirmed
export const PAGE = 100; // lines of the past that are asked for at once
export const PAGES = 10; // that fill a gap without being asked
export const BATCHES = 32;
export const BATCH_LINES = 20000;
export const IGNORED = 200;
export const LINE = 65536; // characters of a message of the server
export const REQUESTS = 1000; // without an answer
export const SENT = 8; // own lines on their way, and their bytes
export const SENT_BYTES = 3000;
export const MULTILINE_BYTES = 4096; // of one message of several lines
export const MULTILINE_LINES = 32;

/* Rooms and lines; chat.js says what their members are. */

let lines = 0;

export function newLine(fields) {
	return {
		key: `l${++lines}`, id: "", number: 0, time: 0, kind: "note", from: "", other: "",
		account: "", text: "", bot: false, own: false, mention: false, past: false,
		erased: false, refused: false, state: "sent", why: "", ...fields,
	};
}

/* The number in an id of the history: ORIGIN-ROOM-NUMBER; 0 where it is none. */
export function numberOf(id) {
	const found = /^[\da-f]{1,32}-[\da-f]{1,32}-(\d{1,15})(?:-\d{1,4})?$/.exec(id);
	return found ? Number(found[1]) : 0;
}

export function isTalk(line) {
	return line.kind === "said" || line.kind === "action" || line.kind === "notice";
}

export class Room {
	constructor(name, kind) {
		this.key = kind === "server" ? "" : key(name);
		this.name = name;
		this.kind = kind;
		this.topic = null;
		this.people = new Map();
		this.lines = [];
		this.pending = [];
		this.earlier = "none";
		this.unread = this.mentions = this.marker = 0;
		this.joined = this.wanted = this.leaving = false;
		this.modes = new Map();
		this.draft = "";
		this.password = ""; // its key
		this.byId = new Map(); // lines that are shown, and held ones
		this.characters = 0;
		this.most = LINES;
		this.past = { holding: false, again: false, held: [], last: null };
	}

	/* The lines that are new here, known from now on by their ids. */
	take(added) {
		const fresh = [];
		for (const line of added) {
			if (line.id && this.byId.has(line.id)) continue;
			if (line.id) this.byId.set(line.id, line);
			this.characters += line.text.length;
			fresh.push(line);
		}
		return fresh;
	}

	/* Drops the oldest lines; returns how many. */
	trim() {
		const { lines } = this;
		let drop = lines.length > this.most + LINES_SPARE ? lines.length - this.most : 0;
		let left = this.characters;
		for (let i = 0; i < drop; i++) left -= lines[i].text.length;
		if (left > CHARACTERS)
			while (left > CHARACTERS / 2 && drop < lines.length - 1)
				left -= lines[drop++].text.length;
		if (!drop) return 0;
		for (const line of lines.splice(0, drop)) if (line.id) this.byId.delete(line.id);
		this.characters = left;
		return drop;
	}

	append(added) {
		for (const line of added) {
			this.lines.push(line);
			if (line.number) this.past.last = { id: line.id, time: line.time, number: line.number };
		}
	}

	prepend(added) {
		this.most = Math.min(LINES_READING, Math.max(this.most, this.lines.length + added.length));
		this.lines.unshift(...added);
	}

	/* Behind a gap. */
	insert(gap, added) {
		const at = this.lines.indexOf(gap);
		if (at >= 0) this.lines.splice(at + 1, 0, ...added);
		return at >= 0;
	}

	/* The oldest line that the history has. */
	first() {
		return this.lines.find((line) => line.number > 0) || null;
	}

	/* One of ours that is not confirmed is over. */
	settle(line) {
		const at = this.pending.indexOf(line);
		if (at >= 0) this.pending.splice(at, 1);
		return at >= 0;
	}

	/* Counts what is newer than what was read. */
	count(added) {
		let changed = false;
		for (const line of added) {
			if (!isTalk(line) || line.own || line.time <= this.marker) continue;
			this.unread++;
			if (line.mention || this.kind === "person") this.mentions++;
			changed = true;
		}
		return changed;
	}

	recount() {
		let at = this.lines.length;
		while (at > 0 && this.lines[at - 1].time > this.marker) at--;
		this.unread = this.mentions = 0;
		this.count(this.lines.slice(at));
	}
}

/* Events to the view. Those of a flood are gathered: what comes within a frame is told together, so
 * 1,000 lines a second are 60 events. The first line after a silence is told at once. */

const FRAME_MS = 16;
const MOST = 500; // gathered lines

export class Events {
	constructor(target, timer) {
		Object.assign(this, { target, timer });
		this.last = -FRAME_MS;
		this.alarm = null;
		this.clear();
	}

	clear() {
		this.due = false;
		this.size = 0;
		this.ends = new Map(); // room => its new lines
		this.people = new Set();
		this.rooms = false;
		this.mentions = [];
	}

	#send(type, detail = {}) {
		this.target.dispatchEvent(new CustomEvent(type, { detail }));
	}

	/* At once, behind what is gathered. */
	tell(type, detail) {
		this.flush();
		this.#send(type, detail);
	}

	#schedule() {
		if (this.due) return;
		this.due = true;
		if (this.timer.now() - this.last >= FRAME_MS) queueMicrotask(() => this.flush());
		else this.alarm = this.timer.set(() => this.flush(), FRAME_MS);
	}

	lines(room, lines) {
		const gathered = this.ends.get(room);
		if (gathered) gathered.push(...lines);
		else this.ends.set(room, [...lines]);
		this.size += lines.length;
		this.#schedule();
		if (this.size >= MOST) this.flush();
	}

	mention(room, line) {
		if (this.mentions.length < 20) this.mentions.push({ room, line });
		this.#schedule();
	}

	/* The people of a room have changed. */
	crowd(room) {
		this.people.add(room);
		this.#schedule();
	}

	list() {
		this.rooms = true;
		this.#schedule();
	}

	flush() {
		if (!this.due) return;
		this.timer.clear(this.alarm);
		this.last = this.timer.now();
		const { ends, people, rooms, mentions } = this;
		this.clear();
		for (const [room, added] of ends) {
			const removed = this.target.trim(room);
			this.#send("lines", { room, added, where: "end", removed, gap: null });
		}
		for (const room of people) this.#send("people", { room });
		if (rooms) this.#send("rooms");
		for (const mention of mentions) this.#send("mention", mention);
	}
}
