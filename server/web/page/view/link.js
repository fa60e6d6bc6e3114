/** Links that lead into a room: http://host:5555/#lobby is the room #lobby. */

/** What stands behind the # of the address; "" for what has no address. */
export function hashOf(room) {
	return room?.kind === "room" && room.name.startsWith("#")
		? "#" + encodeURIComponent(room.name.slice(1)) : "";
}

/** The room that such an address names; "" for none. "#lobby" and "##lobby" both name #lobby. */
export function roomOf(hash) {
	const raw = hash.replace(/^##?/, "");
	try {
		// eslint-disable-next-line no-control-regex
		return /^[^\s,\u0000-\u001f]+$/.test(decodeURIComponent(raw)) ? "#" + decodeURIComponent(raw) : "";
	} catch {
		return "";
	}
}

export function shareLink(room) {
	return location.origin + "/" + hashOf(room);
}

/** Puts text on the clipboard; false where the browser allows that to encrypted pages alone. */
export async function copy(text) {
	try {
		await navigator.clipboard.writeText(text);
		return true;
	} catch {
		return false;
	}
}
