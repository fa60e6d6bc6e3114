/* Logging in (SASL PLAIN), making an account, and login tokens: words that the server makes, to be
 * used as password by this browser, which the user can revoke. */
import { another, bytes, canBeName, guest, isGood, key, plain } from "./message.js";
import { capital, refusal } from "./replies.js";

const PIECE = 400; // characters of base64 in one message

function base64(text) {
	let binary = "";
	for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
	return btoa(binary);
}

/* Before we are in: logs in where we can, then ends the negotiation. */
export function startLogin(chat) {
	const mechanisms = (chat.offered.get("sasl") || "").split(",");
	if (chat.credentials && chat.capabilities.has("sasl") && mechanisms.includes("PLAIN"))
		plainLogin(chat).then(() => chat.connection.send("CAP END"), (error) => refused(chat, error));
	else chat.connection.send("CAP END");
}

/* A token is never made to wait: it has been revoked. */
function refused(chat, error) {
	const { token } = chat.credentials || {};
	if (error.code !== "904" && error.code !== "902") return;
	if (token && error.code === "904") {
		chat.credentials = null;
		chat.saveSoon();
		chat.events.tell("problem", { text: "This browser is logged out: its login was revoked." });
	} else {
		chat.events.tell("problem", { text: error.message });
	}
	if (chat.needs === "account" || chat.loginWanted) {
		chat.end(error.message, "account");
		return;
	}
	chat.connection.send("CAP END");
}

function plainLogin(chat) {
	if (chat.sasl) return Promise.reject(new Error("A login is on its way already."));
	const { account, password } = chat.credentials;
	chat.sasl = { text: base64(`\0${account}\0${password}`) };
	const done = new Promise((resolve, reject) => Object.assign(chat.sasl, { resolve, reject }));
	chat.connection.send("AUTHENTICATE PLAIN");
	return done;
}

export function onAuthenticate(chat, message) {
	if (!chat.sasl || message.params[0] !== "+") return;
	const { text } = chat.sasl;
	for (let at = 0; at <= text.length; at += PIECE)
		chat.connection.send(`AUTHENTICATE ${text.slice(at, at + PIECE) || "+"}`);
}

/* 903; 902 904 905 906 */
export function onSasl(chat, message, number) {
	const { sasl } = chat;
	chat.sasl = null;
	if (!sasl) return number === 903;
	if (number === 903) {
		sasl.resolve();
		return true;
	}
	const words = plain(message.params[message.params.length - 1] || "");
	const error = new Error(capital(words.replace(/^SASL authentication failed: /, "")));
	sasl.reject(Object.assign(error, { code: String(number) }));
	return true;
}

export function loginLost(chat) {
	if (chat.sasl) chat.sasl.reject(new Error("The connection was lost."));
	chat.sasl = null;
}

/* 900 me nick!user@host account :words */
export function onLoggedIn(chat, message) {
	chat.me.account = plain(message.params[2] || "");
	chat.events.tell("me");
	return true;
}

export function onLoggedOut(chat) {
	if (!chat.me.account) return true;
	chat.me.account = "";
	chat.credentials = null;
	chat.wantedName = "";
	chat.saveSoon();
	chat.events.tell("me");
	return true;
}

export const HTTPS_FIRST =
	"Over http:// no password is sent to another machine. Open this page with https://";

function check(chat, account, password) {
	if (!account || !password) throw new Error("A name and a password are needed.");
	if (/[\0\r\n ]/.test(account)) throw new Error("A name has no blanks.");
	if (bytes(password) > 300 || /[\0\r\n]/.test(password))
		throw new Error("A password is one line of at most 300 bytes.");
	if (chat.entered && !chat.server.accounts)
		throw new Error(HTTPS_FIRST);
}

/* Logs in; where the server lets nobody in without, comes in by it. */
export async function logIn(chat, account, password, keep) {
	check(chat, account, password);
	const before = chat.credentials;
	chat.credentials = { account, password, token: false };
	if (chat.entered) {
		try {
			await plainLogin(chat);
		} catch (error) {
			chat.credentials = before;
			throw error;
		}
	} else {
		await comeIn(chat);
	}
	chat.wantedName = account;
	if (key(chat.me.name) !== key(account)) chat.ask("NICK", account);
	if (keep) await makeToken(chat);
	chat.saveSoon();
}

function comeIn(chat) {
	return new Promise((resolve, reject) => {
		const over = () => {
			if (chat.state === "connecting") return;
			chat.removeEventListener("state", over);
			chat.loginWanted = false;
			if (chat.state === "online" && chat.me.account) resolve();
			else reject(new Error(chat.reason || "The login has failed."));
		};
		chat.loginWanted = true;
		chat.connect();
		chat.addEventListener("state", over);
	});
}

async function makeToken(chat) {
	const label = plain(chat.settings.device || "browser").replace(/\n/g, " ").slice(0, 40);
	const answer = await chat.ask("TOKEN", "ADD", label);
	const made = answer.find(({ command, params }) =>
		command === "NOTE" && params[0] === "TOKEN" && params[1] === "CREATED");
	if (!made) throw new Error(refusal(answer) || "You are logged in, but the login cannot be kept.");
	const [, , id, secret] = made.params;
	chat.credentials = { account: chat.me.account, password: secret, token: true, id };
}

export async function signUp(chat, account, password, keep) {
	check(chat, account, password);
	if (!chat.server.registration) throw new Error("One cannot make an account here.");
	const answer = await chat.ask("REGISTER", account, "*", password);
	const why = refusal(answer);
	if (why) throw new Error(why);
	chat.credentials = { account, password, token: false };
	chat.wantedName = account;
	if (key(chat.me.name) !== key(account)) chat.ask("NICK", account);
	if (keep) await makeToken(chat);
	chat.saveSoon();
}

/* The login of this browser is made anew, since a new password ends all of them. */
export async function changePassword(chat, password) {
	check(chat, chat.me.account, password);
	const answer = await chat.ask("NS", "SET", "PASSWORD", password);
	const words = answer.map(({ params }) => plain(params[params.length - 1] || "")).join(" ");
	if (!words.startsWith("Your password is changed")) throw new Error(words);
	const keep = chat.credentials && chat.credentials.token;
	chat.credentials = { account: chat.me.account, password, token: false };
	if (keep) await makeToken(chat);
	chat.saveSoon();
	return words;
}

export async function logOut(chat) {
	const { credentials } = chat;
	chat.credentials = null;
	chat.saveSoon();
	if (!chat.entered) return;
	if (credentials && credentials.token) await chat.ask("TOKEN", "DEL", credentials.id || "this");
	if (!chat.me.account) return;
	const why = refusal(await chat.ask("NS", "LOGOUT"));
	if (why) throw new Error(why);
}

/* [{ id, made, used: "" for never, current, label }] */
export async function listTokens(chat) {
	const { credentials } = chat;
	const answer = await chat.ask("TOKEN", "LIST");
	const why = refusal(answer);
	if (why) throw new Error(why);
	return answer
		.filter(({ command, params }) => command === "NOTE" && params[1] === "ENTRY")
		.map(({ params: [, , id, made, used, which, label = ""] }) => ({
			id, made: plain(made), used: used === "*" ? "" : plain(used), current: which === "this" || (credentials && credentials.id) === id,
			label: plain(label),
		}));
}

export async function revokeToken(chat, id) {
	const why = refusal(await chat.ask("TOKEN", "DEL", id));
	if (why) throw new Error(why);
}

/* The way in: capabilities, name, login, rooms. */

const WANTED = [
	"message-tags", "server-time", "echo-message", "labeled-response", "batch", "draft/multiline",
	"draft/chathistory", "draft/event-playback", "away-notify", "extended-join", "account-notify",
	"account-tag", "multi-prefix", "setname", "chghost", "invite-notify", "standard-replies",
	"draft/read-marker", "soju.im/search", "draft/message-redaction", "sasl",
	"draft/account-registration", "cap-notify",
];
const TRIES = 20; // of names
const REGAIN_MS = 30000;
const REGAIN_TRIES = 10;

/* The connection is open. */
export function beginEntry(chat) {
	const { connection, settings } = chat;
	chat.offered.clear();
	chat.capabilities.clear();
	chat.asked = 0;
	chat.tries = 0;
	chat.wantedName = chat.wantedName || guest();
	const name = chat.elsewhere ? another(chat.wantedName, 0) : chat.wantedName;
	connection.send("CAP LS 302");
	if (settings.password) connection.send(`PASS :${settings.password}`);
	connection.send(`NICK ${name}`);
	connection.send(`USER web 0 * :${name}`);
	chat.me.name = name;
}

export function onCap(chat, message) {
	const [, what, ...rest] = message.params;
	const words = (rest[rest.length - 1] || "").split(" ").filter(Boolean);
	if (what === "LS" || what === "NEW") {
		for (const word of words) {
			const at = word.indexOf("=");
			chat.offered.set(at < 0 ? word : word.slice(0, at), at < 0 ? "" : word.slice(at + 1));
		}
		if (rest.length > 1 && rest[0] === "*") return;
		const wanted = WANTED.filter((name) => chat.offered.has(name) && !chat.capabilities.has(name));
		chat.asked += wanted.length;
		if (wanted.length) chat.connection.send(`CAP REQ :${wanted.join(" ")}`);
		else if (!chat.entered) chat.connection.send("CAP END");
	} else if (what === "DEL") {
		for (const word of words) {
			chat.offered.delete(word);
			chat.capabilities.delete(word);
		}
	} else if (what === "ACK" || what === "NAK") {
		if (what === "ACK") for (const word of words) chat.capabilities.add(word);
		chat.asked = what === "ACK" ? chat.asked - words.length : 0;
		if (!chat.entered && chat.asked <= 0) startLogin(chat);
	}
	known(chat);
}

function known(chat) {
	const { capabilities, offered, server } = chat;
	const passwords = (offered.get("sasl") || "").split(",").includes("PLAIN");
	Object.assign(server, {
		history: capabilities.has("draft/chathistory"),
		search: capabilities.has("soju.im/search"),
		erase: capabilities.has("draft/message-redaction"),
		accounts: passwords,
		registration: passwords && capabilities.has("draft/account-registration"),
	});
	if (chat.entered) chat.events.tell("me");
}

export function onSupport(chat, message) {
	for (const word of message.params.slice(1, -1)) {
		const at = word.indexOf("=");
		if (word.slice(0, at) === "NETWORK") chat.server.network = plain(word.slice(at + 1)).slice(0, 60);
	}
	return true;
}

/* 001: we are in. */
export function onWelcome(chat, message) {
	if (chat.entered) return true;
	const name = message.params[0] || "";
	if (isGood(name)) chat.me.name = name;
	chat.source = chat.server.name = plain(message.nick);
	chat.isIn();
	return true;
}

export function onMotd(chat, message) {
	const text = plain(message.params[1] || "").replace(/^- ?/, "");
	if (message.request) return false;
	if (!chat.motdOver && chat.server.motd.length < 200) chat.server.motd.push(text);
	return true;
}

/* The first end is that of the one that comes unasked. */
export function onMotdEnd(chat, message, number) {
	if (message.request) return number === 376;
	if (!chat.motdOver) chat.events.tell("me");
	chat.motdOver = true;
	return true;
}

/* 432, 433, 437. Later, it is the answer to rename(). */
export function onNameRefused(chat, message, number) {
	if (chat.entered) return false;
	if (chat.tries++ >= TRIES) {
		chat.connection.drop("The server takes none of the names that were tried.");
		return true;
	}
	const wanted = chat.wantedName || chat.me.name;
	chat.me.name = number === 432 || !canBeName(wanted) ? guest() : another(wanted, chat.tries - 1);
	chat.connection.send(`NICK ${chat.me.name}`);
	return true;
}

export function onPasswordWrong(chat) {
	if (chat.entered) return false;
	const given = chat.settings.password;
	chat.settings.password = "";
	chat.end(given ? "That is not the password of this server." : "This server asks for a password.",
		"password");
	return true;
}

export function onBanned(chat, message) {
	if (chat.entered) return false;
	chat.end(plain(message.params[message.params.length - 1] || "You may not come in."));
	return true;
}

/* The wanted name may be free now. */
export function regainName(chat, tries = REGAIN_TRIES) {
	chat.timer.clear(chat.regaining);
	chat.regaining = null;
	const { wantedName, me } = chat;
	if (!chat.entered || !wantedName || key(wantedName) === key(me.name) || tries <= 0) return;
	chat.ask("NICK", wantedName);
	chat.regaining = chat.timer.set(() => regainName(chat, tries - 1), REGAIN_MS);
}

export function startRegaining(chat) {
	chat.timer.clear(chat.regaining);
	chat.regaining = chat.timer.set(() => regainName(chat), REGAIN_MS);
}
