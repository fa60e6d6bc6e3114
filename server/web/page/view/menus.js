/** Menus of people, lines and rooms, and dialogs about oneself. */

import {
	closeDialog, confirm, field, form, make, openDialog, openMenu, plainButton
} from "./dom.js";
import { nameOf, plainText, role } from "./line.js";
import { copy, shareLink } from "./status.js";

/** The menus of a person, of a line and of a room. */

const same = (a, b) => a.toLowerCase() === b.toLowerCase();

function personOf(room, name) {
	for (const person of room.people.values())
		if (same(person.name, name))
			return person;
	return null;
}

export class Menus {
	/** app: {chat, room(), show(key), me(), go(), toast(text), mention(name)} */
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
			{text: "Talk privately", run: () => app.show(chat.query(name).key)},
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
				{text: "Talk privately", run: () => app.show(chat.query(line.from).key)});
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
			make("p", {class: "hint"}, "Press Ctrl+C.")));
		input.select();
	}
}

/** Dialogs about oneself: the name, logging in, registering, the server's own password. */

function whyNoAccounts(secure) {
	if (!secure)
		return make("p", {class: "warning"}, "Over http:// no password is sent to another machine. Open this " +
			"page with https:// to log in; a name as a guest works without.");
	return make("p", {class: "hint"}, "This server has no accounts.");
}

function checkNew(password, again) {
	if (!password)
		throw new Error("Type a password.");
	if (password !== again)
		throw new Error("The two passwords differ.");
}

export class Account {
	constructor(chat, secure, toast) {
		Object.assign(this, {chat, secure, toast});
	}

	/** One's name, and the way to the account. */
	me() {
		const {chat} = this;
		const name = form("Change", ({name}) => {
			if (name.trim() && name.trim() !== chat.me.name)
				return chat.rename(name.trim());
			return undefined;
		}, field("Your name", "name", {
			value: chat.me.name, maxlength: 64, autocomplete: "nickname", autofocus: true, spellcheck: "false",
			autocapitalize: "off"
		}));
		name.querySelector(".actions").append(...[name.querySelector(".main")]);
		openDialog("You", make("div", {}, name, this.accountPart()));
		name.querySelector("input").select();
	}

	accountPart() {
		const {chat} = this, part = make("div", {class: "body"});
		if (chat.me.account)
			part.append(make("p", {}, "You are logged in as ", make("b", {}, chat.me.account), "."),
				make("div", {class: "actions"}, plainButton("Log out", () => this.logout())));
		else if (!chat.server.accounts)
			part.append(whyNoAccounts(this.secure));
		else
			part.append(make("p", {class: "hint"}, "You are here as a guest. With an account this name and the rooms " +
				"that you make stay yours."),
			make("div", {class: "actions"},
				chat.server.registration ? plainButton("Register", () => this.register()) : "",
				plainButton("Log in", () => this.login())));
		return part;
	}

	changePassword() {
		openDialog("Change the password", form("Change", async ({password, again}) => {
			checkNew(password, again);
			await this.chat.changePassword(password);
			this.toast("The password is changed.");
		}, field("New password", "password", {type: "password", autocomplete: "new-password", autofocus: true}),
		field("The password again", "again", {type: "password", autocomplete: "new-password"})));
	}

	async logout() {
		closeDialog();
		try {
			await this.chat.logout();
			this.toast("You are logged out. This browser has forgotten the login.");
		} catch (error) {
			this.toast(error.message);
		}
	}

	keep() {
		return make("div", {}, make("label", {class: "tick"}, make("input", {type: "checkbox", name: "keep"}),
			"Keep me logged in on this browser"),
		make("p", {class: "hint"}, "Keeps a token in this browser, never the password. Log out takes it back."));
	}

	login(name = "") {
		const {chat} = this;
		if (chat.state === "online" && !chat.server.accounts) {
			openDialog("Log in", make("div", {class: "body"}, whyNoAccounts(this.secure)));
			return;
		}
		openDialog("Log in", form("Log in", async ({account, password, keep}) => {
			if (!account.trim() || !password)
				throw new Error("Type the name of your account and its password.");
			await chat.login(account.trim(), password, {keep: Boolean(keep)});
		}, field("Account", "account", {
			value: name, autocomplete: "username", autofocus: !name, spellcheck: "false", autocapitalize: "off"
		}),
		field("Password", "password", {type: "password", autocomplete: "current-password", autofocus: Boolean(name)}),
		this.keep()));
	}

	register() {
		const {chat} = this;
		if (!chat.server.registration) {
			openDialog("Register", make("div", {class: "body"}, whyNoAccounts(this.secure)));
			return;
		}
		openDialog("Register", form("Register", async ({account, password, again, keep}) => {
			if (!account.trim())
				throw new Error("Type a name.");
			checkNew(password, again);
			await chat.register(account.trim(), password, {keep: Boolean(keep)});
			this.toast(`The name ${account.trim()} is yours now.`);
		}, field("Name", "account", {value: chat.me.name, autocomplete: "username", spellcheck: "false", autocapitalize: "off"}),
		field("Password", "password", {type: "password", autocomplete: "new-password", autofocus: true}),
		field("The password again", "again", {type: "password", autocomplete: "new-password"}),
		this.keep()));
	}

	/** The password that the server has for all who come. */
	password() {
		openDialog("Password of the server", form("Join", ({password}) => {
			if (!password)
				throw new Error("Type the password of the server.");
			this.chat.connect({password});
		}, field("Password", "password", {type: "password", autocomplete: "current-password", autofocus: true})));
	}
}
