/** A colour for each name, and what it is called by. */

const COLOURS = 16;

/** The same number for the same name everywhere, whatever its case: 0 to COLOURS - 1. */
export function colourOf(name) {
	let hash = 2166136261;
	for (const letter of name.toLowerCase().replace(/[_`^|-]+$/, ""))
		hash = Math.imul(hash ^ letter.codePointAt(0), 16777619);
	hash ^= hash >>> 15;
	hash = Math.imul(hash, 0x2c1b3c6d);
	return ((hash ^ (hash >>> 13)) >>> 0) % COLOURS;
}

/** The class of that colour. */
export const colourClass = (name) => `c${colourOf(name)}`;

/** The first letter, for the coloured square beside a name. */
export function initial(name) {
	const letter = [...name.replace(/^[^\p{L}\p{N}]+/u, "")][0] ?? [...name][0] ?? "?";
	return letter.toUpperCase();
}

/** What a person may do in a room, by the sign before the name. */
export function role(prefix) {
	if (/[~&@]/.test(prefix ?? ""))
		return "operator";
	if ((prefix ?? "").includes("%"))
		return "half-operator";
	return (prefix ?? "").includes("+") ? "voice" : "";
}

/** "alice", "alice and bob", "alice, bob and 3 others". */
export function listNames(names, most = 5) {
	const shown = names.slice(0, names.length > most + 1 ? most : names.length);
	const rest = names.length - shown.length;
	if (rest)
		return `${shown.join(", ")} and ${rest} others`;
	return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}
