/** The menus of a person, of a line and of a room. */

import { confirm, field, form, openDialog } from "./dialog.js";
import { make } from "./dom.js";
import { copy, shareLink } from "./link.js";
import { openMenu } from "./menu.js";
import { nameOf } from "./line.js";
import { role } from "./names.js";
import { plainText } from "./text.js";

const same = (a, b) => a.toLowerCase() === b.toLowerCase();

function personOf(room, name) {
	for (const person of room.people.values())
		if (same(person.name, name))
			return person;
	return null;
}

export class Menus {
	/** app: {chat, room(), show(key), toast(text), mention(name)} */
	constructor(app) {
		this.app = app;
	}

	isOperator(room) {
		const me = personOf(room, this.app.chat.me.name);
		return Boolean(me) && role(me.prefix) !== "" && role(me.prefix) !== "voice";
	}

	/** Runs a command, and says where it was refused at once. */
	run(text) {
		const {error} = this.app.chat.run(this.app.room(), text) ?? {};
		if (error)
			this.app.toast(error);
	}

	person(beside, name) {
		const {app} = this, {chat} = app, room = app.room();
		const self = same(name, chat.me.name);
		const ignored = [...chat.ignored.values()].some((one) => same(one, name));
		const items = self ? [{text: "Change your name…", run: () => app.me()}] : [
			{text: "Talk privately", run: () => chat.query(name)},
			{text: "Mention", run: () => app.mention(name)},
			ignored ? {text: "Stop ignoring", run: () => chat.unignore(name)}
				: {text: "Ignore", run: () => this.ignore(name)},
		];
		items.push({text: "Who is this?", run: () => this.run(`/whois ${name}`)});
		if (room.kind === "room" && this.isOperator(room))
			items.push(null, ...this.moderation(room, name, self));
		openMenu(beside, items, nameOf(name));
	}

	ignore(name) {
		this.app.chat.ignore(name);
		this.app.toast(`You will not see what ${name} says. The settings list whom you ignore.`);
	}

	moderation(room, name, self) {
		const kind = role(personOf(room, name)?.prefix ?? "");
		const items = [
			kind === "operator" ? {text: "Take operator", run: () => this.run(`/deop ${name}`)}
				: {text: "Make operator", run: () => this.run(`/op ${name}`)},
		];
		if (kind !== "operator")
			items.push(kind === "voice" ? {text: "Take voice", run: () => this.run(`/devoice ${name}`)}
				: {text: "Give voice", run: () => this.run(`/voice ${name}`)});
		if (!self)
			items.push({text: "Put out of the room…", danger: true, run: () => this.put(room, name, "kick")},
				{text: "Ban…", danger: true, run: () => this.put(room, name, "ban")});
		return items;
	}

	put(room, name, command) {
		const ban = command === "ban";
		confirm(ban ? `Ban ${name}` : `Put ${name} out`, ban
			? `${name} is put out of ${room.name} and cannot come back before the ban ends.`
			: `${name} is put out of ${room.name} and may come back.`, ban ? "Ban" : "Put out", ({time, why}) => {
			const words = [`/${command}`, name, time, why.trim()].filter(Boolean);
			const {error} = this.app.chat.run(room, words.join(" ")) ?? {};
			if (error)
				throw new Error(error);
		}, ...(ban ? [make("label", {}, "For", make("select", {name: "time"},
			...[["10m", "10 minutes"], ["1h", "an hour"], ["1d", "a day"], ["7d", "a week"], ["", "good"]]
				.map(([value, text]) => make("option", {value}, text))))] : []),
		field("Why (is told)", "why", {maxlength: 200}));
	}

	line(beside, line) {
		const {app} = this, {chat} = app, room = app.room();
		const spoken = line.from && (line.kind === "said" || line.kind === "action" || line.kind === "notice");
		const items = [{text: "Copy text", run: () => this.copy(plainText(line.text))}];
		if (spoken && !line.own)
			items.push({text: `Mention ${line.from}`, run: () => app.mention(line.from)},
				{text: "Talk privately", run: () => chat.query(line.from)});
		if (spoken && line.id && !line.erased && chat.server.erase && (line.own || this.isOperator(room)))
			items.push(null, {text: "Erase…", danger: true, run: () => this.erase(room, line)});
		openMenu(beside, items);
	}

	erase(room, line) {
		const quote = make("blockquote", {class: "hint"}, plainText(line.text).slice(0, 300));
		confirm("Erase this line", "What it says is lost for good, for everybody. That there was a line stays visible.",
			"Erase", () => this.app.chat.erase(room, line), quote);
	}

	room(beside) {
		const {app} = this, room = app.room();
		if (!room || room.kind === "server")
			openMenu(beside, [{text: "Go to a room…", run: () => app.go()}]);
		else if (room.kind === "person")
			openMenu(beside, [{text: "Who is this?", run: () => this.run(`/whois ${room.name}`)},
				{text: "Close this talk", run: () => app.chat.part(room)}], nameOf(room.name));
		else
			openMenu(beside, [
				{text: "Copy link to this room", run: () => this.copyLink()},
				{text: "Change the topic…", run: () => this.topic(room)},
				{text: "How this room is set", run: () => this.run("/mode")},
				null,
				room.joined ? {text: "Leave this room", danger: true, run: () => app.chat.part(room)}
					: {text: "Join again", run: () => app.chat.join(room.name)},
				...(room.joined ? [] : [{text: "Remove from the list", run: () => app.chat.part(room)}]),
			], make("b", {}, room.name));
	}

	topic(room) {
		openDialog(`Topic of ${room.name}`, form("Set", ({text}) => {
			const {error} = this.app.chat.run(room, text.trim() ? `/topic ${text.trim()}` : "/topic -") ?? {};
			if (error)
				throw new Error(error);
		}, field("What the room is about", "text", {value: room.topic?.text ?? "", maxlength: 390, dir: "auto"})));
	}

	async copy(text) {
		if (await copy(text))
			this.app.toast("Copied.");
		else
			this.toCopy("Copy this", text);
	}

	async copyLink() {
		const text = shareLink(this.app.room());
		if (await copy(text))
			this.app.toast(`Copied: ${text}`);
		else
			this.toCopy("Link to this room", text);
	}

	/** Where pages may not use the clipboard, the reader does. */
	toCopy(title, text) {
		const input = make("input", {type: "text", readonly: true, value: text, "aria-label": title, autofocus: true});
		openDialog(title, make("div", {class: "body"}, input,
			make("p", {class: "hint"}, "Browsers let only encrypted pages use the clipboard: press Ctrl+C.")));
		input.select();
	}
}
