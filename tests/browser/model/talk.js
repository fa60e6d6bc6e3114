// What one says, and what others say.
import { Chatd, settle, texts } from "./chatd.js";
import { equal, ok, rejects } from "./assert.js";

async function inTea(options) {
	const server = new Chatd(options);
	const chat = server.chat();
	await server.enter(chat);
	return { server, chat, room: chat.rooms.get("#tea") };
}

const said = (server) => server.sent.filter((line) => /^(PRIVMSG|BATCH)/.test(line));

export const tests = {
	"a line is shown where the server puts it": async () => {
		const { server, chat, room } = await inTea();
		const line = chat.say(room, "tea?");
		equal([line.state, room.pending.length, room.lines.length], ["waiting", 1, 0]);
		server.post("#tea", "bob", "first");
		await settle();
		equal(texts(room), ["first", "tea?"]);
		equal(room.lines[1], line);
		equal([line.state, line.number, line.own, room.pending.length], ["sent", 2, true, 0]);
		equal(room.unread, 1);
	},

	"what is refused is marked, with the reason": async () => {
		const { server, chat, room } = await inTea();
		server.onPRIVMSG = (words, label) =>
			server.say(`@label=${label} :srv 404 ada #tea :You are banned here`);
		const line = chat.say(room, "hello");
		await settle();
		equal([line.state, line.why], ["failed", "#tea: You are banned here."]);
		chat.discard(room, line);
		equal(room.pending, []);
	},

	"what is neither echoed nor refused is marked, too": async () => {
		const { server, chat, room } = await inTea();
		server.onPRIVMSG = (words, label) => server.say(`@label=${label} :srv ACK`);
		const line = chat.say(room, "hello");
		await settle();
		equal(line.state, "failed");
		ok(line.why.includes("does not say why"));
	},

	"a few lines are on their way at a time": async () => {
		const { server, chat, room } = await inTea();
		server.silent = true;
		for (let i = 0; i < 20; i++) chat.say(room, `line ${i}`);
		await settle();
		equal(said(server).length, 8);
		server.silent = false;
		for (let i = 0; i < 8; i++) server.onPRIVMSG(["#tea"], String(chat.requests.labels - 7 + i), `#tea :line ${i}`);
		await settle();
		equal(texts(room), Array.from({ length: 20 }, (_, i) => `line ${i}`));
	},

	"what is said offline is said when the room is there again": async () => {
		const { server, chat, room } = await inTea();
		server.cut();
		const line = chat.say(room, "later");
		equal(line.state, "waiting");
		await server.clock.pass(2000);
		equal([line.state, texts(room)], ["sent", ["later"]]);
	},

	"nothing is said to a room that one has left": async () => {
		const { server, chat, room } = await inTea();
		server.say(":op!u@h KICK #tea ada :out");
		equal([room.joined, room.wanted, room.lines.at(-1).kind], [false, false, "kicked"]);
		equal(chat.run(room, "hello"), { error: "You are not in #tea; /join #tea takes you there." });
		server.cut();
		await server.clock.pass(2000);
		equal(server.sent.filter((text) => text.startsWith("JOIN")), ["JOIN #tea"]);
	},

	"lines and long texts are one message of several lines": async () => {
		const { server, chat, room } = await inTea();
		chat.say(room, "one\n\ntwo\r\n");
		equal(said(server), ["BATCH +m1 draft/multiline #tea", "PRIVMSG #tea one", "PRIVMSG #tea :",
			"PRIVMSG #tea two", "BATCH -m1"]);
		server.sent.length = 0;
		chat.say(room, "\u00e4\u00f6 ".repeat(300));
		const lines = said(server).slice(1, -1);
		ok(lines.length > 3 && lines.every((text) => new TextEncoder().encode(text).length <= 498));
		equal(lines.map((text) => text.replace(/^PRIVMSG #tea :?/, "")).join(""), "\u00e4\u00f6 ".repeat(300));
		server.sent.length = 0;
		chat.say(room, "x".repeat(9000));
		ok(said(server).filter((text) => text.startsWith("BATCH +")).length <= 5);
	},

	"a message of several lines is one line": async () => {
		const { server, room } = await inTea();
		server.say("@time=2026-11-30T12:00:00.000Z;msgid=0af3-1-9 :bob!u@h BATCH +m draft/multiline #tea");
		for (const text of ["one", "ada"]) server.say(`@batch=m :bob!u@h PRIVMSG #tea :${text}`);
		server.say("@batch=m;draft/multiline-concat :bob!u@h PRIVMSG #tea :!");
		equal(texts(room), []);
		server.say(":srv BATCH -m");
		equal(texts(room), ["one\nada!"]);
		equal([room.lines[0].number, room.lines[0].mention], [9, true]);
	},

	"one's name is noticed as a word": async () => {
		const { server, room } = await inTea();
		const told = [];
		server.page.addEventListener("mention", ({ detail }) => told.push(detail.line.text));
		for (const text of ["ada?", "hi Ada", "-ada", "adam", "x-ada", "ada-x", "_ada", "ada-"])
			server.post("#tea", "bob", text);
		await server.clock.pass(100);
		equal(room.lines.filter((line) => line.mention).map((line) => line.text),
			["ada?", "hi Ada", "-ada", "ada-"]);
		equal([room.mentions, room.unread], [4, 8]);
		equal(told, ["ada?", "hi Ada", "-ada", "ada-"]);
	},

	"a talk with one person is a room of its own": async () => {
		const { server, chat } = await inTea();
		const told = [];
		chat.addEventListener("mention", ({ detail }) => told.push(detail.line.text));
		server.say("@time=2026-11-30T12:30:00.000Z;msgid=p-1 :bob!u@h PRIVMSG ada :psst");
		await server.clock.pass(20);
		const room = chat.rooms.get("bob");
		equal([room.kind, room.unread, room.mentions, texts(room), told], ["person", 1, 1, ["psst"], ["psst"]]);
		chat.say(room, "yes?");
		await settle();
		equal(texts(room), ["psst", "yes?"]);
		server.say(":bob!u@h NICK robert");
		equal(chat.rooms.get("robert"), room);
		equal([...chat.rooms.keys()], ["#tea", "robert"]);
	},

	"what one says to oneself is shown once": async () => {
		const { server, chat } = await inTea();
		const room = chat.query("ada");
		server.onPRIVMSG = (words, label) => {
			server.say("@time=2026-11-30T12:30:00.000Z;msgid=p-1 :ada!u@h PRIVMSG ada :note");
			server.say(`@label=${label};time=2026-11-30T12:30:00.000Z;msgid=p-1 :ada!u@h PRIVMSG ada :note`);
		};
		chat.say(room, "note");
		await settle();
		equal([texts(room), room.pending.length], [["note"], 0]);
	},

	"what another device says is one's own": async () => {
		const { server, room } = await inTea();
		server.say("@time=2026-11-30T12:30:00.000Z;msgid=0af3-1-7 :ada!u@h PRIVMSG #tea :from my phone");
		ok(room.lines[0].own);
		equal(room.unread, 0);
	},

	"actions are shown, and other messages of programs are not": async () => {
		const { server, room } = await inTea();
		server.post("#tea", "bob", "\x01ACTION waves\x01");
		server.post("#tea", "bob", "\x01VERSION\x01");
		server.post("#tea", "bob", "\x01DCC SEND x\x01");
		equal(room.lines.map((line) => [line.kind, line.text]), [["action", "waves"]]);
	},

	"what was read is told to other devices, and heard from them": async () => {
		const { server, chat, room } = await inTea();
		for (let i = 0; i < 3; i++) server.post("#tea", "bob", "hi ada");
		const [, second, third] = room.lines;
		server.say(`:srv MARKREAD #tea timestamp=${new Date(second.time).toISOString()}`);
		equal([room.unread, room.mentions], [1, 1]);
		chat.read(room);
		chat.read(room);
		equal(room.unread, 0);
		await server.clock.pass(1500);
		equal(server.sent.filter((line) => line.startsWith("MARKREAD")),
			[`MARKREAD #tea timestamp=${new Date(third.time).toISOString()}`]);
		server.say(`:srv MARKREAD #tea timestamp=${new Date(second.time).toISOString()}`);
		equal(room.unread, 0);
	},

	"1,000 lines are a few events": async () => {
		const { server, chat, room } = await inTea();
		const events = [];
		chat.addEventListener("lines", ({ detail }) => events.push(detail.added.length));
		for (let i = 0; i < 1000; i++) server.post("#tea", "bob", "flood");
		await server.clock.pass(100);
		equal(events.reduce((sum, count) => sum + count, 0), 1000);
		ok(events.length < 10 && Math.max(...events) <= 500, `events: ${events}`);
		equal(room.lines.length, 1000);
	},

	"a search finds lines, and says whether there are more": async () => {
		const { server, chat, room } = await inTea();
		let asked;
		server.onSEARCH = (words, label, all) => {
			asked = all;
			server.say(`@label=${label} :srv BATCH +r labeled-response`);
			server.say("@batch=r :srv BATCH +s soju.im/search");
			server.say("@batch=s;time=2026-11-30T11:00:00.000Z;msgid=0af3-1-2 :bob!u@h PRIVMSG #tea :green tea");
			server.say("@batch=r :srv BATCH -s");
			server.say(":srv BATCH -r");
		};
		const { lines, more } = await chat.search(room, { text: "green; tea", from: "bob" });
		equal([asked, lines.map((line) => line.text), more],
			["in=#tea;limit=50;text=green\\:\\stea;from=bob", ["green tea"], false]);
		equal(room.lines, []);
		server.onSEARCH = (words, label) => server.say(`@label=${label} :srv FAIL SEARCH INTERNAL_ERROR :The disk is late`);
		await rejects(chat.search(room, { text: "x" }), "The disk is late");
	},
};
