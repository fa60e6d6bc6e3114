/** Starts the page: a chat with the server that the page came from, and its view. */

import { Chat } from "./chat/chat.js";
import { App } from "./view/app.js";
import { roomOf } from "./view/status.js";
import { Settings } from "./view/settings.js";

const settings = new Settings();
settings.apply();

const saved = settings.chat();
const rooms = Array.isArray(saved.rooms) && saved.rooms.length ? [...saved.rooms] : ["#lobby"];
const linked = roomOf(location.hash);
if (linked && !rooms.some((room) => room.toLowerCase() === linked.toLowerCase()))
	rooms.push(linked);

/** "Firefox on Linux": what this browser's login token is called. */
function device() {
	const {userAgent} = navigator;
	const browser = /(Firefox|Edg|OPR|Chrom(?:e|ium)|Safari)\//.exec(userAgent)?.[1] ?? "Browser";
	const system = /(Android|iPhone|iPad|Windows|Mac OS X|CrOS|Linux)/.exec(userAgent)?.[1] ?? "";
	const name = {Edg: "Edge", OPR: "Opera"}[browser] ?? browser;
	return system ? `${name} on ${system.replace(" OS X", "")}` : name;
}

const secure = location.protocol === "https:" || /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(location.hostname);
const chat = new Chat({
	url: `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/`,
	open: (url, protocols) => new WebSocket(url, protocols),
	timer: {
		set: (run, ms) => setTimeout(run, ms), clear: (id) => clearTimeout(id), now: () => Date.now()
	},
	settings: {...saved, rooms, secure, device: device()},
});

const app = new App(chat, settings, secure);
chat.connect();
app.showFirst();
