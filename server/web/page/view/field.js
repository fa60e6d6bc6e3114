/** The field in which one writes. */

import { byId, make, plainButton, setHidden } from "./dom.js";

/** The field in which one writes: drafts, earlier input, completion, several lines at once. */

const KEPT = 100, MANY_LINES = 4;
// what may hold a password or a key is not offered again with Up
const SECRET = /^\s*\/?(login|register|identify|oper|pass\w*|token|cert|raw|quote|account|j|join)\b.*\s\S/i;

export class Composer {
	/** `say(text)` is given what was entered: {error} where it was refused. */
	constructor({complete, commands, say}) {
		this.say = say;
		this.field = byId("say");
		this.ask = byId("ask");
		this.words = new Words(this, complete, commands);
		this.history = [];
		this.at = null;
		this.field.addEventListener("input", () => this.changed());
		this.field.addEventListener("keydown", (event) => this.key(event));
		this.field.addEventListener("paste", () => { this.at = null; });
		byId("composer").addEventListener("submit", (event) => {
			event.preventDefault();
			this.send();
		});
	}

	get text() {
		return this.field.value;
	}

	/** Puts text into the field, with the cursor at `cursor` or behind it. */
	set(text, cursor = text.length) {
		this.field.value = text;
		this.field.setSelectionRange(cursor, cursor);
		this.grow();
	}

	/** Shows another room's draft. */
	show(room, label) {
		if (this.room)
			this.room.draft = this.text;
		this.room = room;
		this.at = null;
		this.closeAsk();
		this.words.close();
		this.field.placeholder = label;
		this.field.setAttribute("aria-label", label);
		this.set(room.draft ?? "");
	}

	changed() {
		this.at = null;
		this.closeAsk();
		this.grow();
		this.words.typed();
		if (this.room)
			this.room.draft = this.text;
	}

	grow() {
		const {style} = this.field;
		style.height = "auto";
		style.height = `${this.field.scrollHeight}px`;
		byId("send").disabled = !this.text.trim();
	}

	insert(text) {
		const {selectionStart, selectionEnd, value} = this.field;
		this.set(value.slice(0, selectionStart) + text + value.slice(selectionEnd), selectionStart + text.length);
		this.field.focus();
		this.changed();
	}

	key(event) {
		if (event.isComposing)
			return;
		if (this.words.key(event))
			event.preventDefault();
		else if (event.key === "Enter" && !event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey) {
			event.preventDefault();
			this.send();
		} else if (event.key === "Escape" && !this.ask.hidden) {
			event.preventDefault();
			event.stopPropagation();
			this.closeAsk();
		} else if ((event.key === "ArrowUp" || event.key === "ArrowDown") && !event.altKey && !event.shiftKey
			&& !event.ctrlKey && !event.metaKey)
			this.walk(event);
	}

	/** Up and Down go through what was entered before, where the cursor cannot go further. */
	walk(event) {
		const {value, selectionStart, selectionEnd} = this.field, up = event.key === "ArrowUp";
		if (selectionStart !== selectionEnd)
			return;
		if (up ? value.lastIndexOf("\n", selectionStart - 1) >= 0 && selectionStart > 0 : value.indexOf("\n", selectionStart) >= 0)
			return;
		const at = this.at ?? this.history.length, to = at + (up ? -1 : 1);
		if (to < 0 || to > this.history.length || (this.at === null && !up))
			return;
		event.preventDefault();
		if (this.at === null)
			this.unfinished = value;
		this.set(to === this.history.length ? this.unfinished : this.history[to]);
		this.at = to === this.history.length ? null : to;
		if (this.room)
			this.room.draft = this.text;
	}

	remember(text) {
		if (SECRET.test(text) || this.history.at(-1) === text)
			return;
		this.history.push(text);
		if (this.history.length > KEPT)
			this.history.shift();
	}

	send(sure = false) {
		const text = this.text.replace(/\s+$/, ""), lines = text.split("\n").filter((line) => line.trim());
		if (!lines.length)
			return;
		this.words.close();
		if (lines.length >= MANY_LINES && !sure) {
			this.askFirst(`Say these ${lines.length} lines in ${this.room.name}?`);
			return;
		}
		const {room} = this, {error} = this.say(text, lines.length) ?? {};
		if (error) {
			this.refuse(error);
			return;
		}
		this.remember(text);
		this.at = null;
		this.closeAsk();
		if (room)
			room.draft = "";
		if (room === this.room)
			this.set("");
	}

	refuse(sentence) {
		this.ask.className = "refused";
		this.ask.replaceChildren(make("p", {}, sentence));
		setHidden(this.ask, false);
	}

	askFirst(question) {
		const yes = make("button", {type: "button", class: "main", on: {click: () => { this.send(true); this.field.focus(); }}},
			"Say them");
		this.ask.className = "";
		this.ask.replaceChildren(make("p", {}, question), yes, plainButton("Go on writing", () => {
			this.closeAsk();
			this.field.focus();
		}));
		setHidden(this.ask, false);
		yes.focus();
	}

	closeAsk() {
		setHidden(this.ask, true);
	}
}

/** The list of completions above the field: commands while a / is typed, the rest by Tab. */

const WORDS_MOST = 8;

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
		this.open(words.slice(0, WORDS_MOST * 5).map((word) => ({word, shown: word.trim()})));
		return this.step(1);
	}
}
