/**
 * The lines of the room in front. Only a part of them, at most MOST, is in the document at a time;
 * it moves with the reader. They stand in chunks of which the browser lays out only those in sight.
 */

import { make, oncePerFrame, setHidden } from "./dom.js";
import { buildRow, dayMark, isPresence, isSpoken, unreadMark } from "./line.js";
import { Place } from "./place.js";

const CHUNK = 25, FIRST = 100, MOST = 600;
const FLOOD = 20, PAUSE = 100;

export class Log {
	/** `before` gets the element above the first line, to be filled with what stands there. */
	constructor(box, {earlier, before, moved}) {
		Object.assign(this, {box, earlier, before, moved});
		this.room = null;
		this.chunks = [];
		this.rows = new Map();
		this.mark = null;
		this.top = make("div", {class: "before"});
		this.pending = make("div", {class: "pending", "aria-live": "off"});
		box.append(this.top, this.pending);
		this.place = new Place(box, () => this.look());
		this.next = oncePerFrame(() => this.flush());
		this.pause = 0;
	}

	/** To be called when the room has changed. In a flood it is drawn ten times a second, so that there
	 * is time for the reader. */
	update() {
		if (this.pause > performance.now())
			this.later ??= setTimeout(() => {
				this.later = undefined;
				this.next();
			}, PAUSE);
		else
			this.next();
	}

	/** Brings a room to the front, at its first unread line or at its end. */
	show(room) {
		this.room = room;
		const unread = this.findUnread();
		this.mark = unread < 0 ? null : room.lines[unread];
		this.seen = this.left = room.lines.at(-1) ?? null;
		const end = room.lines.length;
		const from = unread < 0 ? end - FIRST : Math.min(end - FIRST, unread - 30);
		this.fill(Math.max(0, from), Math.min(end, Math.max(0, from) + MOST));
		this.place.toEnd();
		const mark = this.box.querySelector(".mark");
		if (mark)
			this.place.reveal(mark);
		this.pendingChanged();
		this.flush();
	}

	findUnread() {
		const {lines, marker, unread} = this.room;
		if (!unread || !marker)
			return -1;
		const at = lines.findIndex((line) => line.time > marker && !line.own && isSpoken(line));
		return at > 0 ? at : -1;
	}

	/** The reader has gone: what comes from now on is unread. */
	leave() {
		this.left = this.room?.lines.at(-1) ?? null;
		this.gone = true;
	}

	comeBack() {
		this.flush();
		this.gone = false;
	}

	/** Puts lines[from, to) into the document in place of what is there. */
	fill(from, to) {
		this.quietly();
		for (const chunk of this.chunks)
			chunk.element.remove();
		this.chunks = [];
		this.rows.clear();
		this.size = 0;
		this.first = this.last = null;
		this.append(from, to);
	}

	/** What is put in now is not new: screen readers do not read it out. */
	quietly() {
		this.box.setAttribute("aria-live", "off");
		clearTimeout(this.loud);
		this.loud = setTimeout(() => this.box.setAttribute("aria-live", "polite"), 500);
	}

	append(from, to) {
		const {lines} = this.room;
		for (let at = from; at < to; ) {
			let chunk = this.chunks.at(-1);
			if (!chunk || chunk.count >= CHUNK) {
				chunk = this.newChunk();
				this.chunks.push(chunk);
				this.pending.before(chunk.element);
			}
			const end = Math.min(to, at + CHUNK - chunk.count);
			this.build(chunk, at, end);
			at = end;
		}
		if (to > from) {
			this.first ??= lines[from];
			this.last = lines[to - 1];
			this.size += to - from;
		}
	}

	newChunk() {
		return {element: make("div", {class: "chunk"}), count: 0, first: null, rows: [], last: null};
	}

	/** Adds lines[from, to) to the end of a chunk. */
	build(chunk, from, to) {
		const {lines} = this.room, nodes = document.createDocumentFragment();
		for (let at = from; at < to; at++) {
			const line = lines[at], previous = lines[at - 1] ?? null;
			const last = chunk.rows.at(-1);
			const day = dayMark(line, previous);
			if (last && !day && line !== this.mark && isPresence(line) && isPresence(last.lines[0])) {
				last.lines.push(line);
				this.rows.set(line.key, last);
				last.stale = true;
				continue;
			}
			const mark = line === this.mark ? unreadMark() : null, above = mark ? null : previous;
			const row = {lines: [line], previous: above, element: buildRow([line], above), extra: []};
			row.extra = [day, mark].filter(Boolean);
			nodes.append(...row.extra, row.element);
			chunk.rows.push(row);
			this.rows.set(line.key, row);
		}
		chunk.count += to - from;
		chunk.element.append(nodes);
		for (const row of chunk.rows)
			if (row.stale)
				this.rebuild(row);
	}

	rebuild(row) {
		row.stale = false;
		const element = buildRow(row.lines, row.previous);
		const focused = row.element === document.activeElement;
		row.element.replaceWith(element);
		row.element = element;
		if (focused)
			element.focus({preventScroll: true});
	}

	/** Puts the CHUNK lines before the first one on top; the reader's place stays. */
	extendUp(first) {
		const from = Math.max(0, first - CHUNK), chunk = this.newChunk(), {lines} = this.room;
		this.quietly();
		this.place.keep(() => {
			this.build(chunk, from, first);
			this.chunks.unshift(chunk);
			this.top.after(chunk.element);
			this.first = lines[from];
			this.size += first - from;
			this.joinTo(this.chunks[1], lines[first - 1]);
		});
		while (this.size > MOST && this.place.isFarBelow(this.chunks.at(-1).element))
			this.drop(this.chunks.pop());
		this.last = this.lastOf(this.chunks.at(-1));
	}

	/** The first row of a chunk has got a line before it: it may stand under its name now. */
	joinTo(chunk, previous) {
		const row = chunk?.rows[0];
		if (!row || row.previous === previous || row.lines[0] === this.mark)
			return;
		row.previous = previous;
		for (const node of row.extra)
			node.remove();
		row.extra = [dayMark(row.lines[0], previous),
			row.lines[0] === this.mark ? unreadMark() : null].filter(Boolean);
		row.element.before(...row.extra);
		this.rebuild(row);
	}

	lastOf(chunk) {
		return chunk?.rows.at(-1)?.lines.at(-1) ?? null;
	}

	drop(chunk) {
		for (const row of chunk.rows)
			for (const line of row.lines)
				this.rows.delete(line.key);
		this.size -= chunk.count;
		chunk.element.remove();
	}

	dropTop() {
		this.drop(this.chunks.shift());
		this.first = this.chunks[0]?.rows[0].lines[0] ?? null;
	}

	extendDown(next) {
		this.quietly();
		this.append(next, Math.min(this.room.lines.length, next + CHUNK));
		this.trimTop();
	}

	trimTop() {
		while (this.size > MOST && this.place.atEnd)
			this.dropTop();
		while (this.size > MOST && this.place.isFarAbove(this.chunks[0].element))
			this.place.keep(() => this.dropTop());
	}

	/** The index of the last line that is shown; the whole is built anew where lines have gone or come in
	 * between. */
	sync() {
		const {lines} = this.room;
		let last = this.last ? lines.lastIndexOf(this.last) : -1;
		while (last >= 0 && this.size > last + 1 && this.chunks.length > 1)
			this.dropTop();
		if (last >= 0 && lines[last - this.size + 1] === this.first)
			return last;
		if (last < 0 && !this.size && lines.length <= FIRST)
			return -1;
		const anchor = this.place.atEnd ? null : this.anchor();
		const at = anchor ? Math.max(0, lines.indexOf(anchor.line)) : lines.length;
		const to = Math.min(lines.length, at + FIRST);
		this.fill(Math.max(0, at - FIRST), to);
		if (anchor)
			this.place.restore(this.rows.get(anchor.line.key)?.element, anchor.offset);
		return to - 1;
	}

	/** The first line in sight that will still be there, with its place. */
	anchor() {
		const edge = this.box.getBoundingClientRect().top;
		for (const chunk of this.chunks) {
			if (chunk.element.getBoundingClientRect().bottom < edge)
				continue;
			for (const row of chunk.rows) {
				const {top, bottom} = row.element.getBoundingClientRect();
				if (bottom > edge && this.room.lines.includes(row.lines[0]))
					return {line: row.lines[0], offset: top - edge};
			}
		}
		return null;
	}

	/** Once per frame: brings the document up to what the room is. */
	flush() {
		if (!this.room)
			return;
		const {lines} = this.room;
		const last = this.sync(), fresh = lines.length - 1 - last;
		this.pause = fresh > FLOOD ? performance.now() + PAUSE : 0;
		if (this.gone && fresh > 0)
			this.markUnread();
		if (fresh > 3 * FIRST && this.place.atEnd)
			this.fill(lines.length - FIRST, lines.length);
		else if (fresh > 0 && (this.place.atEnd || this.size + fresh <= MOST))
			this.append(last + 1, lines.length);
		this.trimTop();
		if (this.stalePending)
			this.showPending();
		this.place.follow();
		this.look();
		this.before(this.top, !this.first || this.first === lines[0]);
	}

	/** The mark stands before the first line of others that came after the reader had gone. */
	markUnread() {
		const {lines} = this.room, from = this.left ? lines.lastIndexOf(this.left) + 1 : 0;
		const line = lines.slice(from).find((one) => isSpoken(one) && !one.own);
		if (!line || this.rows.has(line.key))
			return;
		this.gone = false;
		const old = this.mark && this.rows.get(this.mark.key);
		this.mark = line;
		for (const node of old?.extra ?? [])
			if (node.classList.contains("mark"))
				node.remove();
	}

	/** After scrolling, and when something has come: more lines at the edges, and where the reader is. */
	look() {
		if (!this.room)
			return;
		const {lines} = this.room;
		if (this.place.isNearTop()) {
			const first = this.first ? lines.indexOf(this.first) : -1;
			if (first > 0)
				this.extendUp(first);
			else if (this.room.earlier === "more")
				this.earlier(this.room);
		}
		const complete = this.last === (lines.at(-1) ?? null);
		if (!complete && this.last && this.place.isNearEnd())
			this.extendDown(lines.lastIndexOf(this.last) + 1);
		const atEnd = this.place.atEnd && this.last === (lines.at(-1) ?? null);
		if (atEnd)
			this.seen = lines.at(-1) ?? null;
		this.moved(atEnd, atEnd ? 0 : this.countNew());
	}

	countNew() {
		let count = 0;
		for (let at = this.room.lines.length - 1; at >= 0 && count < 1000; at--) {
			if (this.room.lines[at] === this.seen)
				break;
			count += isSpoken(this.room.lines[at]) ? 1 : 0;
		}
		return count;
	}

	toEnd() {
		const {lines} = this.room;
		if (this.last !== (lines.at(-1) ?? null))
			this.fill(Math.max(0, lines.length - FIRST), lines.length);
		this.place.toEnd();
		this.flush();
	}

	/** A line of the room has changed. */
	changed(line) {
		const row = this.rows.get(line.key);
		if (row)
			this.rebuild(row);
		this.place.follow();
	}

	pendingChanged() {
		this.stalePending = true;
		this.update();
	}

	/** One's own lines that the server has not confirmed. */
	showPending() {
		this.stalePending = false;
		let previous = this.room.lines.at(-1) ?? null;
		const rows = this.room.pending.map((line) => {
			const row = buildRow([line], previous);
			previous = line;
			return row;
		});
		this.pending.replaceChildren(...rows);
		setHidden(this.pending, !rows.length);
	}

	/** Brings a line of the room into sight; false where the room does not have it any more. */
	reveal(line) {
		const {lines} = this.room;
		const at = lines.findIndex((other) => other === line || (line.id && other.id === line.id));
		if (at < 0)
			return false;
		if (!this.rows.has(lines[at].key))
			this.fill(Math.max(0, at - FIRST), Math.min(lines.length, at + FIRST));
		const {element} = this.rows.get(lines[at].key);
		this.place.reveal(element);
		element.classList.add("found");
		element.focus({preventScroll: true});
		return true;
	}

	lineOf(element) {
		const key = element?.closest(".line")?.dataset.key;
		return this.rows.get(key)?.lines.at(-1) ?? this.room?.pending.find((line) => line.key === key) ?? null;
	}
}
