/* The connection: a WebSocket that is opened again whenever it is lost, after waits that grow to a
 * minute, each of a random length so that not all pages of a restarted server come at once. A
 * connection over which nothing comes is asked whether it lives (PING).
 *
 * user: { opened(), line(text), lost(why, upgraded), changed() } */
import { format } from "./message.js";
import { BATCH_LINES, LINE, REQUESTS } from "./room.js";

const PROTOCOL = "text.ircv3.net";
const OPEN_MS = 15000; // until it is open
const QUIET_MS = 45000; // until it is asked
const ANSWER_MS = 15000;
const LOOK_MS = 10000;
const WAIT_MS = 1000; // the first wait, at most
const WAIT_MAX_MS = 60000;
const SOON_MS = 100; // the wait after a server that was upgraded says that it is back at once
const RESTART = 1012; // with which it says so

export class Connection {
	constructor({ url, open, timer, user }) {
		Object.assign(this, { url, open, timer, user });
		this.state = "ended"; // connecting, open, waiting
		this.retryAt = 0;
		this.tries = 0;
		this.socket = null;
		this.alarm = null; // the only timer: what it is for depends on the state
	}

	connect() {
		if (this.state === "connecting" || this.state === "open") return;
		this.#set("connecting", OPEN_MS, () => this.drop("The server does not answer."));
		let socket;
		try {
			socket = this.open(this.url, [PROTOCOL]);
		} catch {
			this.drop("This browser cannot open the connection.");
			return;
		}
		this.socket = socket;
		const mine = (act) => (event) => {
			if (this.socket === socket) act(event);
		};
		socket.onopen = mine(() => this.#opened());
		socket.onmessage = mine((event) => this.#received(event.data));
		socket.onclose = mine((event) => this.drop(closing(event, this.state), event.code === RESTART));
		socket.onerror = () => {}; // close follows
	}

	#set(state, ms, act) {
		this.timer.clear(this.alarm);
		this.state = state;
		this.alarm = act ? this.timer.set(act, ms) : null;
		this.user.changed();
	}

	#opened() {
		this.heard = this.timer.now();
		this.asked = 0; // when it was asked whether it lives
		this.#set("open", LOOK_MS, () => this.#look());
		this.user.opened();
	}

	#received(data) {
		this.heard = this.timer.now();
		this.asked = 0;
		if (typeof data === "string" && data.length <= LINE) this.user.line(data);
	}

	#look() {
		const now = this.timer.now();
		if (this.asked && now - this.asked >= this.patience) {
			this.drop("The connection was lost.");
			return;
		}
		if (!this.asked && now - this.heard >= QUIET_MS) this.#ask(ANSWER_MS);
		this.alarm = this.timer.set(() => this.#look(), this.asked ? 1000 : LOOK_MS);
	}

	#ask(patience) {
		this.asked = this.timer.now();
		this.patience = patience;
		this.send("PING alive");
	}

	/* The network has changed. */
	probe() {
		if (this.state === "waiting") this.retryNow();
		if (this.state !== "open" || this.asked) return;
		this.#ask(5000);
		this.timer.clear(this.alarm);
		this.alarm = this.timer.set(() => this.#look(), 1000);
	}

	send(line) {
		if (this.state !== "open") return false;
		this.socket.send(line);
		return true;
	}

	/* The server has let us in: the next wait is short again. */
	good() {
		this.tries = 0;
	}

	#close() {
		const socket = this.socket;
		this.socket = null;
		if (!socket) return;
		socket.onopen = socket.onmessage = socket.onclose = null;
		try {
			socket.close(1000);
		} catch {
			// it was never open
		}
	}

	drop(why, soon = false) {
		if (this.state === "ended" || this.state === "waiting") return;
		this.#close();
		const most = soon ? SOON_MS : Math.min(WAIT_MS * 2 ** this.tries++, WAIT_MAX_MS);
		const wait = Math.round(most / 2 + (Math.random() * most) / 2);
		this.retryAt = this.timer.now() + wait;
		this.state = "waiting";
		this.user.lost(why, soon);
		if (this.state === "waiting") this.#set("waiting", wait, () => this.connect());
	}

	retryNow() {
		if (this.state === "waiting") this.connect();
	}

	/* For good. */
	end() {
		this.#close();
		this.#set("ended");
	}
}

function closing(event, state) {
	if (state === "connecting") return "The server cannot be reached.";
	if (event.reason) return event.reason;
	return event.code === 1001 ? "The server has ended." : "The connection was lost.";
}

/* Commands and the answers to them, which the server marks with a label of ours (IRCv3
 * labeled-response): a single message, a batch, or ACK. */

export const OFFLINE = "There is no connection now.";

export class Requests {
	/* send: (line) => whether there is a connection */
	constructor(send) {
		this.send = send;
		this.open = new Map(); // label => request
		this.labels = 0;
	}

	get(label) {
		return this.open.get(label) || null;
	}

	/* lines: messages, [command, params, tags]; the first one bears the label. What an answer says
	 * in words is shown in `room` unless `quiet`. Promise of { messages, page }. */
	ask(lines, { room = null, quiet = true, line = null } = {}) {
		const label = String(++this.labels);
		const request = { label, room, quiet, line, messages: [], page: [], over: false };
		const written = lines.map(([command, params, tags], i) =>
			format(command, params, i ? tags : { label, ...tags })
		);
		request.promise = new Promise((resolve, reject) => Object.assign(request, { resolve, reject }));
		request.promise.catch(() => {});
		if (written.includes(null)) request.reject(new Error("That cannot be said to a server."));
		else if (this.open.size >= REQUESTS)
			request.reject(new Error("Too much is asked of the server at once."));
		else if (!written.every((text) => this.send(text))) request.reject(new Error(OFFLINE));
		else this.open.set(label, request);
		return request.promise;
	}

	note(request, message) {
		if (request.messages.length < BATCH_LINES) request.messages.push(message);
	}

	finish(request) {
		if (!this.open.delete(request.label)) return;
		request.resolve(request);
	}

	lost() {
		const left = [...this.open.values()];
		this.open.clear();
		for (const request of left) request.reject(new Error("The connection was lost."));
	}
}
