/** Ctrl+K: go to a room, join or make one, or talk with somebody, by typing a part of the name. */

import { closeDialog, openDialog } from "./dialog.js";
import { make } from "./dom.js";

const MOST = 60;

function option(sign, name, about, run) {
	return {sign, name, about, run};
}

export class Go {
	/** `show(key)` brings one of one's own to the front. */
	constructor(chat, show) {
		this.chat = chat;
		this.show = show;
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

	found(text) {
		const {chat} = this, name = text.split(/\s+/)[0], key = text.slice(name.length).trim();
		const bare = name.replace(/^#/, "").toLowerCase();
		const fits = (other) => other.toLowerCase().replace(/^#/, "").includes(bare);
		const mine = [...chat.rooms.values()].filter((room) => room.kind !== "server" && fits(room.name))
			.sort((a, b) => b.mentions - a.mentions || Number(b.unread > 0) - Number(a.unread > 0));
		const has = new Set(mine.map((room) => room.name.toLowerCase()));
		const options = mine.map((room) => option(room.kind === "room" ? "#" : "@", room.name.replace(/^#/, ""),
			room.mentions ? `${room.mentions} for you` : room.unread ? `${room.unread} unread` : "open",
			() => this.show(room.key)));
		for (const room of this.listed.filter((one) => fits(one.name) && !has.has(one.name.toLowerCase())))
			options.push(option("#", room.name.replace(/^#/, ""),
				`${room.people} ${room.people === 1 ? "person" : "people"}${room.topic ? ` · ${room.topic}` : ""}`,
				() => this.chat.join(room.name, key || undefined)));
		const known = options.some((one) => one.name.toLowerCase() === bare);
		if (bare && (!known || key))
			options.push(option("#", bare, key ? "join with this key" : "join or make this room",
				() => chat.join(`#${name.replace(/^#/, "")}`, key || undefined)));
		if (bare && !name.startsWith("#") && !key)
			options.push(option("@", name, "talk privately", () => chat.query(name)));
		return options.slice(0, MOST);
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
