/** A chat without a server, in place of chat/chat.js, to look at the page: serve.py serves it. The
 * address says what is shown: ?scene=busy, empty, offline, ended, rtl, long, 5000, flood, pending. */

const NAMES = ["alice", "bob", "carol", "Дмитрий", "erin", "frank-the-tank", "grace", "heidi", "ivan",
	"judy", "mallory", "nils"];
const TEXTS = [
	"morning everyone",
	"did anybody look at the failing build? https://ci.example.org/builds/8812?branch=main#log (the second one)",
	"yes, it was the flaky clock test again.", "I have a fix, it needs a review",
	"nice :) 🎉", "tea at four?",
	"The longest part was finding out that the two machines disagreed about the time zone of the database, so " +
		"that every report after midnight landed on the wrong day. I wrote it down in the notes so that we do " +
		"not have to find it out again.",
	"ok", "see http://[::1]:5555/#dev, or https://en.wikipedia.org/wiki/Chat_(disambiguation).",
	"two links: https://a.example/x?y=(1) and http://b.example.",
];
let count = 0;

function line(from, text, time, more = {}) {
	count++;
	return {
		key: `k${count}`, id: `m${count}`, number: 8000 + count, time, kind: "said", from, text, account: "",
		own: false, mention: false, past: true, erased: false, state: "sent", ...more
	};
}

function room(name, kind, more = {}) {
	return {
		key: name.toLowerCase(), name, kind, topic: null, people: new Map(), lines: [], pending: [],
		earlier: "none", unread: 0, mentions: 0, marker: 0, joined: true, wanted: true, modes: new Map(),
		draft: "", ...more
	};
}

export class Chat extends EventTarget {
	constructor({settings}) {
		super();
		const scene = this.scene = new URLSearchParams(location.search).get("scene") ?? "busy";
		const plain = scene === "plain";
		Object.assign(this, {
			state: "online", reason: "", needs: "", rooms: new Map(), ignored: new Map([["spammer", "spammer"]]),
			me: {name: settings.name || "nina", account: "", away: "", operator: false},
			server: {name: "chat.example.org", network: "Example", secure: !plain, history: true, search: true,
				erase: true, accounts: !plain, registration: !plain, motd: []},
		});
		this.add(room("", "server"));
		this.fill(scene);
		window.chat = this;
	}

	add(one) {
		this.rooms.set(one.key, one);
		return one;
	}

	fill(scene) {
		const lobby = this.add(room("#lobby", "room", {topic: {
			text: "Tea at four · notes at https://notes.example.org/lobby", by: "alice", time: 0}}));
		const person = (name, prefix, more) => lobby.people.set(name,
			{name, prefix, away: "", account: "", bot: false, ...more});
		person("nina", "@");
		if (scene === "empty") {
			lobby.topic = null;
			return;
		}
		for (const [at, name] of NAMES.entries())
			person(name, at < 1 ? "~" : at < 2 ? "@" : at < 4 ? "+" : "", {away: at === 6 ? "lunch" : "", bot: at === 9});
		this.add(room("#dev", "room", {unread: 12, marker: Date.now() - 15 * 60000}));
		this.add(room("#ops", "room", {unread: 104, mentions: 2}));
		this.add(room("#a-room-with-quite-a-long-name", "room", {joined: false}));
		this.add(room("bob", "person", {unread: 1, mentions: 1}));
		this.add(room("grace", "person"));
		this.add(room("#friends", "room"));
		this.lines(lobby, scene);
		this.lines(this.rooms.get("#dev"), "busy", 40);
		this.rooms.get("#dev").marker = this.rooms.get("#dev").lines.at(-12).time;
		this.rooms.get("bob").lines.push(line("bob", "psst, are you there?", Date.now() - 60000));
		if (scene === "offline")
			Object.assign(this, {state: "waiting", reason: "The server does not answer.", retryAt: Date.now() + 24000});
		if (scene === "ended")
			Object.assign(this, {state: "ended", reason: "The server wants a password.", needs: "password"});
		const own = (text, more) => lobby.pending.push(line("nina", text, Date.now(), {own: true, ...more}));
		if (scene === "pending" || scene === "offline") {
			own("this one is on its way", {state: "waiting"});
			own("and this one was sent when the connection broke", {state: "unsure"});
			own("too long or so", {state: "failed", why: "You are not in this room."});
		}
	}

	lines(lobby, scene, many = scene === "5000" ? 5000 : 120) {
		let time = Date.now() - many * 40000 - (many < 1000 ? 26 * 3600000 : 0);
		for (let at = 0; at < many; at++) {
			time += at === 60 ? 24 * 3600000 : at % 5 === 0 ? 80000 : 20000;
			const text = scene === "rtl" && at % 2 ? "שלום לכולם, מה שלומכם היום? https://example.org/א"
				: TEXTS[at * 7 % TEXTS.length];
			lobby.lines.push(line(NAMES[Math.floor(at / 3) * 7 % (3 + at % 7)], text, time));
		}
		const push = (from, text, more) => {
			time += 9000;
			lobby.lines.push(line(from, text, time, more));
		};
		push("erin", "", {kind: "joined"});
		push("judy", "", {kind: "joined"});
		push("frank-the-tank", "see you", {kind: "quit"});
		push("alice", "nina: could you look at this?", {mention: true});
		push("alice", "(no hurry)");
		push("nina", "sure, give me five minutes", {own: true});
		push("bob", "waves", {kind: "action"});
		push("carol", "(erased)", {erased: true});
		push("alice", "Tea at four", {kind: "topic"});
		push("bob", "", {kind: "renamed", other: "bobby"});
		push("alice", "a program's notice", {kind: "notice"});
		push("", "You have left #tea.", {kind: "note"});
		push("", "Only operators may do that.", {kind: "note", refused: true});
		push("", "Some lines are missing here.", {kind: "gap", fill: "more"});
		push("alice", "enough", {kind: "kicked", other: "mallory"});
		if (scene === "rtl") {
			push("שרה", "בוקר טוב! מה קורה?");
			push("שרה", "קראתי את https://example.org/path/to היום (מעניין)");
			push("ليلى", "صباح الخير يا أصدقاء 👋 كيف حالكم؟");
			push("mallory", "evil \u202egnp.exe\u202c name");
		}
		if (scene === "long")
			for (const text of ["x".repeat(700), `https://example.org/${"a/very/long/path/".repeat(20)}end?x=1`,
				"👩‍👩‍👧‍👦".repeat(90), "several\nlines\n\tin one"])
				push("a".repeat(32), text);
		push("grace", "👍");
	}

	connect() {
		this.emit("state");
		this.emit("me");
		if (this.scene === "flood")
			this.flood();
	}

	flood() {
		const lobby = this.rooms.get("#lobby");
		let last = performance.now(), total = 0;
		setInterval(() => {
			const now = performance.now(), many = Math.min(200, Math.floor(now - last)), added = [];
			last = now;
			for (let at = 0; at < many; at++)
				added.push(line(NAMES[total++ % 11], TEXTS[total % TEXTS.length], Date.now()));
			lobby.lines.push(...added);
			const removed = Math.max(0, lobby.lines.length - 5000);
			lobby.lines.splice(0, removed);
			this.emit("lines", {room: lobby, added, where: "end", removed});
		}, 16);
	}

	emit(type, detail = {}) {
		this.dispatchEvent(new CustomEvent(type, {detail}));
	}

	say(where, text, kind = "said") {
		const said = line(this.me.name, text, Date.now(), {own: true, state: "waiting", kind});
		where.pending.push(said);
		this.emit("pending", {room: where});
		setTimeout(() => {
			where.pending.splice(where.pending.indexOf(said), 1);
			said.state = "sent";
			where.lines.push(said);
			this.emit("lines", {room: where, added: [said], where: "end", removed: 0});
			this.emit("pending", {room: where});
		}, this.delay ?? 30);
		return said;
	}

	run(where, text) {
		if (text === "/login")
			this.emit("ask", {what: "login"});
		else if (text.startsWith("/"))
			return {error: "No such command. Did you mean /help?"};
		else
			this.say(where, text);
		return undefined;
	}

	earlier(where) {
		where.earlier = "loading";
		setTimeout(() => {
			const first = where.lines[0].time, added = [];
			for (let at = 0; at < 50; at++)
				added.push(line(NAMES[at % 5], `earlier ${at}: ${TEXTS[at % TEXTS.length]}`, first - (50 - at) * 30000));
			where.lines.unshift(...added);
			where.earlier = where.lines.length > 600 ? "none" : "more";
			this.emit("lines", {room: where, added, where: "start", removed: 0});
		}, 100);
	}

	complete(where, text, cursor) {
		const from = text.lastIndexOf(" ", cursor - 1) + 1, head = text.slice(from, cursor).toLowerCase();
		return {from, words: [...where.people.values()].map((one) => one.name)
			.filter((name) => name.startsWith(head)).map((name) => (from ? `${name} ` : `${name}: `))};
	}

	commands() {
		return [["help", "[COMMAND]", "what there is to type, or more on one command"], ["nick", "NAME", "change your name"],
			["join", "ROOM [KEY]", "go to another room; a new one is made"], ["me", "TEXT", "say what you do: * alice waves"],
			["msg", "NAME TEXT", "say something to one person alone"],
			["topic", "[TEXT]", "read what the room is about, or change it"],
			["mode", "[MODE [VALUE]]", "how the room is set; or set it: secret, key KEY"]]
			.map(([name, usage, help]) => ({name, usage, help}));
	}

	async list() {
		return [{name: "#lobby", people: 13, topic: ""}, {name: "#tea", people: 4, topic: "all about tea"},
			{name: "#music", people: 1, topic: ""}];
	}

	async search(where) {
		return {lines: where.lines.filter((one) => one.kind === "said").slice(-30), more: true};
	}

	open(name, kind) {
		const made = this.rooms.get(name.toLowerCase()) ?? this.add(room(name, kind));
		this.emit("open", {room: made});
		return made;
	}

	join(name) {
		return this.open(name, "room");
	}

	query(name) {
		return this.open(name, "person");
	}

	part(where) {
		this.rooms.delete(where.key);
		this.emit("rooms", {room: where});
	}

	read(where) {
		where.unread = where.mentions = 0;
		where.marker = Date.now();
		this.emit("rooms", {room: where});
	}

	async erase(where, one) {
		Object.assign(one, {text: "(erased)", erased: true});
		this.emit("line", {room: where, line: one});
	}

	async rename(name) {
		this.me.name = name;
		this.emit("me");
	}

	async login() {
		throw new Error("No account has that name and password.");
	}

	async tokens() {
		return [];
	}

	saved() {
		return {};
	}

	retryNow() {
		this.state = "connecting";
		this.emit("state");
	}

	discard(where, one) {
		where.pending.splice(where.pending.indexOf(one), 1);
		this.emit("pending", {room: where});
	}

	ignore(name) {
		this.ignored.set(name, name);
	}

	unignore(name) {
		this.ignored.delete(name);
	}

	resend() {}
	online() {}
	close() {}
}
