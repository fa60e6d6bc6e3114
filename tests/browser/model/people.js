// Who is here, and what rooms are.
import { Chatd, settle, texts } from "./chatd.js";
import { equal, ok } from "./assert.js";

async function inTea() {
	const server = new Chatd();
	server.room("#tea").people.add("@op").add("bob").add("~@own");
	const chat = server.chat();
	await server.enter(chat);
	return { server, chat, room: chat.rooms.get("#tea") };
}

const names = (room) => [...room.people.values()].map((person) => person.prefix + person.name);

export const tests = {
	"names have the sign of their highest role": async () => {
		const { server, room } = await inTea();
		equal(names(room), ["ada", "@op", "bob", "~own"]);
		server.say(":op!u@h MODE #tea +ov-o bob bob own");
		equal(names(room), ["ada", "@op", "@bob", "~own"]);
		server.say(":op!u@h MODE #tea -o bob");
		equal(names(room), ["ada", "@op", "+bob", "~own"]);
	},

	"who comes and goes is in the list, and told": async () => {
		const { server, room } = await inTea();
		server.say(":eve!u@h JOIN #tea eve :Eve");
		equal(room.people.get("eve"), { name: "eve", signs: "", prefix: "", away: false, account: "eve", bot: false, spoke: 0 });
		server.say(":eve!u@h AWAY :lunch");
		equal(room.people.get("eve").away, true);
		server.say(":eve!u@h NICK eva");
		server.say(":eva!u@h QUIT :Quit: tired");
		server.say(":bob!u@h PART #tea :later");
		server.say(":op!u@h KICK #tea own :power");
		equal(names(room), ["ada", "@op"]);
		equal(room.lines.map((line) => [line.kind, line.from, line.other, line.text]), [
			["joined", "eve", "", ""], ["renamed", "eve", "eva", ""], ["quit", "eva", "", "tired"],
			["left", "bob", "", "later"], ["kicked", "op", "own", "power"]]);
		equal(room.unread, 0);
	},

	"topic, modes and their words": async () => {
		const { server, room } = await inTea();
		server.say("@time=2026-11-30T12:30:00.000Z :op!u@h TOPIC #tea :tea at four");
		equal(room.topic, { text: "tea at four", by: "op", time: Date.parse("2026-11-30T12:30:00Z") });
		server.say(":op!u@h MODE #tea +mk-n hush");
		server.say(":ada!u@h MODE #tea -k *");
		server.say(":srv MODE #tea +Z");
		equal(texts(room, "mode"), [
			"op made #tea moderated: only those with a voice may speak; gave #tea the key hush; opened #tea to messages from outside",
			"You have taken the key from #tea", "The server set mode +Z on #tea"]);
		equal([...room.modes.keys()].sort(), ["Z", "m", "t"]);
	},

	"people of before a loss are forgotten": async () => {
		const { server, room } = await inTea();
		server.room("#tea").people = new Set(["bob", "new"]);
		server.cut();
		await server.clock.pass(2000);
		equal(names(room), ["ada", "bob", "new"]);
	},

	"who is ignored stays so under another name": async () => {
		const { server, chat, room } = await inTea();
		chat.ignore("Bob");
		server.say(":bob!u@h NICK robert");
		server.post("#tea", "robert", "hear me");
		equal([room.lines, chat.saved().ignored], [[], ["robert"]]);
		equal(chat.unignore("ROBERT"), true);
		server.post("#tea", "robert", "hear me");
		equal(texts(room), ["hear me"]);
	},

	"an invitation is told": async () => {
		const { server, chat } = await inTea();
		server.say(":bob!u@h INVITE ada #jam");
		equal(texts(chat.rooms.get("")), ["bob invites you to #jam. /join #jam takes you there."]);
	},

	"names of other scripts are compared as the server does": async () => {
		const { server, room } = await inTea();
		server.say(":\u00c4rger!u@h JOIN #tea * :x");
		server.say(":\u00e4RGER!u@h PART #tea");
		ok(!names(room).includes("\u00c4rger"));
		server.say(":Stra\u00dfe!u@h JOIN #tea * :x");
		ok(room.people.has("strasse"));
	},
};
