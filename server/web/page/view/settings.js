/** Settings, what is kept in this browser, and the help. */

import { make, openDialog, plainButton } from "./dom.js";
import { askToNotify, canNotify, mayNotify } from "./status.js";

/**
 * What the page remembers in this browser: for the chat (name, rooms, a login token if it was asked
 * for) and how it looks. Where the browser keeps nothing, as in some private windows, it holds
 * until the page is closed.
 */

const CHAT = "chatd", LOOK = "chatd.look";
const DEFAULTS = {theme: "auto", compact: false, notify: false, presence: true, front: ""};

function read(key) {
	try {
		const value = JSON.parse(localStorage.getItem(key));
		return value && typeof value === "object" ? value : {};
	} catch {
		return {};
	}
}

/** Whether it is kept. */
function write(key, value) {
	try {
		localStorage.setItem(key, JSON.stringify(value));
		return true;
	} catch {
		return false;
	}
}

export class Settings {
	constructor() {
		const saved = read(LOOK);
		this.look = {...DEFAULTS};
		for (const [key, value] of Object.entries(DEFAULTS))
			if (typeof saved[key] === typeof value)
				this.look[key] = saved[key];
		this.kept = write(LOOK, this.look);
	}

	chat() {
		return read(CHAT);
	}

	saveChat(value) {
		write(CHAT, value);
	}

	set(key, value) {
		if (this.look[key] === value)
			return;
		this.look[key] = value;
		this.kept = write(LOOK, this.look);
		this.apply();
	}

	/** Shows the theme and the density. */
	apply() {
		const root = document.documentElement;
		if (this.look.theme === "auto")
			root.removeAttribute("data-theme");
		else
			root.setAttribute("data-theme", this.look.theme);
		root.classList.toggle("compact", this.look.compact);
		root.classList.toggle("quiet", !this.look.presence);
	}
}

/** The dialogs for settings and for help. */

function choice(legend, name, options, now, change) {
	return make("fieldset", {}, make("legend", {}, legend), make("div", {class: "choice"},
		...options.map(([value, text]) => make("label", {}, make("input", {
			type: "radio", name, value, checked: value === now, on: {change: () => change(value)}
		}), text))));
}

function tick(text, on, change, props = {}) {
	return make("label", {class: "tick"},
		make("input", {type: "checkbox", checked: on, ...props, on: {change: (event) => change(event.target)}}), text);
}

function notifications(settings) {
	const hint = make("p", {class: "hint"}, canNotify()
		? "For lines with your name and private messages, while you do not see this page."
		: "Browsers allow notifications only to pages that came over https, or from this machine.");
	return make("div", {}, tick("Notify me", settings.look.notify && mayNotify(), async (box) => {
		const allowed = box.checked && await askToNotify();
		if (box.checked && !allowed)
			hint.textContent = "The browser does not allow it. Its own settings can change that.";
		box.checked = allowed;
		settings.set("notify", allowed);
	}, {disabled: !canNotify()}), hint);
}

function ignored(chat) {
	const part = make("div", {});
	const draw = () => part.replaceChildren(...(chat.ignored.size
		? [make("h3", {}, "People you ignore"), ...[...chat.ignored.values()].map((name) => make("div", {class: "row"},
			make("span", {class: "what"}, name), plainButton("Stop ignoring", () => {
				chat.unignore(name);
				draw();
			})))] : []));
	draw();
	return part;
}

/** Login tokens of the account: in which browsers it stays logged in. */
function tokens(chat) {
	const part = make("div", {});
	const draw = async () => {
		try {
			const list = await chat.tokens();
			part.replaceChildren(...(list.length ? [make("h3", {}, "Where you stay logged in")] : []),
				...list.map((token) => make("div", {class: "row"},
					make("span", {class: "two"}, make("span", {}, token.label || "A browser"),
						make("small", {}, token.current ? "this browser" : token.used ? `last used ${token.used}` : `since ${token.made}`)),
					plainButton(token.current ? "Forget" : "Log out there", () => chat.revoke(token.id).then(draw, draw)))));
		} catch {
			part.replaceChildren();
		}
	};
	if (chat.me.account && chat.state === "online")
		draw();
	return part;
}

export function openSettings(settings, chat) {
	const {look} = settings;
	openDialog("Settings", make("div", {class: "body"},
		choice("Colours", "theme", [["auto", "As the system"], ["light", "Light"], ["dark", "Dark"]], look.theme,
			(value) => settings.set("theme", value)),
		choice("Lines", "compact", [["", "Comfortable"], ["compact", "Compact"]], look.compact ? "compact" : "",
			(value) => settings.set("compact", value === "compact")),
		tick("Show who comes and goes", look.presence, (box) => settings.set("presence", box.checked)),
		notifications(settings),
		ignored(chat),
		tokens(chat),
		make("p", {class: "hint"}, settings.kept
			? "Your name, your rooms and these settings are kept in this browser. No cookies are used."
			: "This browser keeps nothing for this page: settings last until you close it.")));
}

const KEYS = [
	[["Enter"], "say it; Shift+Enter begins a new line"],
	[["Tab"], "complete a name, a room or a command; again for the next"],
	[["↑", "↓"], "what you entered before"],
	[["Alt+↑", "Alt+↓"], "the room above or below"],
	[["Alt+Shift+↑", "Alt+Shift+↓"], "the next room with unread lines"],
	[["Ctrl+K"], "go to a room, join one, or talk with somebody"],
	[["Ctrl+Shift+F"], "search"],
	[["Page Up", "Page Down"], "scroll, also while you write"],
	[["Escape"], "close what is open; back to the field and the newest line"],
	[["F6"], "go on to the lines, the people, the rooms, the field"],
	[["↑", "↓", "Enter"], "among the lines: go to one, and open its menu"],
	[["F1"], "this help"],
];

function keyRow([keys, text]) {
	const names = make("dt", {});
	for (const key of keys)
		names.append(...(names.firstChild ? [" "] : []), make("kbd", {}, key));
	return [names, make("dd", {}, text)];
}

export function openHelp(chat) {
	const commands = chat.commands();
	openDialog("Help", make("div", {class: "body"},
		make("h3", {}, "Keys"),
		make("dl", {class: "keys"}, ...KEYS.flatMap(keyRow)),
		make("h3", {}, "Commands"),
		make("p", {class: "hint"}, "A line that begins with / is a command. //x says /x."),
		make("dl", {class: "keys words"}, ...commands.flatMap(({name, usage, help}) => [
			make("dt", {}, make("code", {}, `/${name}${usage ? ` ${usage}` : ""}`)), make("dd", {}, help)]))),
	{wide: true});
}
