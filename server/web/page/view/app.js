/** The page: brings what the chat says to the parts of the page, and back. */

import { byId, make, oncePerFrame, plainButton, setHidden, setText } from "./dom.js";
import { Composer } from "./field.js";
import { Go, Search } from "./find.js";
import { closeDrawers, drawer, listenToKeys } from "./keys.js";
import { appendText, colourClass, fullTime, initial } from "./line.js";
import { People, RoomList } from "./lists.js";
import { Log } from "./log.js";
import { Account, Menus } from "./menus.js";
import { openHelp, openSettings } from "./settings.js";
import { Banner, hashOf, notify, roomOf, showTitle, toast } from "./status.js";

const MOST_PAGES = 40, PAGE_WAIT = 5000;

export class App {
	/** `secure`: passwords cannot be read on their way. */
	constructor(chat, settings, secure) {
		this.chat = chat;
		this.settings = settings;
		this.front = null;
		this.account = new Account(chat, secure, toast);
		this.menus = new Menus({
			chat, toast, room: () => this.front, show: (key) => this.show(key), me: () => this.account.me(), go: () => this.go.open(),
			mention: (name) => this.mention(name)
		});
		this.people = new People({menu: (beside, name) => this.menus.person(beside, name)});
		this.list = new RoomList((key) => this.show(key));
		this.go = new Go(chat, (key) => this.show(key), () => this.front);
		this.log = new Log(byId("log"), {
			earlier: (room) => chat.earlier(room),
			before: (element, first) => this.beforeLines(element, first),
			moved: (atEnd, count) => this.moved(atEnd, count),
		});
		this.composer = new Composer({
			complete: (room, text, cursor) => chat.complete(room, text, cursor),
			commands: () => chat.commands(), say: (text, count) => this.say(text, count),
		});
		this.search = new Search({
			find: (room, query) => chat.search(room, query), room: () => this.front,
			reveal: (line, room) => this.reveal(line, room)
		});
		this.banner = new Banner(chat, {
			retry: () => chat.retryNow(), connect: () => chat.connect(),
			password: () => this.account.password(), account: () => this.account.login(),
		});
		this.drawRooms = oncePerFrame(() => this.roomsChanged());
		this.listen();
		this.listenToPage();
	}

	listen() {
		const on = (type, run) => this.chat.addEventListener(type, (event) => run(event.detail ?? {}));
		const inFront = (run) => ({room, ...rest}) => {
			if (room === this.front)
				run(rest);
		};
		on("state", () => this.stateChanged());
		on("me", () => this.meChanged());
		on("settings", () => this.settings.saveChat(this.chat.saved()));
		on("rooms", this.drawRooms);
		on("lines", inFront(() => this.log.update()));
		on("line", inFront(({line}) => this.log.changed(line)));
		on("pending", inFront(() => this.log.pendingChanged()));
		on("people", inFront(() => this.people.update()));
		on("topic", inFront(() => this.drawHeader()));
		on("mention", ({room, line}) => this.mentioned(room, line));
		on("problem", ({text}) => toast(text));
		on("open", ({room}) => this.show(room.key));
		on("found", (found) => this.found(found));
		on("ask", ({what, name}) => this.asked(what, name));
		on("number", ({on: shown}) => byId("log").classList.toggle("numbers", shown));
	}

	listenToPage() {
		const click = (id, run) => byId(id).addEventListener("click", run);
		for (const name of ["rooms", "people"])
			click(`${name}-open`, () => drawer(name));
		click("search-open", () => this.toggleSearch());
		click("shade", closeDrawers);
		click("me-open", () => this.account.me());
		click("settings-open", () => openSettings(this.settings, this.chat));
		click("help-open", () => openHelp(this.chat));
		click("join-open", () => this.go.open());
		click("to-end", () => this.toEnd());
		click("room-menu", () => this.menus.room(byId("room-menu")));
		click("topic", (event) => {
			if (!event.target.closest("a"))
				byId("topic").classList.toggle("whole");
		});
		for (const button of document.querySelectorAll(".drawer-close"))
			button.addEventListener("click", () => drawer(button.closest(".side").id, false));
		this.listenToLines();
		listenToKeys({
			next: (by, unread) => this.next(by, unread), go: () => this.go.open(), help: () => openHelp(this.chat),
			search: () => this.toggleSearch(true), toEnd: () => this.toEnd(),
			lineMenu: (row) => this.menus.line(row, this.log.lineOf(row)),
		});
		addEventListener("hashchange", () => this.followHash());
		addEventListener("online", () => this.chat.online());
		addEventListener("focus", () => this.returned());
		addEventListener("blur", () => this.log.leave());
		document.addEventListener("visibilitychange", () => (document.hidden ? this.log.leave() : this.returned()));
	}

	listenToLines() {
		const log = byId("log"), button = byId("line-menu");
		log.addEventListener("click", (event) => {
			const {target} = event, line = this.log.lineOf(target), name = target.closest("[data-name]");
			const what = target.closest("[data-do]")?.dataset.do;
			if (what && line)
				this.chat[what](this.front, line);
			else if (name && getSelection().isCollapsed)
				this.menus.person(name, name.dataset.name);
		});
		log.addEventListener("pointerover", (event) => {
			const row = event.target.closest(".line");
			if (!row || row.parentNode.className === "pending")
				return;
			this.hovered = row;
			const time = event.target.closest("time");
			if (time)
				time.title ||= fullTime(new Date(time.dateTime));
			button.style.top = `${row.getBoundingClientRect().top - log.getBoundingClientRect().top}px`;
			setHidden(button, !row.matches(".said, .action, .notice"));
		});
		byId("log-place").addEventListener("pointerleave", () => setHidden(button, true));
		log.addEventListener("scroll", () => setHidden(button, true), {passive: true});
		button.addEventListener("click", () => {
			const line = this.log.lineOf(this.hovered);
			if (line)
				this.menus.line(button, line);
		});
	}

	/** Brings a room to the front. */
	show(key) {
		const room = this.chat.rooms.get(key);
		if (!room)
			return;
		closeDrawers();
		if (room !== this.front) {
			this.front = room;
			byId("topic").classList.remove("whole");
			this.composer.show(room, room.kind === "person" ? `Message to ${room.name}`
				: room.kind === "room" ? `Message in ${room.name}` : "Command");
			byId("log").setAttribute("aria-label", room.kind === "room" ? `Lines of ${room.name}`
				: room.kind === "person" ? `Talk with ${room.name}` : "Server");
			this.drawHeader();
			this.log.show(room);
			this.people.show(room);
			this.settings.set("front", room.key);
			history.replaceState(null, "", location.pathname + location.search + (hashOf(room) || " ").trim());
		}
		this.roomsChanged();
		if (matchMedia("(hover: hover)").matches)
			byId("say").focus({preventScroll: true});
	}

	/** The first room to show: of the link, the last one, or the first. */
	showFirst() {
		const {rooms} = this.chat, wanted = roomOf(location.hash).toLowerCase();
		const all = [...rooms.values()];
		const room = (wanted && all.find((one) => one.name.toLowerCase() === wanted))
			|| (this.settings.look.front && rooms.get(this.settings.look.front))
			|| all.find((one) => one.kind === "room") || all[0];
		if (room)
			this.show(room.key);
	}

	followHash() {
		const name = roomOf(location.hash);
		if (!name)
			return;
		const room = [...this.chat.rooms.values()].find((one) => one.name.toLowerCase() === name.toLowerCase());
		if (room)
			this.show(room.key);
		else
			this.show(this.chat.join(name)?.key);
	}

	ordered() {
		const all = [...this.chat.rooms.values()];
		return ["room", "person", "server"].flatMap((kind) => all.filter((room) => room.kind === kind
			&& (kind !== "server" || room.lines.length > 0 || room === this.front)));
	}

	next(by, unread) {
		const rooms = [...document.querySelectorAll("#rooms [data-room]")]
			.map((button) => this.chat.rooms.get(button.dataset.room));
		const at = rooms.indexOf(this.front);
		for (let step = 1; step <= rooms.length; step++) {
			const room = rooms[(at + by * step + rooms.length * step) % rooms.length];
			if (room && (!unread || room.unread)) {
				this.show(room.key);
				return;
			}
		}
	}

	roomsChanged() {
		if (!this.front || !this.chat.rooms.has(this.front.key))
			this.front = null;
		if (!this.front) {
			const first = this.ordered()[0];
			if (first) {
				this.show(first.key);
				return;
			}
		}
		this.list.update(this.ordered(), this.front);
		let unread = 0, mentions = 0, elsewhere = 0, elsewhereMentions = 0;
		for (const room of this.chat.rooms.values()) {
			unread += room.unread;
			mentions += room.mentions;
			elsewhere += room === this.front ? 0 : room.unread;
			elsewhereMentions += room === this.front ? 0 : room.mentions;
		}
		showTitle([this.front?.name, this.serverName()].filter(Boolean).join(" · "), unread, mentions);
		setHidden(byId("rooms-dot"), !elsewhere);
		byId("rooms-dot").classList.toggle("mentions", elsewhereMentions > 0);
		byId("rooms-open").setAttribute("aria-label", elsewhere ? `Rooms, ${elsewhere} unread` : "Rooms");
		this.log.update();
	}

	drawHeader() {
		const room = this.front, topic = byId("topic");
		setText(byId("room-name"), room.name || "Server");
		const text = room.kind === "room" ? room.topic?.text ?? "" : room.kind === "person" ? "Private talk" : "";
		if (topic.dataset.text === text)
			return;
		topic.dataset.text = text;
		topic.replaceChildren();
		appendText(topic, text);
		topic.title = text;
	}

	stateChanged() {
		const {state, needs} = this.chat;
		byId("app").dataset.state = state;
		this.banner.update();
		if (state === "ended" && needs)
			this.account[needs === "password" ? "password" : "login"]();
		if (state === "online")
			this.meChanged();
		this.log.update();
	}

	/** The name that was given to the server; chatd makes "chatd.chat" of one without a dot. */
	serverName() {
		return (this.chat.server.network || "chat").replace(/^([^.]+)\.chat$/, "$1");
	}

	meChanged() {
		const {me} = this.chat, face = byId("me-face");
		setText(byId("network"), this.serverName());
		setText(byId("me-name"), me.name || "…");
		setText(byId("me-account"), me.away ? "away" : me.account
			? (me.account === me.name ? "logged in" : `logged in as ${me.account}`)
			: /^guest[\d-]*$/.test(me.name) ? "choose a name" : "guest");
		face.className = `face ${colourClass(me.name)}`;
		setText(face, me.name ? initial(me.name) : "");
	}

	/** What stands above the first line. */
	beforeLines(element, first) {
		const room = this.front;
		const now = !first ? "more" : room.earlier === "none" || room.kind === "server" ? `start ${room.lines.length > 0}`
			: room.earlier;
		if (element.dataset.now === `${room.key} ${now}`)
			return;
		element.dataset.now = `${room.key} ${now}`;
		if (!now.startsWith("start")) {
			element.replaceChildren(now === "loading" ? "Loading earlier lines…" : "");
			return;
		}
		const name = room.name || "Server";
		const text = room.kind === "person" ? `What you and ${name} write here nobody else reads.`
			: room.kind === "server" ? "What the server says, and what belongs to no room."
				: room.lines.length ? `This is the beginning of ${name}.`
					: `Nothing has been said in ${name} yet. Say hello, or send somebody the link.`;
		element.replaceChildren(make("h3", {}, name), make("p", {}, text));
		if (room.kind === "room")
			element.append(plainButton("Copy link to this room", () => this.menus.copyLink()));
	}

	/** The reader has scrolled, or lines have come. */
	moved(atEnd, count) {
		const button = byId("to-end");
		setHidden(button, atEnd);
		if (!atEnd)
			setText(button.querySelector("span"), !count ? "Newest lines"
				: count === 1 ? "1 new line" : `${count > 999 ? "1000+" : count} new lines`);
		if (atEnd && this.isWatched() && this.front.unread + this.front.mentions > 0)
			this.chat.read(this.front);
	}

	isWatched() {
		return !document.hidden && document.hasFocus();
	}

	returned() {
		this.log.comeBack();
		if (this.front)
			this.log.update();
	}

	toEnd() {
		this.log.toEnd();
		byId("say").focus({preventScroll: true});
	}

	say(text, count) {
		const room = this.front;
		if (!room)
			return {error: "Join a room first: Ctrl+K."};
		const result = count === 1 ? this.chat.run(room, text) : this.sayLines(room, text);
		if (!result?.error) {
			this.log.toEnd();
			this.showTalk(/^\/(?:msg|tell|w) +(\S+)/i.exec(text)?.[1]);
		}
		return result;
	}

	/** After /msg the talk is in sight, with the answer. */
	showTalk(name) {
		for (const room of this.chat.rooms.values())
			if (name && room.kind === "person" && room.name.toLowerCase() === name.toLowerCase())
				this.show(room.key);
	}

	sayLines(room, text) {
		if (/^\s*\/\w/.test(text) && !/^\s*\/me\s/.test(text))
			return {error: "A command is one line alone. Send the other lines without it, or put a blank in front."};
		this.chat.say(room, text);
		return undefined;
	}

	mention(name) {
		const {text} = this.composer;
		this.composer.insert(text.trim() ? `${text.endsWith(" ") ? "" : " "}${name} ` : `${name}: `);
	}

	mentioned(room, line) {
		if (this.settings.look.notify && !this.isWatched())
			notify(room, line, () => this.show(room.key));
	}

	toggleSearch(open = !byId("app").classList.contains("searching")) {
		drawer("search", open);
		if (open)
			this.search.focus();
	}

	/** What a command has found is shown as a search is. */
	found({room, title, lines, more}) {
		drawer("search", true);
		this.search.show(room, title, lines, more);
	}

	/** Shows a line that was found; loads what is older until it is there. */
	async reveal(line, room) {
		if (matchMedia("(max-width: 64rem)").matches)
			drawer("search", false);
		this.show(room.key);
		for (let pages = 0; !this.log.reveal(line); pages++) {
			if (room !== this.front)
				return;
			if (pages === MOST_PAGES || room.earlier === "none" || !await this.olderLines(room)) {
				toast("That line is further back than what can be loaded here.");
				return;
			}
		}
	}

	/** One page of older lines; false where none comes. */
	olderLines(room) {
		const {chat} = this, before = room.lines[0];
		return new Promise((done) => {
			const end = (event) => {
				if (event && event.detail.room !== room)
					return;
				chat.removeEventListener("lines", end);
				clearTimeout(timer);
				done(room.lines[0] !== before);
			};
			const timer = setTimeout(end, PAGE_WAIT);
			chat.addEventListener("lines", end);
			if (room.earlier === "more")
				chat.earlier(room);
		});
	}

	asked(what, name) {
		if (what === "password")
			this.account.changePassword();
		else if (what === "login" || what === "register")
			this.account[what](name);
		else if (what === "search")
			this.toggleSearch(true);
		else
			this.go.open();
	}
}
