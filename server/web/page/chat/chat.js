/* The chat behind the page. interface.md says what it promises. */
import {
	beginEntry, changePassword, listTokens, logIn, logOut, loginLost, regainName, revokeToken, signUp,
	startRegaining,
} from "./account.js";
import { complete, run, usable } from "./commands.js";
import { Connection, Requests } from "./connection.js";
import { asRoom, canBeName, format, isGood, isRoom, key, mentions, plain } from "./message.js";
import { Outbox } from "./outbox.js";
import { earlierLines, fillGap, findRooms, holdLines, pastLost, searchRoom } from "./past.js";
import { receive } from "./receive.js";
import { refusal } from "./replies.js";
import { Events, IGNORED, LINES, ROOMS, Room, TALKS, isTalk, newLine } from "./room.js";

const READ_MS = 1000; // between two messages on how far one has read

export class Chat extends EventTarget {
	constructor({ url, open, timer, settings = {} }) {
		super();
		this.timer = timer;
		this.settings = { ...settings };
		this.state = "ended";
		this.reason = this.needs = "";
		this.retryAt = 0;
		this.me = { name: settings.name || "", account: "", away: "", operator: false };
		this.server = {
			name: "", network: "", history: false, search: false, erase: false, accounts: false,
			registration: false, motd: [],
		};
		this.rooms = new Map();
		this.ignored = new Map();
		this.events = new Events(this, timer);
		const user = {
			opened: () => this.#opened(),
			line: (text) => receive(this, text),
			lost: (why, upgraded) => this.#lost(why, upgraded),
			changed: () => this.#changed(),
		};
		this.connection = new Connection({ url, open, timer, user });
		this.requests = new Requests((line) => this.connection.send(line));
		this.outbox = new Outbox(this);
		this.batches = new Map();
		this.offered = new Map();
		this.capabilities = new Set();
		this.names = new Set(); // keys of all that we were called
		this.entered = this.motdOver = false;
		this.turn = 0; // counts connections
		this.wantedName = canBeName(settings.name || "") ? settings.name : "";
		this.awayWanted = this.said = this.ownSource = this.source = "";
		this.listed = []; // the last list of rooms
		this.lastTalk = ""; // who wrote to us alone
		this.toRead = new Map();
		this.#restore(settings);
	}

	#restore({ account: name, token, tokenId, rooms, ignored }) {
		if (name && token) {
			this.credentials = { account: name, password: token, token: true, id: tokenId };
			this.wantedName = this.wantedName || name;
		} else {
			this.credentials = null;
		}
		for (const one of Array.isArray(ignored) ? ignored.slice(0, IGNORED) : [])
			if (isGood(one)) this.ignored.set(key(one), one);
		for (const one of Array.isArray(rooms) && rooms.length ? rooms.slice(0, ROOMS) : ["#lobby"]) {
			const room = isRoom(one) && isGood(one) && this.room(one);
			if (room) room.wanted = true;
		}
	}

	saved() {
		const { credentials } = this;
		const kept = credentials && credentials.token;
		return {
			name: this.wantedName,
			account: kept ? credentials.account : "",
			token: kept ? credentials.password : "",
			tokenId: (kept && credentials.id) || "",
			rooms: [...this.rooms.values()].filter((room) => room.wanted).map((room) => room.name),
			ignored: [...this.ignored.values()],
		};
	}

	saveSoon() {
		this.events.tell("settings");
	}

	/* The connection. */

	connect({ password } = {}) {
		if (password !== undefined) this.settings.password = password;
		this.reason = this.needs = "";
		this.connection.connect();
	}

	retryNow() {
		this.connection.retryNow();
	}

	online() {
		this.connection.probe();
	}

	#changed() {
		const { connection } = this;
		const states = { open: this.entered ? "online" : "connecting" };
		const state = states[connection.state] || connection.state;
		if (state === this.state && state !== "waiting") return;
		this.state = state;
		this.retryAt = connection.retryAt;
		if (state === "online") this.reason = this.needs = "";
		this.events.tell("state");
	}

	#opened() {
		this.turn++;
		this.said = "";
		beginEntry(this);
	}

	/* A server that was upgraded has confirmed all that it has read. */
	#lost(why, upgraded = false) {
		this.turn++;
		this.upgraded = upgraded;
		this.entered = false;
		this.reason = this.said || why;
		Object.assign(this.me, { account: "", operator: false });
		this.batches.clear();
		this.timer.clear(this.regaining);
		this.outbox.reset();
		for (const room of this.rooms.values()) {
			pastLost(this, room);
			room.joined = false;
			if (room.leaving) this.forget(room);
		}
		loginLost(this);
		this.requests.lost();
		this.events.list();
	}

	/* It is not tried again. */
	end(why, needs = "") {
		if (this.connection.state !== "ended") this.#lost(why);
		this.reason = why;
		this.needs = needs;
		this.connection.end();
	}

	close(why = "") {
		this.connection.send(`QUIT :${plain(why).replace(/\n/g, " ")}`);
		this.end("You have left.");
	}

	/* The server has let us in. */
	isIn() {
		this.entered = true;
		this.names.add(key(this.me.name));
		this.connection.good();
		this.#nameIs();
		if (!this.elsewhere && key(this.me.name) !== key(this.wantedName)) startRegaining(this);
		this.saveSoon();
		this.#changed();
		this.events.tell("me");
		if (this.awayWanted) this.ask("AWAY", this.awayWanted);
		for (const room of this.rooms.values()) if (room.wanted) this.#join(room);
		this.outbox.go();
	}

	/* Names. */

	isMe(name) {
		return key(name) === key(this.me.name);
	}

	wasMe(line) {
		return this.names.has(key(line.from)) ||
			(!!this.me.account && key(line.account) === key(this.me.account));
	}

	#nameIs() {
		this.isMentioned = mentions(this.me.name);
	}

	renamed(name) {
		const { me } = this;
		this.ownSource = this.ownSource.replace(me.name, name);
		me.name = name;
		this.names.add(key(name));
		this.#nameIs();
		this.events.tell("me");
	}

	async rename(name) {
		if (!canBeName(name))
			throw new Error("A name has at most 32 letters, digits and -_[]{}|^`\\ and begins with " +
				"neither a digit nor '-'.");
		const before = this.wantedName;
		this.elsewhere = false;
		this.wantedName = name;
		if (!this.entered) {
			this.me.name = name;
			this.saveSoon();
			return;
		}
		const why = refusal(await this.ask("NICK", name));
		if (why) {
			this.wantedName = before;
			throw new Error(why);
		}
		this.saveSoon();
	}

	nameIsFree(name) {
		if (!this.elsewhere && key(name) === key(this.wantedName)) regainName(this, 1);
	}

	ignores(name) {
		return this.ignored.size > 0 && this.ignored.has(key(name));
	}

	ignore(name) {
		if (!isGood(name) || this.ignored.size >= IGNORED) return;
		this.ignored.set(key(name), name);
		this.saveSoon();
	}

	unignore(name) {
		const was = this.ignored.delete(key(name));
		this.saveSoon();
		return was;
	}

	away(why) {
		this.awayWanted = plain(why || "").replace(/\n/g, " ");
		return this.ask("AWAY", ...(this.awayWanted ? [this.awayWanted] : []));
	}

	setAway(why) {
		this.me.away = why;
		if (!why) this.awayWanted = "";
		this.events.tell("me");
		return true;
	}

	setOperator(yes) {
		this.me.operator = yes;
		this.events.tell("me");
	}

	/* Rooms. */

	find(name) {
		return (name && this.rooms.get(key(name))) || null;
	}

	/* Finds the room or adds it; null where there are too many. */
	room(name, kind = "room", most = ROOMS) {
		const known = this.find(name);
		if (known || !isGood(name)) return known;
		let count = 0;
		for (const room of this.rooms.values()) if (room.kind === kind) count++;
		if (count >= most) return null;
		const room = new Room(name, kind);
		this.rooms.set(room.key, room);
		this.events.list();
		return room;
	}

	/* The talk with a person. Strangers cannot have one see no other: the oldest one goes. */
	talk(name) {
		const room = this.room(name, "person", TALKS);
		if (room) return room;
		const end = (one) => one.lines.length ? one.lines[one.lines.length - 1].time : 0;
		const talks = [...this.rooms.values()].filter((one) => one.kind === "person" && !one.pending.length);
		talks.sort((one, other) => end(one) - end(other));
		if (!talks.length) return null;
		this.forget(talks[0]);
		return this.room(name, "person", TALKS);
	}

	talkRenamed(from, to) {
		const room = this.find(from);
		if (!room || room.kind !== "person" || this.find(to)) return;
		this.rooms.delete(room.key);
		room.key = key(to);
		room.name = to;
		this.rooms.set(room.key, room);
		this.events.list();
	}

	serverRoom() {
		let room = this.rooms.get("");
		if (!room) {
			room = new Room(this.server.network || "server", "server");
			this.rooms.set("", room);
			this.events.list();
		}
		return room;
	}

	forget(room) {
		if (this.rooms.get(room.key) === room) this.rooms.delete(room.key);
		this.events.list();
	}

	join(name, password = "") {
		const room = this.room(asRoom(name));
		if (!room) return null;
		if (password) room.password = password;
		room.wanted = true;
		room.leaving = false;
		if (this.entered && !room.joined) this.#join(room);
		this.saveSoon();
		this.events.list();
		return room;
	}

	async #join(room) {
		const { turn } = this;
		let why;
		try {
			const answer = await this.ask("JOIN", room.name, ...(room.password ? [room.password] : []));
			why = room.joined ? "" : refusal(answer);
		} catch (error) {
			why = turn === this.turn ? error.message : "";
		}
		if (turn !== this.turn) return;
		if (why) {
			room.wanted = false;
			room.password = "";
			this.outbox.shut(room, why);
			this.note(room, why, true);
			if (room.leaving) this.forget(room);
			this.saveSoon();
		}
		this.outbox.go();
		this.events.list();
	}

	query(name) {
		if (!isGood(name) || isRoom(name)) return null;
		return this.talk(name);
	}

	part(room, why = "") {
		room.leaving = room.joined || (room.wanted && this.entered); // the second: its JOIN is on the way
		room.wanted = false;
		if (room.leaving) this.ask("PART", room.name, ...(why ? [plain(why)] : []));
		else this.forget(room);
		this.saveSoon();
	}

	/* Lines. */

	/* Live ones: they wait while the past of the room is on its way. */
	live(room, lines) {
		const fresh = room.take(lines);
		if (room.past.holding) holdLines(room, fresh);
		else this.show(room, fresh);
	}

	add(room, lines) {
		this.show(room, room.take(lines));
	}

	/* At the end. */
	show(room, lines) {
		if (!lines.length) return;
		room.append(lines);
		this.events.lines(room, lines);
		if (room.count(lines)) this.events.list();
		for (const line of lines) {
			if (line.own || line.past || !isTalk(line)) continue;
			if (room.kind === "person") this.lastTalk = room.name;
			if (line.mention || room.kind === "person") this.events.mention(room, line);
		}
	}

	trim(room) {
		const removed = room.trim();
		if (removed && room.kind === "room" && this.server.history) room.earlier = "more";
		return removed;
	}

	/* A sentence of the server or the page; room: null for the server's own. */
	note(room, text, refused = false, message = null) {
		const time = message ? message.time : this.timer.now();
		const line = newLine({ time, text, refused, past: false });
		this.show(room || this.serverRoom(), [line]);
	}

	say(room, text, kind = "said") {
		if (room.kind === "server") throw new Error("Nobody is here to hear that; /join ROOM takes you to a room.");
		if (room.kind === "room" && !room.wanted)
			throw new Error(`You are not in ${room.name}; /join ${room.name} takes you there.`);
		return this.outbox.say(room, text, kind);
	}

	resend(room, line) {
		this.outbox.resend(room, line);
	}

	discard(room, line) {
		this.outbox.discard(room, line);
	}

	earlier(room) {
		return earlierLines(this, room);
	}

	fill(room, gap) {
		return fillGap(this, room, gap, 1);
	}

	async erase(room, line, why = "") {
		const answer = await this.ask("REDACT", room.name, line.id, ...(why ? [why] : []));
		const text = refusal(answer);
		if (text) throw new Error(text);
	}

	/* One has read it to the end. */
	read(room) {
		room.most = Math.min(room.most, LINES);
		const last = room.lines[room.lines.length - 1];
		if (!last || (last.time <= room.marker && !room.unread && !room.mentions)) return;
		room.marker = Math.max(room.marker, last.time);
		if (room.unread || room.mentions) this.events.list();
		room.unread = room.mentions = 0;
		if (room.kind === "server" || !this.capabilities.has("draft/read-marker")) return;
		this.toRead.set(room.name, room.marker);
		if (!this.reading) this.reading = this.timer.set(() => this.#tellRead(), READ_MS);
	}

	#tellRead() {
		this.reading = null;
		for (const [name, time] of this.entered ? this.toRead : [])
			this.connection.send(format("MARKREAD", [name, `timestamp=${new Date(time).toISOString()}`]) || "");
		this.toRead.clear();
	}

	/* Commands. */

	/* Promise of the messages that answer; nothing of them is shown. */
	ask(command, ...params) {
		const answer = this.requests.ask([[command, params]]).then((request) => request.messages);
		answer.catch(() => {}); // who waits for it is told
		return answer;
	}

	/* The answer is shown in the room. */
	askFor(room, command, ...params) {
		return this.requests.ask([[command, params]], { room, quiet: false })
			.catch((error) => this.note(room, error.message, true));
	}

	run(room, text) {
		return run(this, room, text);
	}

	complete(room, text, cursor) {
		return complete(this, room, text, cursor);
	}

	commands() {
		return usable(this);
	}

	search(room, wanted) {
		return searchRoom(this, room, wanted);
	}

	list() {
		return findRooms(this);
	}

	login(name, password, { keep = false } = {}) {
		return logIn(this, name, password, keep);
	}

	register(name, password, { keep = false } = {}) {
		return signUp(this, name, password, keep);
	}

	logout() {
		return logOut(this);
	}

	changePassword(password) {
		return changePassword(this, password);
	}

	tokens() {
		return listTokens(this);
	}

	revoke(id) {
		return revokeToken(this, id);
	}
}
