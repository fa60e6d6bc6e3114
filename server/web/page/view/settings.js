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
