// Reads Prometheus' text format, and works out rates and shares between two readings. Pure.

const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

/** A reading: the samples of each name, each { labels, value }. */
export function parse(text) {
	const samples = new Map();
	for (const line of text.split("\n")) {
		const found = line.startsWith("#") ? null : SAMPLE.exec(line);
		if (!found)
			continue;
		const labels = {};
		for (const [, name, value] of (found[2] || "").matchAll(LABEL))
			labels[name] = value;
		if (!samples.has(found[1]))
			samples.set(found[1], []);
		samples.get(found[1]).push({ labels, value: Number(found[3]) });
	}
	return samples;
}

const matches = (labels, wanted) =>
	Object.entries(wanted).every(([name, value]) => labels[name] === value);

/** The sum of the samples with these labels. */
export function sum(samples, name, labels = {}) {
	let total = 0;
	for (const sample of samples.get(name) || [])
		if (matches(sample.labels, labels))
			total += sample.value;
	return total;
}

/** By how much that has grown in a second. */
export function rate(before, now, name, labels) {
	const grown = sum(now.samples, name, labels) - sum(before.samples, name, labels);
	const seconds = (now.time - before.time) / 1000;
	return grown > 0 && seconds > 0 ? grown / seconds : 0;
}

/** The duration that this share of those between two readings does not exceed, estimated within
 *  its bucket; NaN where there was none. */
export function quantile(before, now, name, share) {
	const counts = new Map();
	for (const [reading, sign] of [[now, 1], [before, -1]])
		for (const { labels, value } of reading.samples.get(name + "_bucket") || []) {
			const bound = labels.le === "+Inf" ? Infinity : Number(labels.le);
			counts.set(bound, (counts.get(bound) || 0) + sign * value);
		}
	const bounds = [...counts.keys()].sort((a, b) => a - b);
	const total = counts.get(Infinity) || 0;
	let low = 0, below = 0;
	if (total <= 0)
		return NaN;
	for (const bound of bounds) {
		const upTo = counts.get(bound);
		if (upTo >= share * total) {
			const part = upTo > below ? (share * total - below) / (upTo - below) : 1;
			return bound === Infinity ? low : low + (bound - low) * part;
		}
		low = bound;
		below = upTo;
	}
	return low;
}
