/** Dialogs about oneself: the name, logging in, registering, the server's own password. */

import { closeDialog, field, form, openDialog } from "./dialog.js";
import { make } from "./dom.js";

const link = (text, run) => make("button", {type: "button", class: "plain", on: {click: run}}, text);

function whyNoAccounts(chat) {
	if (chat.server.secure === false)
		return make("p", {class: "warning"}, "This page came without encryption from another machine, where others " +
			"on the way could read a password. So the server takes none here. Open the page with https:// " +
			"to log in; a name as a guest works without.");
	return make("p", {class: "hint"}, "This server has no accounts.");
}

export class Account {
	constructor(chat, toast) {
		this.chat = chat;
		this.toast = toast;
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
				make("div", {class: "actions"}, link("Log out", () => this.logout())));
		else if (!chat.server.accounts)
			part.append(whyNoAccounts(chat));
		else
			part.append(make("p", {class: "hint"}, "You are here as a guest. With an account this name and the rooms " +
				"that you make stay yours."),
			make("div", {class: "actions"},
				chat.server.registration ? link("Register", () => this.register()) : "",
				link("Log in", () => this.login())));
		return part;
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
			openDialog("Log in", make("div", {class: "body"}, whyNoAccounts(chat)));
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
			openDialog("Register", make("div", {class: "body"}, whyNoAccounts(chat)));
			return;
		}
		openDialog("Register", form("Register", async ({account, password, again, keep}) => {
			if (!account.trim() || !password)
				throw new Error("Type a name and a password.");
			if (password !== again)
				throw new Error("The two passwords differ.");
			await chat.register(account.trim(), password, {keep: Boolean(keep)});
			this.toast(`The name ${account.trim()} is yours now.`);
		}, make("p", {class: "hint"}, "Nobody else may take your name then, and rooms that you make belong to you."),
		field("Name", "account", {value: chat.me.name, autocomplete: "username", spellcheck: "false", autocapitalize: "off"}),
		field("Password", "password", {type: "password", autocomplete: "new-password", autofocus: true}),
		field("The password again", "again", {type: "password", autocomplete: "new-password"}),
		this.keep()));
	}

	/** The password that the server has for all who come. */
	password() {
		openDialog("Password of the server", form("Join", ({password}) => {
			if (!password)
				throw new Error("Type the password that whoever runs the server has given you.");
			this.chat.connect({password});
		}, make("p", {class: "hint"}, "This server lets in those who know its password."),
		field("Password", "password", {type: "password", autocomplete: "current-password", autofocus: true})));
	}
}
