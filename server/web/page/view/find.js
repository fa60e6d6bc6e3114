/** Looking for something: the search panel, and Ctrl+K. */

import { byId, closeDialog, make, openDialog, plainButton } from "./dom.js";
import { buildRow, dayAndHour } from "./line.js";
import { toast } from "./status.js";

/** The search panel. */

export class Search {
	/** `find(query)` gives a promise of {lines, more}; `reveal(line)` whether it could be shown. */
	constructor({find, reveal, room}) {
		Object.assign(this, {find, reveal, room});
		this.found = byId("found");
		byId("search-form").addEventListener("submit", (event) => {
			event.preventDefault();
			this.start();
		});
	}

	focus(text) {
		const field = byId("search-text");
		if (text)
			field.value = text;
		field.focus();
		field.select();
	}

	say(sentence) {
		this.found.replaceChildren(make("p", {}, sentence));
	}

	start() {
		const text = byId("search-text").value.trim(), from = byId("search-from").value.trim();
		const before = byId("search-before").valueAsDate;
		if (!text && !from) {
			this.say("Type some words, or a name.");
			return;
		}
		const query = {text};
		if (from)
			query.from = from;
		if (before)
			query.before = before.getTime() + before.getTimezoneOffset() * 60000;
		this.say("Searching…");
		this.page(query, []);
	}

	async page(query, before) {
		const {room} = this, now = room();
		this.asked = query;
		try {
			const {lines, more} = await this.find(now, query);
			if (this.asked === query)
				this.draw(now, query, before.concat([...lines].sort((a, b) => b.time - a.time)), more && lines.length > 0);
		} catch (error) {
			if (this.asked === query)
				this.say(error.message);
		}
	}

	draw(room, query, lines, more) {
		if (!lines.length) {
			this.say(`Nothing like that was found in ${room.name}.`);
			return;
		}
		this.show(room, `${lines.length}${more ? " newest" : ""} found in ${room.name}`, lines);
		if (more)
			this.found.append(plainButton("Earlier ones",
				() => this.page({...query, before: lines.at(-1).time}, lines)));
	}

	/** Shows lines under a title. */
	show(room, title, lines, more = false) {
		this.found.replaceChildren(make("p", {}, title), ...lines.map((line) => this.row(line, room)));
		if (more)
			this.found.append(make("p", {}, "There are more."));
	}

	row(line, room) {
		const row = buildRow([line], null);
		row.querySelector(".face")?.remove();
		const time = row.querySelector("time");
		time.textContent = dayAndHour(line.time);
		row.classList.remove("mention");
		row.setAttribute("tabindex", "0");
		row.classList.add("here");
		row.addEventListener("click", (event) => {
			if (!event.target.closest("a"))
				this.reveal(line, room);
		});
		row.addEventListener("keydown", (event) => {
			if (event.key === "Enter" && event.target === row)
				this.reveal(line, room);
		});
		return row;
	}
}

/** Ctrl+K: go to a room, join or make one, or talk with somebody, by typing a part of the name. */

const FOUND_MOST = 60;

function option(sign, name, about, run) {
	return {sign, name, about, run};
}

export class Go {
	/** `show(key)` brings one of one's own to the front, `front()` gives the one there. */
	constructor(chat, show, front) {
		Object.assign(this, {chat, show, front});
		this.listed = [];
	}

	open() {
		const list = make("ul", {class: "options", role: "listbox", id: "go-list", "aria-label": "Rooms"});
		const input = make("input", {
			type: "text", role: "combobox", "aria-label": "Name of a room or person", "aria-controls": "go-list",
			"aria-expanded": "true", "aria-autocomplete": "list", placeholder: "Name of a room, or of somebody",
			autofocus: true, autocomplete: "off", spellcheck: "false", autocapitalize: "off", maxlength: "200"
		});
		Object.assign(this, {list, input, at: 0});
		input.addEventListener("input", () => { this.at = 0; this.draw(); });
		input.addEventListener("keydown", (event) => this.key(event));
		openDialog("Go to a room", make("div", {class: "body"}, input, list,
			make("p", {class: "hint"}, "A new name makes a new room. A room that wants a key: type it behind the name.")));
		this.draw();
		this.chat.list().then((rooms) => {
			this.listed = rooms;
			if (list.isConnected)
				this.draw();
		}, () => {});
	}

	key(event) {
		const by = {ArrowDown: 1, ArrowUp: -1}[event.key];
		if (by) {
			event.preventDefault();
			this.at = (this.at + by + this.options.length) % Math.max(1, this.options.length);
			this.mark();
		} else if (event.key === "Enter") {
			event.preventDefault();
			this.choose(this.at);
		}
	}

	choose(at) {
		const chosen = this.options[at];
		if (!chosen)
			return;
		closeDialog();
		chosen.run();
	}

	join(name, key) {
		const room = this.chat.join(name, key || undefined);
		if (room)
			this.show(room.key);
		else
			toast(`${name} cannot be the name of a room.`);
	}

	found(text) {
		const {chat} = this, name = text.split(/\s+/)[0], key = text.slice(name.length).trim();
		const bare = name.replace(/^#/, "").toLowerCase();
		const fits = (other) => other.toLowerCase().replace(/^#/, "").includes(bare);
		const mine = [...chat.rooms.values()].filter((room) => room.kind !== "server" && fits(room.name))
			.sort((a, b) => b.mentions - a.mentions || Number(b.unread > 0) - Number(a.unread > 0));
		const has = new Set(mine.map((room) => room.name.toLowerCase()));
		const options = mine.map((room) => option(room.kind === "room" ? "#" : "@", room.name.replace(/^#/, ""),
			room.mentions ? `${room.mentions} for you` : room.unread ? `${room.unread} unread`
				: room === this.front() ? "you are here" : "",
			() => this.show(room.key)));
		for (const room of this.listed.filter((one) => fits(one.name) && !has.has(one.name.toLowerCase())))
			options.push(option("#", room.name.replace(/^#/, ""),
				`${room.people} ${room.people === 1 ? "person" : "people"}${room.topic ? ` · ${room.topic}` : ""}`,
				() => this.join(room.name, key)));
		const known = options.some((one) => one.name.toLowerCase() === bare);
		if (bare && (!known || key))
			options.push(option("#", bare, key ? "join with this key" : "join or make this room",
				() => this.join(`#${name.replace(/^#/, "")}`, key)));
		if (bare && !name.startsWith("#") && !key)
			options.push(option("@", name, "talk privately", () => this.show(chat.query(name).key)));
		return options.slice(0, FOUND_MOST);
	}

	draw() {
		this.options = this.found(this.input.value.trim());
		this.list.replaceChildren(...this.options.map(({sign, name, about}, at) => make("li", {
			class: "row", role: "option", id: `go-${at}`, "aria-selected": "false", on: {click: () => this.choose(at)}
		}, make("span", {class: "sign", "aria-hidden": "true"}, sign), make("span", {class: "what"}, name),
		make("small", {class: "about"}, about))));
		this.mark();
	}

	mark() {
		this.at = Math.min(this.at, Math.max(0, this.options.length - 1));
		for (const [at, item] of [...this.list.children].entries()) {
			item.setAttribute("aria-selected", String(at === this.at));
			if (at === this.at)
				item.scrollIntoView({block: "nearest"});
		}
		if (this.options.length)
			this.input.setAttribute("aria-activedescendant", `go-${this.at}`);
		else
			this.input.removeAttribute("aria-activedescendant");
	}
}
