/** The search panel. */

import { byId, make } from "./dom.js";
import { buildRow } from "./line.js";
import { dayAndHour } from "./time.js";

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
		const rows = lines.map((line) => this.row(line));
		const button = more ? make("button", {
			type: "button", class: "plain", on: {click: () => this.page({...query, before: lines.at(-1).time}, lines)}
		}, "Earlier ones") : null;
		this.found.replaceChildren(make("p", {},
			`${lines.length}${more ? " newest" : ""} found in ${room.name}`), ...rows, ...(button ? [button] : []));
	}

	row(line) {
		const row = buildRow([line], null);
		row.querySelector(".face")?.remove();
		const time = row.querySelector("time");
		time.textContent = dayAndHour(line.time);
		row.classList.remove("mention");
		row.setAttribute("tabindex", "0");
		row.classList.add("here");
		row.addEventListener("click", (event) => {
			if (!event.target.closest("a"))
				this.reveal(line);
		});
		row.addEventListener("keydown", (event) => {
			if (event.key === "Enter" && event.target === row)
				this.reveal(line);
		});
		return row;
	}
}

