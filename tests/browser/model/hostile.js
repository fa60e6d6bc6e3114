// A server, and people, that mean harm.
import { Chatd, settle, texts } from "./chatd.js";
import { equal, ok } from "./assert.js";

async function inTea() {
	const server = new Chatd();
	const chat = server.chat();
	await server.enter(chat);
	return { server, chat, room: chat.rooms.get("#tea") };
}

export const tests = {
	"lines may be anything": async () => {
		const { server, chat, room } = await inTea();
		let seed = 3;
		const random = (most) => (seed = (seed * 1103515245 + 12345) % 2147483648) % most;
		const words = ["PRIVMSG", "#tea", "ada", ":", ":x", "JOIN", "KICK", "MODE", "+ovbk", "-", "BATCH", "+a",
			"-a", "chathistory", "draft/multiline", "labeled-response", "353", "366", "332", "333", "433", "900",
			"904", "MARKREAD", "timestamp=x", "REDACT", "NICK", "FAIL", "NOTE", "*", "LINES_SKIPPED", "CAP", "LS",
			"NEW", "DEL", "ACK", "AUTHENTICATE", "\x01ACTION", "TOPIC", "QUIT", "AWAY", "ACCOUNT", "INVITE", "354",
			"7", "__proto__", "constructor", "\u202e", "\ud800", "\0", "@label=1", "@batch=a", "@time=9;msgid=0af3-1-1",
			"@", ":bob!u@h", ":ada!u@h", ":srv", "324", "KILL", "ERROR", "PING", "368", "367", "1", "301"];
		for (let i = 0; i < 30000; i++) {
			let line = "";
			for (let j = random(7); j >= 0; j--) line += `${words[random(words.length)]}${random(9) ? " " : ""}`;
			if (!/KILL/.test(line)) server.say(line);
		}
		await server.clock.pass(1000);
		ok(chat.rooms.size < 250, "rooms");
		ok(chat.batches.size <= 32, "batches");
		equal(room.name, "#tea");
	},

	"names of objects are names": async () => {
		const { server, chat, room } = await inTea();
		for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
			server.say(`:${name}!u@h JOIN #tea * :x`);
			server.say(`:${name}!u@h PRIVMSG ada :psst`);
			server.say(`:${name}!u@h PRIVMSG #tea :hi`);
			equal([room.people.get(name.toLowerCase()).name, texts(chat.rooms.get(name.toLowerCase()))], [name, ["psst"]]);
		}
		equal({}.polluted, undefined);
	},

	"texts have no control characters and no formatting codes": async () => {
		const { server, room } = await inTea();
		server.say(":bob!u@h PRIVMSG #tea :\x02bold\x02 \x0304,12red\x03 \x04ff0000hex \x1b[31m\ttab\x9b\u2028end\x7f");
		equal(texts(room), ["bold red hex \ufffd[31m tab\ufffd\ufffdend\ufffd"]);
		server.say(":bob!u@h TOPIC #tea :\x1b]0;title\x07");
		equal(room.topic.text, "\ufffd]0;title\ufffd");
	},

	"people, rooms and talks are bounded": async () => {
		const { server, chat, room } = await inTea();
		for (let i = 0; i < 300; i++)
			server.say(`:srv 353 ada = #tea :${Array.from({ length: 100 }, (_, j) => `n${i}x${j}`).join(" ")}`);
		equal(room.people.size, 20000);
		for (let i = 0; i < 300; i++) server.say(`:ada!u@h JOIN #r${i} * :x`);
		for (let i = 0; i < 300; i++) server.say(`@time=2026-11-30T12:00:${i % 60}.000Z :p${i}!u@h PRIVMSG ada :x`);
		const kinds = [...chat.rooms.values()].map((one) => one.kind);
		equal([kinds.filter((kind) => kind === "room").length, kinds.filter((kind) => kind === "person").length],
			[100, 100]);
		ok(chat.rooms.has("p299"));
	},

	"batches are bounded, and one that never ends holds little": async () => {
		const { server, chat, room } = await inTea();
		for (let i = 0; i < 100; i++) server.say(`:srv BATCH +b${i} draft/multiline #tea`);
		equal(chat.batches.size, 32);
		for (let i = 0; i < 30000; i++) server.say("@batch=b1 :bob!u@h PRIVMSG #tea :x");
		equal(chat.batches.get("b1").messages.length, 20000);
		server.say(":bob!u@h PRIVMSG #tea :still here");
		equal(texts(room), ["still here"]);
		server.cut();
		equal(chat.batches.size, 0);
	},

	"batches within each other have an end": async () => {
		const { server, room } = await inTea();
		server.say("@batch=a :srv BATCH +a draft/multiline #tea");
		server.say("@batch=a :bob!u@h PRIVMSG #tea :x");
		server.say("@batch=a :srv BATCH -a");
		server.say(":srv BATCH -a");
		server.say(":bob!u@h PRIVMSG #tea :y");
		equal(texts(room).at(-1), "y");
	},

	"times are believed within reason": async () => {
		const { server, room } = await inTea();
		for (const time of ["x", "2999-01-01T00:00:00.000Z", "-1", "2026-11-30T12:00:01.000Z"])
			server.say(`@time=${time} :bob!u@h PRIVMSG #tea :x`);
		const now = server.clock.now();
		equal(room.lines.map((line) => line.time === now), [true, true, true, false]);
	},

	"a page with lines that are too many, or of elsewhere, does no harm": async () => {
		const { server, chat, room } = await inTea();
		server.onCHATHISTORY = (words, label) => {
			server.say(`@label=${label} :srv BATCH +r labeled-response`);
			server.say("@batch=r :srv BATCH +h chathistory #tea");
			for (let i = 0; i < 3000; i++)
				server.say(`@batch=h;msgid=0af3-1-${i};time=2026-11-30T11:00:00.000Z :bob!u@h PRIVMSG #other :x`);
			server.say("@batch=h :bob!u@h JOIN #tea * :x");
			server.say("@batch=r :srv BATCH -h");
			server.say(":srv BATCH -r");
		};
		room.earlier = "more";
		await chat.earlier(room);
		equal([room.lines.length, room.people.has("bob"), room.earlier], [3000, false, "more"]);
	},

	"one person's long text fills no room": async () => {
		const { server, room } = await inTea();
		for (let i = 0; i < 1000; i++) server.post("#tea", "eve", "x".repeat(30000));
		await server.clock.pass(100);
		ok(room.characters <= 5e6, `characters: ${room.characters}`);
	},

	"the chat answers no message of programs": async () => {
		const { server } = await inTea();
		const before = server.sent.length;
		for (let i = 0; i < 50; i++) server.say(":eve!u@h PRIVMSG ada :\x01VERSION\x01");
		equal(server.sent.length, before);
	},
};
