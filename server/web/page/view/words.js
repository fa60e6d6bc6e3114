/** The list of completions above the field: commands while a / is typed, the rest by Tab. */

import { byId, make, setHidden } from "./dom.js";

const MOST = 8;

export class Words {
	constructor(composer, complete, commands) {
		Object.assign(this, {composer, complete, commands});
		this.list = byId("words");
		this.list.addEventListener("pointerdown", (event) => event.preventDefault());
		this.list.addEventListener("click", (event) => {
			const item = event.target.closest("li");
			if (!item)
				return;
			this.choose(Number(item.dataset.at));
			this.close();
		});
	}

	get isOpen() {
		return !this.list.hidden;
	}

	close() {
		setHidden(this.list, true);
		this.composer.field.setAttribute("aria-expanded", "false");
		this.composer.field.removeAttribute("aria-activedescendant");
		this.words = [];
		this.at = -1;
	}

	/** The commands that begin with what stands there are shown while it is typed. */
	typed() {
		const {text, field} = this.composer;
		this.close();
		if (!/^\/[a-z]*$/i.test(text) || field.selectionStart !== text.length)
			return;
		const found = this.commands().filter((command) => command.name.startsWith(text.slice(1).toLowerCase()));
		this.from = 0;
		this.open(found.slice(0, 40).map((command) => ({
			word: `/${command.name} `, shown: `/${command.name} ${command.usage ?? ""}`.trim(), about: command.help
		})));
	}

	open(words) {
		this.words = words;
		this.at = -1;
		this.before = this.composer.text;
		this.rest = this.before.slice(this.composer.field.selectionStart);
		this.list.replaceChildren(...words.map(({shown, about}, at) => make("li",
			{role: "option", id: `word-${at}`, "data-at": String(at), "aria-selected": "false"},
			make("span", {}, shown), about ? make("small", {}, about) : null)));
		setHidden(this.list, !words.length);
		this.composer.field.setAttribute("aria-expanded", String(words.length > 0));
	}

	mark(at) {
		this.at = at;
		for (const [index, item] of [...this.list.children].entries()) {
			item.setAttribute("aria-selected", String(index === at));
			if (index === at)
				item.scrollIntoView({block: "nearest"});
		}
		this.composer.field.setAttribute("aria-activedescendant", `word-${at}`);
	}

	choose(at) {
		const {word} = this.words[at], head = this.before.slice(0, this.from) + word;
		this.composer.set(head + this.rest.replace(word.endsWith(" ") ? /^ / : /^$/, ""), head.length);
		if (this.composer.room)
			this.composer.room.draft = this.composer.text;
	}

	/** Whether the key was for the list. */
	key(event) {
		const {key, shiftKey} = event;
		if (event.altKey || event.ctrlKey || event.metaKey)
			return false;
		if (key === "Tab")
			return this.isOpen ? this.step(shiftKey ? -1 : 1) : !shiftKey && this.begin();
		if (!this.isOpen)
			return false;
		if (key === "ArrowDown" || key === "ArrowUp")
			return this.step(key === "ArrowDown" ? 1 : -1);
		if (key === "Escape") {
			event.stopPropagation();
			if (this.at >= 0)
				this.composer.set(this.before, this.before.length - this.rest.length);
			this.close();
			return true;
		}
		return false;
	}

	step(by) {
		const {length} = this.words;
		this.mark(this.at < 0 && by < 0 ? length - 1 : (this.at + by + length) % length);
		this.choose(this.at);
		if (length === 1)
			this.close();
		return true;
	}

	/** Tab: one word is taken at once, several are shown. */
	begin() {
		const {field, room, text} = this.composer;
		if (!text.trim() || field.selectionStart !== field.selectionEnd)
			return false;
		const {from, words} = this.complete(room, text, field.selectionStart);
		if (!words.length)
			return false;
		this.from = from;
		this.before = text;
		this.rest = text.slice(field.selectionStart);
		this.open(words.slice(0, MOST * 5).map((word) => ({word, shown: word.trim()})));
		return this.step(1);
	}
}
