// The way in, and back in.
import { Chatd, settle } from "./chatd.js";
import { equal, ok, rejects } from "./assert.js";

const nicks = (server) => server.sent.filter((line) => line.startsWith("NICK")).map((line) => line.slice(5));

async function waits(server, chat, count) {
	const found = [];
	for (let i = 0; i < count; i++) {
		await server.clock.pass(1);
		found.push(chat.retryAt - server.clock.now());
		const { length } = server.sockets;
		await server.clock.pass(chat.retryAt - server.clock.now());
		equal(server.sockets.length, length + 1);
		await server.clock.pass(2);
	}
	return found;
}

export const tests = {
	"it speaks text.ircv3.net and enters the lobby as a guest": async () => {
		const server = new Chatd();
		const chat = server.chat({});
		await server.enter(chat);
		equal(server.sockets[0].protocols, ["text.ircv3.net"]);
		ok(/^guest\d{4}$/.test(chat.me.name), chat.me.name);
		equal([...chat.rooms.values()].map((room) => [room.name, room.joined]), [["#lobby", true]]);
		equal([chat.server.network, chat.server.history, chat.server.accounts], ["Here", true, true]);
		ok(server.sent.some((line) => line.startsWith("CAP REQ :message-tags")));
		const { name } = chat.me;
		equal(chat.saved().name, name); // also after the page is loaded again
		server.cut();
		await server.clock.pass(2000);
		equal([chat.state, chat.me.name], ["online", name]);
	},

	"a taken name is varied, and taken back when it is free": async () => {
		const server = new Chatd({ taken: ["ada", "ada2"] });
		const chat = server.chat();
		await server.enter(chat);
		equal([nicks(server), chat.me.name], [["ada", "ada2", "ada3"], "ada3"]);
		server.say(":ada!u@h JOIN #tea * :x");
		server.taken.clear();
		server.say(":ada!u@h QUIT :bye");
		await settle();
		equal(chat.me.name, "ada");
		ok(chat.isMentioned("hi ada"));
	},

	"two windows of one account do not fight for the name": async () => {
		const server = new Chatd();
		server.accounts.set("ada", "chatd_secret");
		const chat = server.chat({ account: "ada", token: "chatd_secret", rooms: ["#tea"] });
		await server.enter(chat);
		server.say("ERROR :Closing link: Your account has logged in from elsewhere");
		server.cut();
		await server.clock.pass(200000);
		equal([chat.state, chat.me.name, chat.me.account], ["online", "ada2", "ada"]);
		equal(nicks(server), ["ada", "ada2"]);
	},

	"a server that takes no name is not asked for ever": async () => {
		const server = new Chatd();
		server.onNICK = ([name]) => server.say(`:srv 433 * ${name} :Nickname is already in use`);
		const chat = server.chat();
		chat.connect();
		await server.clock.pass(100);
		equal(nicks(server).length, 21);
		equal(chat.state, "waiting");
	},

	"waits grow to a minute, and are never all the same": async () => {
		const server = new Chatd();
		server.dead = true;
		const chat = server.chat();
		const states = [];
		chat.addEventListener("state", () => states.push(chat.state));
		chat.connect();
		await server.clock.pass(2);
		const found = await waits(server, chat, 10);
		found.forEach((ms, i) => {
			const most = Math.min(1000 * 2 ** i, 60000);
			ok(ms >= most / 2 - 2 && ms <= most, `wait ${i}: ${ms}`);
		});
		ok(found.some((ms, i) => ms < Math.min(1000 * 2 ** i, 60000) - 2), `waits: ${found}`);
		equal(states.slice(0, 4), ["connecting", "waiting", "connecting", "waiting"]);
		ok(chat.reason.includes("cannot be reached"));
		server.dead = false;
		chat.retryNow();
		await server.clock.pass(20);
		equal([chat.state, chat.reason], ["online", ""]);
	},

	"a server that was upgraded is back at once, and is told again what it has not read": async () => {
		const server = new Chatd();
		const chat = server.chat();
		await server.enter(chat);
		const room = chat.rooms.get("#tea");
		server.silent = true;
		chat.say(room, "is this read?");
		server.silent = false;
		server.say(":srv NOTE * UPGRADED :srv was upgraded; connections inside TLS begin anew");
		server.cut("", 1012);
		ok(chat.retryAt - server.clock.now() <= 100);
		await server.clock.pass(200);
		equal(chat.state, "online");
		equal(server.room("#tea").lines.filter(({ rest }) => rest.endsWith("is this read?")).length, 1);
		equal(room.pending.length, 0);
	},

	"a dead connection is noticed": async () => {
		const server = new Chatd();
		const chat = server.chat();
		await server.enter(chat);
		server.silent = true;
		await server.clock.pass(75000);
		ok(server.sent.includes("PING alive"));
		equal(server.sockets.length, 2);
	},

	"a quiet connection that answers is kept": async () => {
		const server = new Chatd();
		const chat = server.chat();
		await server.enter(chat);
		await server.clock.pass(600000);
		equal([chat.state, server.sockets.length], ["online", 1]);
		ok(server.sent.filter((line) => line === "PING alive").length > 5);
	},

	"when the network is back, a dead connection is noticed at once": async () => {
		const server = new Chatd();
		const chat = server.chat();
		await server.enter(chat);
		server.silent = true;
		chat.online();
		await server.clock.pass(7000);
		equal(server.sockets.length, 2);
		server.silent = false;
		server.cut();
		chat.online();
		await server.clock.pass(50);
		equal(chat.state, "online");
	},

	"pings are answered": async () => {
		const server = new Chatd();
		await server.enter(server.chat());
		server.say("PING :are you there");
		equal(server.sent.at(-1), "PONG :are you there");
	},

	"the server's last words are the reason": async () => {
		const server = new Chatd();
		const chat = server.chat();
		await server.enter(chat);
		server.say("ERROR :Closing link: too slow");
		server.cut();
		equal([chat.state, chat.reason], ["waiting", "The server ends the connection: too slow"]);
	},

	"who is banned, or killed, stays out": async () => {
		const server = new Chatd();
		const chat = server.chat();
		server.onNICK = () => server.say(":srv 465 ada :You are banned: spam");
		chat.connect();
		await server.clock.pass(200000);
		equal([chat.state, chat.reason, server.sockets.length], ["ended", "You are banned: spam", 1]);
		delete server.onNICK;
		await server.enter(chat);
		server.say(":oper!u@h KILL ada :enough");
		await server.clock.pass(200000);
		equal([chat.state, chat.reason, server.sockets.length], ["ended", "oper ended your connection: enough", 2]);
	},

	"the server's password is asked for": async () => {
		const server = new Chatd();
		const chat = server.chat();
		server.onPASS = ([password]) => (server.good = password === ":hush");
		server.onUSER = () => server.good || server.say(":srv 464 ada :Password incorrect");
		server.onCAP = ([what]) => {
			if (what === "LS") server.say(":srv CAP * LS :batch");
			else if (what === "REQ") server.say(":srv CAP * ACK :batch");
			else if (server.good) Chatd.prototype.onCAP.call(server, ["END"]);
		};
		chat.connect();
		await server.clock.pass(20);
		equal([chat.state, chat.needs, chat.reason], ["ended", "password", "This server asks for a password."]);
		chat.connect({ password: "wrong" });
		await server.clock.pass(20);
		equal([chat.needs, chat.reason], ["password", "That is not the password of this server."]);
		chat.connect({ password: "hush" });
		await server.clock.pass(20);
		equal([chat.state, chat.needs], ["online", ""]);
	},

	"a server for accounts asks for one, and login comes in by it": async () => {
		const server = new Chatd();
		server.accounts.set("ada", "a long password");
		const chat = server.chat();
		const { welcome } = server;
		server.welcome = () => {
			if (server.ended && !server.loggedIn)
				server.say("FAIL * ACCOUNT_REQUIRED :You need an account");
			else welcome.call(server);
		};
		const { onAUTHENTICATE } = server;
		server.onAUTHENTICATE = (words) => {
			onAUTHENTICATE.call(server, words);
			server.loggedIn = words[0] !== "PLAIN" && atob(words[0]).endsWith("a long password");
		};
		chat.connect();
		await server.clock.pass(20);
		equal([chat.state, chat.needs], ["ended", "account"]);
		let login = rejects(chat.login("ada", "wrong password"), "authentication failed");
		await server.clock.pass(20);
		await login;
		equal([chat.state, chat.needs], ["ended", "account"]);
		login = chat.login("ada", "a long password");
		await server.clock.pass(20);
		await login;
		equal([chat.state, chat.me.account], ["online", "ada"]);
	},

	"a saved login is used, and forgotten when it is revoked": async () => {
		const server = new Chatd();
		server.accounts.set("ada", "chatd_secret");
		const chat = server.chat({ account: "ada", token: "chatd_secret", rooms: ["#tea"] });
		const problems = [];
		chat.addEventListener("problem", ({ detail }) => problems.push(detail.text));
		await server.enter(chat);
		equal([chat.me.account, chat.me.name, chat.saved().token], ["ada", "ada", "chatd_secret"]);
		server.cut();
		await server.clock.pass(2000);
		equal([chat.state, chat.me.account], ["online", "ada"]);
		server.accounts.clear();
		server.cut();
		await server.clock.pass(2000);
		equal([chat.state, chat.me.account, chat.saved().token], ["online", "", ""]);
		equal(problems, ["This browser is logged out: its login was revoked."]);
	},

	"where others could read it, a login is kept and not sent": async () => {
		const server = new Chatd();
		server.caps = server.caps.replace("sasl=PLAIN", "sasl=SCRAM-SHA-256");
		const chat = server.chat({ account: "ada", token: "chatd_secret" });
		await server.enter(chat);
		equal([chat.me.account, chat.server.accounts, chat.saved().token], ["", false, "chatd_secret"]);
		ok(!server.sent.some((line) => line.startsWith("AUTHENTICATE")));
		await rejects(chat.login("ada", "a long password"), "no password is sent");
	},

	"rooms, keys, name and absence come back": async () => {
		const server = new Chatd();
		const chat = server.chat();
		await server.enter(chat);
		chat.join("jam", "hush");
		await settle();
		await chat.rename("ada2");
		chat.away("tea");
		await settle();
		server.sent.length = 0;
		server.cut();
		equal([...chat.rooms.values()].map((room) => room.joined), [false, false]);
		await server.clock.pass(2000);
		const back = server.sent.filter((line) => /^(NICK|JOIN|AWAY)/.test(line));
		equal(back, ["NICK ada2", "AWAY tea", "JOIN #tea", "JOIN #jam hush"]);
		equal(chat.saved(), { name: "ada2", account: "", token: "", tokenId: "", rooms: ["#tea", "#jam"], ignored: [] });
	},

	"a room that does not let one in says why": async () => {
		const server = new Chatd();
		const chat = server.chat();
		await server.enter(chat);
		server.onJOIN = ([name], label) => server.say(`@label=${label} :srv 475 ada ${name} :Cannot join`);
		const room = chat.join("#jam");
		await settle();
		equal([room.joined, room.wanted, room.lines.map((line) => [line.text, line.refused])],
			[false, false, [["#jam wants a key: /join #jam KEY", true]]]);
		equal(chat.saved().rooms, ["#tea"]);
		chat.part(room);
		equal([...chat.rooms.keys()], ["#tea"]);
	},

	"who leaves a room before its door has opened has left it": async () => {
		const server = new Chatd();
		const chat = server.chat();
		await server.enter(chat);
		let label;
		server.onJOIN = (_, one) => { label = one; };
		chat.part(chat.join("#jam"));
		await settle();
		equal(server.sent.slice(-2).map((line) => line.replace(/^@\S+ /, "")), ["JOIN #jam", "PART #jam"]);
		equal(chat.saved().rooms, ["#tea"]);
		server.say(`@label=${label} :ada!u@h JOIN #jam`);
		await settle();
		equal(chat.saved().rooms, ["#tea"]);
		server.say(":ada!u@h PART #jam");
		await settle();
		equal([...chat.rooms.keys()], ["#tea"]);
		server.onJOIN = ([name], one) => server.say(`@label=${one} :srv 475 ada ${name} :Cannot join`);
		chat.part(chat.join("#jam"));
		await settle();
		equal([[...chat.rooms.keys()], chat.saved().rooms], [["#tea"], ["#tea"]]);
		server.onJOIN = () => {};
		chat.part(chat.join("#jam"));
		server.cut();
		equal([...chat.rooms.keys()], ["#tea"]);
	},

	"who leaves has left": async () => {
		const server = new Chatd();
		const chat = server.chat();
		await server.enter(chat);
		const states = [];
		chat.addEventListener("state", () => states.push(chat.state));
		chat.close("see you");
		equal(states, ["ended"]);
		equal([server.sent.at(-1), chat.state], ["QUIT :see you", "ended"]);
		await server.clock.pass(200000);
		equal(server.sockets.length, 1);
		await server.enter(chat);
	},
};
