// Into a room and back, without gap or repeat.
import { Chatd, settle, texts } from "./chatd.js";
import { equal, ok } from "./assert.js";

const numbers = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => `line ${from + i}`);

function filled(count) {
	const server = new Chatd();
	for (let i = 1; i <= count; i++) server.post("#tea", "bob", `line ${i}`);
	return server;
}

async function inTea(server) {
	const chat = server.chat();
	await server.enter(chat);
	return { chat, room: chat.rooms.get("#tea") };
}

async function back(server, chat) {
	await server.clock.pass(1500);
	equal(chat.state, "online");
}

/* Every line of the server's once, in its order. */
function whole(server, room, from = 1) {
	const shown = room.lines.filter((line) => line.number).map((line) => line.number);
	equal(shown, server.room("#tea").lines.slice(from - 1).map((line) => line.number));
	equal(room.lines.filter((line) => line.kind === "gap").length, 0, "gaps");
}

export const tests = {
	"who enters is shown the last lines": async () => {
		const server = filled(3);
		const { room } = await inTea(server);
		equal(texts(room), numbers(1, 3));
		ok(room.lines.every((line) => line.past));
		equal(room.earlier, "none");
		equal(room.unread, 0);
	},

	"what comes meanwhile stands behind the past, once": async () => {
		const server = filled(3);
		server.holdPages = true;
		const { room } = await inTea(server);
		server.post("#tea", "bob", "line 4");
		equal(texts(room), []);
		server.held();
		server.post("#tea", "bob", "line 5");
		await settle();
		equal(texts(room), numbers(1, 5));
		ok(!room.lines[3].past && room.lines[2].past);
	},

	"a page that is faster than the lines in it shows them once": async () => {
		const server = filled(3);
		server.holdPages = true;
		const { room } = await inTea(server);
		server.post("#tea", "bob", "line 4");
		server.skipping = true; // they come behind the page that has them
		server.post("#tea", "bob", "line 5");
		server.skipping = false;
		server.onCHATHISTORY(["LATEST", "#tea", "*", "100"], "none");
		const late = server.room("#tea").lines[4];
		server.holdPages = false;
		server.onCHATHISTORY(["LATEST", "#tea", "*", "100"], String(server.page.requests.labels - 1));
		server.held();
		await settle();
		server.say(`@time=${late.time};msgid=${late.id} ${late.rest}`);
		await server.clock.pass(20);
		whole(server, room);
	},

	"after a loss exactly the gap is shown": async () => {
		const server = filled(2);
		const { chat, room } = await inTea(server);
		server.post("#tea", "bob", "line 3");
		server.cut();
		equal(chat.state, "waiting");
		for (let i = 4; i < 9; i++) server.post("#tea", "bob", `line ${i}`);
		await back(server, chat);
		server.post("#tea", "bob", "line 9");
		await settle();
		whole(server, room);
		equal(room.unread, 7); // all but those from before
	},

	"a long gap is filled from behind, and by itself": async () => {
		const server = filled(2);
		const { chat, room } = await inTea(server);
		const told = [];
		chat.addEventListener("lines", ({ detail }) => told.push([detail.where, detail.added.length]));
		server.cut();
		for (let i = 3; i <= 450; i++) server.post("#tea", "bob", `line ${i}`);
		await back(server, chat);
		whole(server, room);
		equal(told.filter(([where]) => where === "middle").map(([, count]) => count), [100, 100, 100, 48]);
	},

	"a very long gap waits for the reader": async () => {
		const server = filled(2);
		const { chat, room } = await inTea(server);
		server.cut();
		for (let i = 3; i <= 2000; i++) server.post("#tea", "bob", `line ${i}`);
		await back(server, chat);
		const gap = room.lines.find((line) => line.kind === "gap");
		equal(gap.fill, "more");
		equal(room.lines.indexOf(gap), 2);
		equal(room.lines[3].number, 901);
		for (let i = 0; i < 9; i++) await chat.fill(room, gap);
		whole(server, room);
	},

	"a loss meanwhile loses and doubles nothing": async () => {
		const server = filled(5);
		const { chat, room } = await inTea(server);
		for (let i = 0; i < 4; i++) {
			server.cut();
			for (let j = 0; j < 250; j++) server.post("#tea", "bob", "more");
			server.holdPages = true;
			await back(server, chat);
			server.post("#tea", "bob", "live");
			server.cut();
			server.holdPages = false;
			await back(server, chat);
		}
		whole(server, room);
	},

	"lines that the server left out are asked for": async () => {
		const server = filled(2);
		const { room } = await inTea(server);
		server.post("#tea", "bob", "line 3");
		server.skipping = true;
		for (let i = 4; i < 300; i++) server.post("#tea", "bob", `line ${i}`);
		server.skipping = false;
		server.say(":srv NOTE * LINES_SKIPPED #tea 0af3-1-3 :296 lines were not sent");
		server.post("#tea", "bob", "line 300");
		await settle();
		whole(server, room);
		equal(room.lines.at(-1).text, "line 300");
	},

	"more than can wait comes from the history": async () => {
		const server = filled(2);
		server.holdPages = true;
		const { chat, room } = await inTea(server);
		const first = server.held;
		for (let i = 0; i < 4500; i++) server.post("#tea", "bob", "flood");
		ok(room.past.held.length <= 2000, "held");
		server.holdPages = false;
		first();
		await settle();
		await server.clock.pass(100);
		const shown = room.lines.filter((line) => line.number).map((line) => line.number);
		equal(shown, [...shown].sort((one, other) => one - other));
		equal(new Set(shown).size, shown.length);
		equal(shown.at(-1), 4502);
		const gap = room.lines.find((line) => line.kind === "gap");
		while (gap.fill === "more") await chat.fill(room, gap);
		whole(server, room);
	},

	"lines that are left out while the past is on its way are not missed": async () => {
		const server = filled(3);
		server.holdPages = true;
		const { room } = await inTea(server);
		server.post("#tea", "bob", "line 4");
		server.skipping = true;
		for (let i = 5; i < 80; i++) server.post("#tea", "bob", `line ${i}`);
		server.skipping = false;
		server.say(":srv NOTE * LINES_SKIPPED #tea 0af3-1-4 :75 lines were not sent");
		server.post("#tea", "bob", "line 80");
		server.holdPages = false;
		server.held();
		await settle();
		whole(server, room);
	},

	"a lost id is looked for by its time": async () => {
		const server = filled(3);
		const { chat, room } = await inTea(server);
		server.cut();
		server.origin = "0bb4"; // the store was made anew
		server.room("#tea").lines = [];
		server.post("#tea", "bob", "new");
		await back(server, chat);
		equal(texts(room), [...numbers(1, 3), "new"]);
	},

	"a line that may have been said is settled by the history": async () => {
		const server = filled(1);
		const { chat, room } = await inTea(server);
		server.silent = true;
		const lines = ["was heard", "was not"].map((text) => chat.say(room, text));
		server.cut();
		await settle();
		equal(lines.map((line) => line.state), ["unsure", "unsure"]);
		server.silent = false;
		server.post("#tea", "ada", "was heard");
		await back(server, chat);
		equal(texts(room), ["line 1", "was heard"]);
		ok(room.lines[1].own);
		equal(room.pending.map((line) => [line.text, line.state]), [["was not", "unsure"]]);
		chat.resend(room, room.pending[0]);
		await settle();
		equal(texts(room), ["line 1", "was heard", "was not"]);
		equal(room.pending, []);
	},

	"a server without history is not asked, and the reader is told": async () => {
		const server = new Chatd({ caps: "batch echo-message labeled-response message-tags server-time" });
		const chat = server.chat();
		await server.enter(chat);
		const room = chat.rooms.get("#tea");
		server.post("#tea", "bob", "one");
		server.cut();
		await back(server, chat);
		equal(room.lines.map((line) => [line.kind, line.fill]), [["said", undefined], ["gap", "none"]]);
		equal(server.sent.filter((line) => line.startsWith("CHATHISTORY")), []);
	},

	"older lines come page by page": async () => {
		const server = filled(250);
		const { chat, room } = await inTea(server);
		equal([room.lines.length, room.earlier], [100, "more"]);
		const done = chat.earlier(room);
		equal(room.earlier, "loading");
		await done;
		await chat.earlier(room);
		equal(room.earlier, "none");
		await chat.earlier(room);
		whole(server, room);
	},

	"the oldest lines go, and can be read again": async () => {
		const server = new Chatd();
		const { chat, room } = await inTea(server);
		for (let i = 0; i < 12000; i++) server.post("#tea", "bob", "flood");
		await server.clock.pass(100);
		ok(room.lines.length <= 5500, "lines");
		equal(room.byId.size, room.lines.length);
		equal(room.earlier, "more");
		const oldest = room.lines[0].number;
		await chat.earlier(room);
		equal(room.lines[0].number, oldest - 100);
	},

	"an erased line loses its text, live and in the history": async () => {
		const server = filled(2);
		const { room } = await inTea(server);
		server.say(":bob!u@host REDACT #tea 0af3-1-2 :a phone number");
		const [, line] = room.lines;
		equal([line.text, line.erased, line.erasedBy, line.why], ["(erased)", true, "bob", "a phone number"]);
	},

	"who is ignored is not heard, and leaves no gap": async () => {
		const server = filled(3);
		server.post("#tea", "eve", "buy");
		const chat = server.chat({ name: "ada", rooms: ["#tea"], ignored: ["Eve"] });
		await server.enter(chat);
		server.post("#tea", "eve", "buy now");
		server.post("#tea", "bob", "line 6");
		await settle();
		equal(texts(chat.rooms.get("#tea")), [...numbers(1, 3), "line 6"]);
	},

	"whatever happens, each line is shown once and in order": async () => {
		let seed = 7;
		const random = (most) => (seed = (seed * 1103515245 + 12345) % 2147483648) % most;
		const server = filled(20);
		const { chat, room } = await inTea(server);
		for (let step = 0; step < 300; step++) {
			const what = random(12);
			for (let i = random(step % 50 === 0 ? 300 : 8); i > 0; i--)
				server.post("#tea", i % 3 ? "bob" : "eve", `step ${step}`);
			if (what === 0) server.cut();
			else if (what === 1) chat.online();
			else if (what === 2 && chat.state === "online") chat.say(room, `own ${step}`);
			else if (what === 3) server.holdPages = true;
			else if (what === 4 && server.held) server.held();
			else if (what === 5 && chat.state === "online") {
				const last = server.room("#tea").lines.length;
				server.skipping = true;
				for (let i = 0; i < 150; i++) server.post("#tea", "bob", "skipped");
				server.skipping = false;
				if (server.inside.has("#tea"))
					server.say(`:srv NOTE * LINES_SKIPPED #tea 0af3-1-${last} :150 lines`);
			}
			if (what === 4 || what > 9) {
				server.holdPages = false;
				server.held?.();
				server.held = null;
			}
			await server.clock.pass(random(1200));
		}
		server.holdPages = false;
		server.cut();
		await server.clock.pass(60000);
		equal(chat.state, "online");
		for (let gap; (gap = room.lines.find((line) => line.fill === "more"));)
			await chat.fill(room, gap);
		whole(server, room, room.lines.find((line) => line.number).number);
		ok(room.lines.length > 1000, "enough has happened");
	},
};
