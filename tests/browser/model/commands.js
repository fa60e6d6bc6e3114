// What is typed.
import { Chatd, settle, texts } from "./chatd.js";
import { equal, ok } from "./assert.js";

async function inTea() {
	const server = new Chatd();
	server.room("#tea").people.add("bob").add("Bert").add("carol");
	const chat = server.chat();
	await server.enter(chat);
	server.sent.length = 0;
	return { server, chat, room: chat.rooms.get("#tea") };
}

async function sends(typed, expected) {
	const { server, chat, room } = await inTea();
	equal(chat.run(room, typed), {}, typed);
	await settle();
	equal(server.sent, expected, typed);
}

export const tests = {
	"commands are sent in IRC's words": async () => {
		for (const [typed, ...lines] of [
			["/topic tea at four", "TOPIC #tea :tea at four"],
			["/kick bob enough for today", "KICK #tea bob :enough for today"],
			["/ban bob 10m calm down", "BAN #tea bob 10m :calm down"],
			["/ban bob", "BAN #tea bob"],
			["/unban bob", "UNBAN #tea bob"],
			["/op bob", "MODE #tea +o bob"],
			["/mode -secret", "MODE #tea -s"],
			["/mode key hush", "MODE #tea +k hush"],
			["/mode -key", "MODE #tea -k *"],
			["/mode +o bob", "MODE #tea +o bob"],
			["/banlist", "MODE #tea +b"],
			["/invite bob", "INVITE bob #tea"],
			["/whois bob", "WHOIS bob"],
			["/me waves", "PRIVMSG #tea :\x01ACTION waves\x01"],
			["/say /who lists them", "PRIVMSG #tea :/who lists them"],
			["//who", "PRIVMSG #tea /who"],
			["/msg bob are you there?", "PRIVMSG bob :are you there?"],
			["/msg NickServ INFO", "NS INFO"],
			["/owner give bob", "CS SET #tea FOUNDER bob"],
			["/away lunch", "AWAY lunch"],
			["/server-ban bob 2h calm down", "KLINE bob :2h calm down"],
			["/raw MODE #tea +b", "MODE #tea +b"],
			["/forget", "FORGET"],
			["/list"],
		])
			await sends(typed, lines);
	},

	"what cannot be done is said": async () => {
		const { chat, room, server } = await inTea();
		for (const [typed, words] of [
			["/hlep", "did you mean /help?"],
			["/kick", "Type it like this: /kick NAME [WHY]"],
			["/mode sercet", "Did you mean secret?"],
			["/mode key", "/mode key VALUE"],
			["/nick ada", "You are ada already."],
			["/reply hi", "Nobody has sent you a private message yet"],
			["/msg ada hi", "That is you."],
			["/since 25:00", "is neither a number"],
			["/erase x", "/number on"],
			["/room nowhere", "no nowhere among your rooms"],
			["/query #jam", "#jam is a room"],
			[" /oper ada secret", "looks like the command /oper"],
			["login ada secret", "looks like the command /login"],
		])
			ok(chat.run(room, typed).error?.includes(words), `${typed}: ${chat.run(room, typed).error}`);
		equal(server.sent, []);
		server.cut();
		equal(chat.run(room, "/topic x"), { error: "There is no connection now; /reconnect tries to get one." });
	},

	"answers stand in the room where they were asked for": async () => {
		const { server, chat, room } = await inTea();
		server.onMODE = (words, label) => server.answer(label, [
			":srv 367 ada #tea carol!*@* op!u@h 1796039990", ":srv 368 ada #tea :End"]);
		chat.run(room, "/banlist");
		await settle();
		ok(/^ {2}carol!\*@\* by op \d+ \w+ ago$/.test(texts(room)[0]), texts(room)[0]);
		equal(texts(room)[1], "1 ban. /unban NAME lifts one.");
		server.onWHOIS = (words, label) => server.say(`@label=${label} :srv 401 ada zed :No such nick`);
		chat.run(room, "/whois zed");
		await settle();
		equal([texts(room).at(-1), room.lines.at(-1).refused],
			["Nobody here is called zed; /who shows the names", true]);
	},

	"a message to nobody leaves no talk": async () => {
		const { server, chat, room } = await inTea();
		server.onPRIVMSG = ([target], label) => server.say(`@label=${label} :srv 401 ada ${target} :No such nick`);
		equal(chat.run(room, "/msg zed hello"), {});
		await settle();
		equal([[...chat.rooms.keys()], texts(room)],
			[["#tea"], ["Nobody here is called zed; /who shows the names (hello)"]]);
		const talk = chat.query("zed");
		chat.say(talk, "hello");
		await settle();
		equal([talk.pending[0].state, chat.rooms.has("zed")], ["failed", true]);
	},

	"help lists what can be used": async () => {
		const { chat, room } = await inTea();
		chat.run(room, "/help");
		ok(room.lines[0].text.includes("/join ROOM [KEY]") && !room.lines[0].text.includes("/server-ban"));
		chat.run(room, "/help /mode");
		ok(room.lines[1].text.includes("topic-locked"));
		ok(chat.commands().length > 40);
	},

	"Tab completes commands, rooms and names, who spoke last first": async () => {
		const { server, chat, room } = await inTea();
		const complete = (text) => chat.complete(room, text, text.length);
		equal(complete("/whoi"), { from: 0, words: ["/whois "] });
		equal(complete("be"), { from: 0, words: ["Bert: "] });
		equal(complete("hi b"), { from: 3, words: ["Bert ", "bob "] });
		server.post("#tea", "bob", "x");
		equal(complete("hi b"), { from: 3, words: ["bob ", "Bert "] });
		equal(complete("/join te"), { from: 6, words: ["#tea "] });
		equal(complete("see #t"), { from: 4, words: ["#tea "] });
		equal(complete("/search from:ca"), { from: 13, words: ["carol "] });
		equal(chat.complete(room, "ca, hi", 2), { from: 0, words: ["carol: "] });
	},

	"the list has the fullest room first, and /join opens one": async () => {
		const { server, chat, room } = await inTea();
		server.onLIST = (words, label) => server.answer(label, [
			":srv 321 ada Channel :Users", ":srv 322 ada #coffee 3 :beans", ":srv 322 ada #tea 9 :",
			":srv 323 ada :End"]);
		equal(await chat.list(), [{ name: "#tea", people: 9, topic: "" }, { name: "#coffee", people: 3, topic: "beans" }]);
		const opened = [];
		chat.addEventListener("open", ({ detail }) => opened.push(detail.room.name));
		equal(chat.run(room, "/join coffee"), {});
		await settle();
		equal(opened, ["#coffee"]);
		ok(chat.run(room, "/join a,b").error.includes("One room at a time"));
	},
};
