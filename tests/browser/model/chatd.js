// A small chatd for tests of the page's chat: rooms with a history, echoes with labels, and a clock
// that tests move. What is sent to the page goes through say(), so tests can hold it back, lose it or
// cut the connection.
import { Chat } from "/page/chat/chat.js";
import { until } from "./assert.js";

const CAPS = "account-notify account-tag away-notify batch cap-notify chghost " +
	"draft/account-registration draft/chathistory draft/event-playback draft/message-redaction " +
	"draft/multiline=max-bytes=4096,max-lines=32 draft/read-marker echo-message extended-join " +
	"invite-notify labeled-response message-tags multi-prefix sasl=PLAIN server-time setname " +
	"soju.im/search standard-replies";
const START = Date.parse("2026-11-30T12:00:00Z");

export class Clock {
	constructor() {
		this.time = START;
		this.alarms = new Map();
		this.ids = 0;
	}

	now() {
		return this.time;
	}

	set(act, ms) {
		this.alarms.set(++this.ids, { act, at: this.time + ms });
		return this.ids;
	}

	clear(id) {
		this.alarms.delete(id);
	}

	/* Time passes, and what is due happens. */
	async pass(ms) {
		const end = this.time + ms;
		for (;;) {
			await settle();
			const due = [...this.alarms].filter(([, { at }]) => at <= end)
				.sort(([, one], [, other]) => one.at - other.at)[0];
			if (!due) break;
			this.alarms.delete(due[0]);
			this.time = Math.max(this.time, due[1].at);
			due[1].act();
		}
		this.time = end;
		await settle();
	}
}

/* All that waits for promises happens. */
export async function settle() {
	for (let i = 0; i < 300; i++) await null;
}

export class Chatd {
	constructor({ caps = CAPS, taken = [] } = {}) {
		this.clock = new Clock();
		this.caps = caps;
		this.taken = new Set(taken);
		this.origin = "0af3"; // of the history
		this.sockets = [];
		this.sent = []; // by the page, without labels
		this.rooms = new Map();
		this.silent = false; // answers nothing
		this.dead = false; // cannot be reached
		this.skipping = false; // said lines are not sent to the page
		this.batches = 0;
		this.accounts = new Map();
	}

	chat(settings = { name: "ada", rooms: ["#tea"] }) {
		const chat = new Chat({
			url: "ws://here/", open: (url, protocols) => this.open(url, protocols),
			timer: this.clock, settings,
		});
		this.page = chat;
		return chat;
	}

	open(url, protocols) {
		const socket = { url, protocols, send: (line) => this.#take(socket, line), close() {} };
		this.sockets.push(socket);
		this.nick = "";
		this.ended = false; // the negotiation of capabilities
		this.inside = new Set();
		this.socket = socket;
		this.clock.set(() => {
			if (this.socket !== socket) return;
			if (this.dead) socket.onclose?.({ code: 1006, reason: "" });
			else socket.onopen?.({});
		}, 1);
		return socket;
	}

	/* The connection is lost; the page hears of it. */
	cut(reason = "", code = 1006) {
		const { socket } = this;
		if (!socket) return;
		this.socket = null;
		socket.onclose?.({ code, reason });
	}

	say(line) {
		this.socket?.onmessage?.({ data: line });
	}

	async enter(chat) {
		chat.connect();
		await this.clock.pass(20);
		await until(() => chat.state === "online");
	}

	room(name) {
		if (!this.rooms.has(name)) this.rooms.set(name, { lines: [], people: new Set() });
		return this.rooms.get(name);
	}

	stamp() {
		return new Date(++this.clock.time).toISOString();
	}

	/* A line of the room that everybody gets: its number. */
	post(room, from, text, { tags = "", command = "PRIVMSG" } = {}) {
		const { lines } = this.room(room);
		const number = lines.length + 1;
		const line = {
			number, time: this.stamp(), id: `${this.origin}-1-${number}`,
			rest: `:${from}!u@host ${command} ${room} :${text}`,
		};
		lines.push(line);
		if (this.inside?.has(room) && !this.skipping) this.say(this.#written(line, tags));
		return number;
	}

	#written({ time, id, rest }, tags) {
		return `@${tags ? `${tags};` : ""}time=${time};msgid=${id} ${rest}`;
	}

	/* A batch with a label around messages. */
	answer(label, messages) {
		if (messages.length === 0) return this.say(`@label=${label} :srv ACK`);
		if (messages.length === 1) return this.say(this.tag(messages[0], `label=${label}`));
		const name = `r${++this.batches}`;
		this.say(`@label=${label} :srv BATCH +${name} labeled-response`);
		for (const message of messages) this.say(this.tag(message, `batch=${name}`));
		this.say(`:srv BATCH -${name}`);
	}

	tag(message, tag) {
		return message[0] === "@" ? `@${tag};${message.slice(1)}` : `@${tag} ${message}`;
	}

	#take(socket, line) {
		if (socket !== this.socket) return;
		const [, label = "", rest] = /^@(?:label=(\d+)|[^ ]*)? ?(.*)$/.exec(line) ?? [null, "", line];
		this.sent.push(line[0] === "@" ? rest : line);
		if (this.silent) return;
		const [command, ...words] = (line[0] === "@" ? rest : line).split(" ");
		queueMicrotask(() => socket === this.socket && this["on" + command]?.(words, label, words.join(" ")));
	}

	onCAP([what, ...rest]) {
		const offered = new Set(this.caps.split(" ").map((cap) => cap.split("=")[0]));
		if (what === "LS") {
			this.say(`:srv CAP * LS * :${this.caps.split(" ").slice(0, 8).join(" ")}`);
			this.say(`:srv CAP * LS :${this.caps.split(" ").slice(8).join(" ")}`);
		} else if (what === "REQ") {
			const wanted = rest.join(" ").slice(1).split(" ");
			const good = wanted.every((cap) => offered.has(cap));
			this.say(`:srv CAP * ${good ? "ACK" : "NAK"} :${wanted.join(" ")}`);
		} else if (what === "END") {
			this.ended = true;
			this.welcome();
		}
	}

	onNICK([name], label) {
		if (this.taken.has(name)) {
			const words = `:srv 433 ${this.nick || "*"} ${name} :Nickname is already in use`;
			return label ? this.answer(label, [words]) : this.say(words);
		}
		const before = this.nick;
		this.nick = name;
		if (label) this.answer(label, [`:${before}!u@host NICK ${name}`]);
		else this.welcome();
	}

	welcome() {
		if (!this.nick || !this.ended || this.closed) return;
		this.ended = false;
		this.say(`:srv 001 ${this.nick} :Welcome`);
		this.say(`:srv 005 ${this.nick} NETWORK=Here CHATHISTORY=100 :are supported`);
		this.say(`:srv 422 ${this.nick} :No message`);
	}

	onJOIN([name], label) {
		this.inside.add(name);
		const { people } = this.room(name);
		this.answer(label, [
			`@time=${this.stamp()};msgid=x-${this.clock.time} :${this.nick}!u@host JOIN ${name} * :real`,
			`:srv MARKREAD ${name} *`,
			`:srv 353 ${this.nick} = ${name} :${[this.nick, ...people].join(" ")}`,
			`:srv 366 ${this.nick} ${name} :End`,
		]);
	}

	onPING([token]) {
		this.say(`:srv PONG srv ${token}`);
	}

	onPRIVMSG([target], label, all) {
		const text = all.slice(target.length + 2 - (all[target.length + 1] === ":" ? 0 : 1));
		if (!label) return;
		if (target[0] === "#") this.post(target, this.nick, text, { tags: `label=${label}` });
		else
			this.say(`@label=${label};time=${this.stamp()};msgid=p-${this.clock.time} ` +
				`:${this.nick}!u@host PRIVMSG ${target} :${text}`);
	}

	#place(room, word) {
		const [kind, value] = word.split("=");
		const { lines } = this.room(room);
		if (kind === "timestamp") return [(line) => Date.parse(line.time) - Date.parse(value)];
		const known = lines.find((line) => line.id === value);
		return known ? [(line) => line.number - known.number] : null;
	}

	onCHATHISTORY([command, name, ...words], label) {
		const limit = Number(words.pop());
		const places = words[0] === "*" ? [] : words.map((word) => this.#place(name, word));
		if (places.includes(null))
			return this.answer(label, [`:srv FAIL CHATHISTORY INVALID_PARAMS ${command} :No such id`]);
		const [one, other] = places.map(([by]) => by);
		let lines = this.room(name).lines;
		if (command === "LATEST") lines = lines.filter((line) => !one || one(line) > 0).slice(-limit);
		if (command === "BEFORE") lines = lines.filter((line) => one(line) < 0).slice(-limit);
		if (command === "AFTER") lines = lines.filter((line) => one(line) > 0).slice(0, limit);
		if (command === "BETWEEN")
			lines = lines.filter((line) => one(line) < 0 && other(line) > 0).slice(-limit);
		const messages = lines.map((line) => this.#written(line, ""));
		const page = `h${++this.batches}`;
		const answer = [`:srv BATCH +${page} chathistory ${name}`,
			...messages.map((message) => this.tag(message, `batch=${page}`)), `:srv BATCH -${page}`];
		const send = () => this.page_(label, answer, page);
		if (this.holdPages) this.held = send;
		else send();
	}

	page_(label, [start, ...rest], page) {
		const name = `r${++this.batches}`;
		this.say(`@label=${label} :srv BATCH +${name} labeled-response`);
		this.say(this.tag(start, `batch=${name}`));
		for (const line of rest.slice(0, -1)) this.say(line);
		this.say(this.tag(`:srv BATCH -${page}`, `batch=${name}`));
		this.say(`:srv BATCH -${name}`);
	}

	onMODE([name], label) {
		if (label) this.answer(label, [`:srv 324 ${this.nick} ${name} +nt`, `:srv 329 ${this.nick} ${name} 1`]);
	}

	onAUTHENTICATE([word]) {
		if (word === "PLAIN") return this.say("AUTHENTICATE +");
		const [, account, password] = atob(word).split("\0");
		if (this.accounts.get(account) !== password) {
			this.say(`:srv 904 ${this.nick || "*"} :SASL authentication failed`);
			return;
		}
		this.say(`:srv 900 ${this.nick || "*"} * ${account} :You are now logged in as ${account}`);
		this.say(`:srv 903 ${this.nick || "*"} :SASL authentication successful`);
	}
}

/* The texts of a room's lines of these kinds. */
export function texts(room, ...kinds) {
	return room.lines.filter((line) => !kinds.length || kinds.includes(line.kind)).map((line) => line.text);
}
