/** The list of rooms, and who is here. */

import { byId, make, setHidden, setText } from "./dom.js";
import { colourClass, initial, role } from "./line.js";

/** The list of rooms and private talks. */

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

/** Who is here, with what they may do. */

const PEOPLE_MOST = 300, FILTER_FROM = 25;
const GROUPS = [["operator", "Operators"], ["voice", "With a voice"], ["", "Here"]];

function about(person) {
	const parts = [];
	if (person.account && person.account.toLowerCase() !== person.name.toLowerCase())
		parts.push(`logged in as ${person.account}`);
	if (person.bot)
		parts.push("bot");
	if (person.away)
		parts.push(typeof person.away === "string" ? `away: ${person.away}` : "away");
	return parts.join(", ");
}

export class People {
	constructor({menu}) {
		this.menu = menu;
		this.place = byId("people").querySelector(".scroll");
		this.filter = make("input", {
			type: "search", class: "filter", "aria-label": "Find somebody here", placeholder: "Find somebody",
			on: {input: () => this.drawNow()}
		});
		this.lists = make("div");
		this.place.append(this.filter, this.lists);
		this.update = () => {  // a storm of people who come and go is drawn a few times a second
			this.timer ??= setTimeout(() => {
				this.timer = undefined;
				this.drawNow();
			}, 150);
		};
		this.place.addEventListener("click", (event) => {
			const button = event.target.closest("button[data-name]");
			if (button)
				this.menu(button, button.dataset.name);
		});
	}

	show(room) {
		if (this.room !== room)
			this.filter.value = "";
		this.room = room;
		this.drawNow();
	}

	drawNow() {
		const {room} = this;
		if (!room)
			return;
		const focused = this.lists.contains(document.activeElement) && document.activeElement.dataset.name;
		this.filter.hidden = room.kind !== "room" || room.people.size < FILTER_FROM;
		setText(byId("people-count"), room.kind === "room" && room.people.size ? String(room.people.size) : "");
		setText(byId("people-title"), room.kind === "person" ? "Private talk"
			: room.kind === "server" ? "Server" : `People${room.people.size ? ` · ${room.people.size}` : ""}`);
		this.lists.replaceChildren(...(room.kind === "room" ? this.groups(room) : this.aboutTalk(room)));
		if (focused)
			this.lists.querySelector(`button[data-name="${CSS.escape(focused)}"]`)?.focus();
	}

	groups(room) {
		const wanted = this.filter.value.trim().toLowerCase();
		const people = [...room.people.values()]
			.filter((person) => !wanted || person.name.toLowerCase().includes(wanted))
			.sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
		const parts = [];
		let left = PEOPLE_MOST;
		for (const [name, title] of GROUPS) {
			const group = people.filter((person) => role(person.prefix) === name);
			if (!group.length)
				continue;
			const id = `people-${name || "here"}`;
			parts.push(make("h3", {class: "label", id}, `${title} · ${group.length}`),
				make("ul", {"aria-labelledby": id}, ...group.slice(0, left).map((person) => this.row(person))));
			left = Math.max(0, left - group.length);
		}
		if (people.length > PEOPLE_MOST)
			parts.push(make("p", {class: "about-talk"},
				`${people.length - PEOPLE_MOST} more are here. Type a part of a name above to find one.`));
		if (!people.length)
			parts.push(make("p", {class: "about-talk"}, wanted ? "Nobody here has that in the name."
				: room.joined ? "Nobody else is here yet." : "You are not in this room now."));
		return parts;
	}

	row(person) {
		const more = about(person);
		return make("li", {}, make("button", {
			type: "button", class: person.away ? "row away" : "row", "data-name": person.name,
			"aria-haspopup": "menu", title: more || null
		}, make("span", {class: `face ${colourClass(person.name)}`, "aria-hidden": "true"}, initial(person.name)),
		make("span", {class: "what"}, person.name),
		more ? make("small", {}, person.away ? "away" : person.bot ? "bot" : "") : null));
	}

	aboutTalk(room) {
		if (room.kind === "server")
			return [make("p", {class: "about-talk"}, "What the server says, and what belongs to no room.")];
		return [make("ul", {}, this.row({name: room.name, prefix: ""})),
			make("p", {class: "about-talk"}, `What you write here goes to ${room.name} alone.`)];
	}
}
