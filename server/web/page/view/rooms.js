/** The list of rooms and private talks. */

import { byId, make, setHidden, setText } from "./dom.js";
import { colourClass, initial } from "./names.js";

const MANY = 99;
const number = (count) => (count > MANY ? `${MANY}+` : String(count));

function label(room) {
	const parts = [room.name || "Server"];
	if (room.mentions)
		parts.push(room.kind === "person" ? `${room.mentions} unread` : `${room.mentions} for you`);
	else if (room.unread)
		parts.push(`${room.unread} unread`);
	if (room.kind === "room" && !room.joined)
		parts.push("not in it now");
	return parts.join(", ");
}

export class RoomList {
	constructor(show) {
		this.show = show;
		this.items = new Map();
	}

	/** Rows are kept and changed, so that nothing flickers and the focus stays. */
	update(rooms, front) {
		const lists = {room: byId("room-list"), person: byId("talk-list"), server: byId("room-list")};
		const seen = new Set();
		for (const room of rooms) {
			const item = this.items.get(room.key) ?? this.add(room);
			seen.add(room.key);
			this.change(item, room, room === front);
			const list = lists[room.kind], next = room.kind === "server" ? list.firstChild : null;
			if (item.element.parentNode !== list)
				list.insertBefore(item.element, next);
		}
		for (const [key, item] of this.items)
			if (!seen.has(key)) {
				item.element.remove();
				this.items.delete(key);
			}
		setHidden(byId("talks"), !byId("talk-list").firstChild);
	}

	add(room) {
		const sign = room.kind === "person"
			? make("span", {class: `face ${colourClass(room.name)}`, "aria-hidden": "true"}, initial(room.name))
			: make("span", {class: "sign", "aria-hidden": "true"}, room.kind === "server" ? "·" : "#");
		const name = make("span", {class: "what"}), count = make("span", {class: "number", hidden: true});
		const button = make("button", {type: "button", class: "row", "data-room": room.key, on: {click: () => this.show(room.key)}},
			sign, name, count);
		const item = {element: make("li", {}, button), button, name, count};
		this.items.set(room.key, item);
		return item;
	}

	change({button, name, count}, room, front) {
		setText(name, room.kind === "room" ? room.name.replace(/^#/, "") : room.name || "Server");
		const unread = !front && room.unread > 0;
		button.className = `row${unread ? " has-unread" : ""}${room.kind === "room" && !room.joined ? " out" : ""}`;
		setHidden(count, front || !(room.unread || room.mentions));
		setText(count, number(room.mentions || room.unread));
		count.className = `number ${room.mentions ? "mentions" : "unread"}`;
		if (front)
			button.setAttribute("aria-current", "true");
		else
			button.removeAttribute("aria-current");
		if (button.getAttribute("aria-label") !== label(room))
			button.setAttribute("aria-label", label(room));
	}
}
