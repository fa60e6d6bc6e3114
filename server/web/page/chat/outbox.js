/* What one says. A line is in room.pending until the server's echo confirms it: it comes with the
 * label of the line (labeled-response), and then stands where everybody sees it. A few lines are on
 * their way at a time; the others wait their turn. When the connection is lost, those on their way
 * may or may not have been said. They are marked, and said again only when the user says so, unless
 * the server was upgraded, which confirms all that it has read; those that were not sent yet are
 * sent when the room is there again. */
import { bytes, plain, split } from "./message.js";
import { refusal } from "./replies.js";
import { MULTILINE_BYTES, MULTILINE_LINES, PENDING, SENT, SENT_BYTES, newLine } from "./room.js";

const SOURCE_BYTES = 120; // of ours, where it is not known
const UNTOLD = "The server has not delivered it and does not say why.";

/* Texts that are a message each. */
function messagesOf(text, kind, width) {
	const lines = text.replace(/\r\n?/g, "\n").replace(/[\0\x01]/g, "").split("\n");
	const single = lines.filter((line) => line.trim());
	if (kind !== "said") return split(single.join(" "), width);
	while (lines.length && !lines[0].trim()) lines.shift();
	while (lines.length && !lines[lines.length - 1].trim()) lines.pop();
	const messages = [];
	let parts = [];
	let pieces = 0;
	for (const line of lines)
		for (const part of split(line, MULTILINE_BYTES / 2)) {
			const more = Math.ceil(bytes(part) / (width - 4)) || 1;
			const size = bytes(parts.join("\n")) + 1 + bytes(part);
			if (parts.length && (pieces + more > MULTILINE_LINES - 8 || size > MULTILINE_BYTES)) {
				messages.push(parts.join("\n"));
				parts = [];
				pieces = 0;
			}
			parts.push(part);
			pieces += more;
		}
	if (parts.length) messages.push(parts.join("\n"));
	return messages.filter((message) => message.trim());
}

export class Outbox {
	constructor(chat) {
		this.chat = chat;
		this.batches = 0;
		this.reset();
	}

	reset() {
		this.sent = 0;
		this.bytes = 0;
	}

	/* The bytes of text in one message that others get. */
	#width(room, kind) {
		const source = bytes(this.chat.ownSource || "") || SOURCE_BYTES;
		return 510 - bytes(`: PRIVMSG ${room.name} :`) - source - (kind === "action" ? 9 : 0);
	}

	say(room, text, kind) {
		const { chat } = this;
		const texts = messagesOf(text, kind, this.#width(room, kind));
		if (room.pending.length + texts.length > PENDING) throw new Error("Too many lines wait to be said.");
		const lines = texts.map((part) =>
			newLine({
				kind, text: part, time: chat.timer.now(), from: chat.me.name, own: true, state: "waiting",
				account: chat.me.account,
			})
		);
		room.pending.push(...lines);
		this.#changed(room);
		this.go();
		return lines[0] || null;
	}

	#changed(room) {
		this.chat.events.tell("pending", { room });
	}

	#wire(room, line) {
		const command = line.kind === "notice" ? "NOTICE" : "PRIVMSG";
		const width = this.#width(room, line.kind);
		if (line.kind === "action")
			return [[command, [room.name, `\x01ACTION ${line.text}\x01`]]];
		if (!line.text.includes("\n") && bytes(line.text) <= width)
			return [[command, [room.name, line.text]]];
		const batch = `m${++this.batches}`;
		const messages = [["BATCH", [`+${batch}`, "draft/multiline", room.name]]];
		for (const part of line.text.split("\n"))
			split(part, width).forEach((piece, i) => {
				const tags = i ? { batch, "draft/multiline-concat": "" } : { batch };
				messages.push([command, [room.name, piece], tags]);
			});
		if (!line.text) messages.push([command, [room.name, ""], { batch }]);
		return [...messages, ["BATCH", [`-${batch}`]]];
	}

	/* Sends as much as may be on its way. */
	go() {
		for (const room of this.chat.rooms.values()) {
			const ready = room.kind === "person" ? this.chat.entered : room.joined;
			if (!ready || !room.pending.length) continue;
			for (const line of [...room.pending]) {
				if (line.state !== "waiting" || line.onWay) continue;
				if (this.sent >= SENT || (this.sent && this.bytes + bytes(line.text) > SENT_BYTES)) return;
				this.#send(room, line);
			}
		}
	}

	#send(room, line) {
		const size = bytes(line.text);
		const { chat } = this;
		const turn = chat.turn;
		line.onWay = true;
		this.sent++;
		this.bytes += size;
		const over = (why, unsure) => {
			line.onWay = false;
			if (turn === chat.turn) {
				this.sent--;
				this.bytes -= size;
			}
			const again = unsure && chat.upgraded;
			if (room.pending.includes(line) && line.state === "waiting" && !again) {
				line.state = unsure ? "unsure" : "failed";
				line.why = why;
				this.#changed(room);
				this.#unmade(room, line);
			}
			this.go();
		};
		chat.requests.ask(this.#wire(room, line), { room, line }).then(
			(answer) => over(refusal(answer.messages) || UNTOLD, false),
			(error) => over(error.message, turn !== chat.turn)
		);
	}

	/* A talk that /msg has begun with somebody who is not here is no talk. */
	#unmade(room, line) {
		if (!room.madeIn || room.lines.length || line.state !== "failed") return;
		this.chat.forget(room);
		this.chat.note(room.madeIn, `${line.why} (${line.text})`, true);
	}

	resend(room, line) {
		if (!room.pending.includes(line) || line.state === "waiting") return;
		Object.assign(line, { state: "waiting", why: "", time: this.chat.timer.now() });
		this.#changed(room);
		this.go();
	}

	discard(room, line) {
		if (!line.onWay && room.settle(line)) this.#changed(room);
	}

	/* One is in the room no more. */
	shut(room, why) {
		for (const line of room.pending)
			if (line.state === "waiting" && !line.onWay) Object.assign(line, { state: "failed", why });
		if (room.pending.length) this.#changed(room);
	}
}

/* The echo of a line of ours; the line, or null where another device has said it. */
export function confirm(chat, message) {
	const line = message.request && message.request.line;
	const room = line && message.request.room;
	if (!line || !room.settle(line)) return null;
	Object.assign(line, {
		state: "sent", id: message.id, number: message.number, time: message.time,
		from: message.nick, account: message.account,
	});
	if (line.kind !== "action") line.text = plain(message.params[1] || "");
	chat.events.tell("pending", { room });
	return line;
}
