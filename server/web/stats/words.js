// Numbers as people read them. Pure.

/** At most three digits and a unit: steps of 1,000. */
function scaled(value, units) {
	let unit = 0;
	while (Math.abs(value) >= 999.5 && unit + 1 < units.length) {
		value /= 1000;
		unit++;
	}
	const digits = value === 0 || value >= 100 || (unit === 0 && Number.isInteger(value)) ? 0
		: value >= 10 ? 1 : 2;
	return `${+value.toFixed(digits)}${units[unit]}`;
}

export const count = (value) => scaled(value, ["", " k", " M", " G"]);
export const bytes = (value) => scaled(Math.round(value), [" B", " kB", " MB", " GB", " TB"]);
export const percent = (value) => `${+(100 * value).toFixed(value < 0.1 ? 1 : 0)} %`;

export function seconds(value) {
	if (Number.isNaN(value))
		return "—";
	if (value === 0)
		return "0";
	if (value < 1)
		return scaled(value * 1e6, [" µs", " ms"]);
	return `${+value.toFixed(value < 10 ? 1 : 0)} s`;
}

/** "3 days 4 h", "5 min" */
export function time(value) {
	const minutes = Math.floor(value / 60), hours = Math.floor(minutes / 60);
	const days = Math.floor(hours / 24);
	if (minutes < 1)
		return `${Math.floor(value)} s`;
	if (hours < 1)
		return `${minutes} min`;
	if (days < 1)
		return `${hours} h ${minutes % 60} min`;
	return `${days} ${days === 1 ? "day" : "days"} ${hours % 24} h`;
}
