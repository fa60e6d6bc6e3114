// How the server fares: reads /metrics every two seconds, and draws it.
import { parse, quantile, rate, sum } from "./figures.js";
import { Plot } from "./plot.js";
import { bytes, count, percent, seconds, time } from "./words.js";

const EVERY_MS = 2000, SOON_MS = 500, KEPT_MS = 15 * 60000, LEAST_MS = 60000, TIMEOUT_MS = 10000;
const TURN = "chatd_loop_turn_seconds", WAIT = "chatd_lock_wait_seconds";
const COMMIT = "chatd_history_commit_seconds";

const doors = ["line", "irc", "websocket", "web", "none"];
const bothTails = (name) => (before, now) =>
	[quantile(before, now, name, 0.5), quantile(before, now, name, 0.99)];
const rates = (...names) => (before, now) => names.map((name) => rate(before, now, name));
const sums = (...names) => (before, now) => names.map((name) => sum(now.samples, name));

const plots = [
	{ title: "Connections", series: ["nc", "IRC", "WebSocket", "web", "new"],
		words: count, least: 5,
		take: (before, now) =>
			doors.map((door) => sum(now.samples, "chatd_connections", { door })) },
	{ title: "Lines a second", series: ["read", "delivered"], words: count, least: 5,
		take: rates("chatd_lines_read_total", "chatd_deliveries_total") },
	{ title: "Bytes a second", series: ["read", "sent"], words: bytes, least: 1000,
		take: rates("chatd_received_bytes_total", "chatd_sent_bytes_total") },
	{ title: "Length of a loop's turn", series: ["half within", "99 % within"], words: seconds,
		least: 0.0001, take: bothTails(TURN) },
	{ title: "Time at work, of each second", series: ["loops", "process, all threads"],
		words: percent, least: 0.1,
		take: rates(TURN + "_sum", "process_cpu_seconds_total") },
	{ title: "Time waited for the lock, of each second", series: ["all loops"], words: percent,
		least: 0.01, take: rates(WAIT + "_sum") },
	{ title: "Time to store what was said", series: ["half within", "99 % within"],
		words: seconds, least: 0.01, take: bothTails(COMMIT) },
	{ title: "Waiting", series: ["for the disk", "for slow clients"], words: bytes, least: 10000,
		take: sums("chatd_history_waiting_bytes", "chatd_send_queue_bytes") },
	{ title: "Memory", series: ["all", "being sent"], words: bytes, least: 1e6,
		take: sums("process_resident_memory_bytes", "chatd_feed_bytes") },
];

const numbers = [
	["people", (now) => count(sum(now.samples, "chatd_sessions"))],
	["rooms", (now) => count(sum(now.samples, "chatd_rooms"))],
	["connections", (now) => count(sum(now.samples, "chatd_connections") -
		sum(now.samples, "chatd_connections", { door: "metrics" }))],
	["lines read", (now) => count(sum(now.samples, "chatd_lines_read_total"))],
	["deliveries", (now) => count(sum(now.samples, "chatd_deliveries_total"))],
	["not let in", (now) => count(sum(now.samples, "chatd_connections_refused_total"))],
	["skipped lines", (now) => count(sum(now.samples, "chatd_lines_skipped_total"))],
	["memory", (now) => bytes(sum(now.samples, "process_resident_memory_bytes"))],
];

const readings = [];
const drawn = plots.map((plot) => new Plot(document.getElementById("plots"), plot, (share) => {
	pointed = share;
	show();
}));
const shown = numbers.map(([name]) => {
	const group = document.createElement("div");
	const term = document.createElement("dt"), value = document.createElement("dd");
	term.textContent = name;
	group.append(term, value);
	document.getElementById("numbers").append(group);
	return value;
});
let pointed = null;

function show() {
	const now = readings[readings.length - 1];
	if (!now)
		return;
	const span = [Math.min(readings[0].time, now.time - LEAST_MS), now.time];
	const rows = readings.slice(1);
	let at = null;
	if (pointed !== null && rows.length > 0) {
		const moment = span[0] + pointed * (span[1] - span[0]);
		at = rows.reduce((best, row, index) => Math.abs(row.time - moment) <
			Math.abs(rows[best].time - moment) ? index : best, 0);
	}
	drawn.forEach((plot, index) => plot.show(
		rows.map((row) => ({ time: row.time, values: row.values[index] })), span, at));
	numbers.forEach(([, take], index) => {
		shown[index].textContent = take(now);
	});
	const { version } = now.samples.get("chatd_build_info")[0].labels;
	document.getElementById("about").textContent =
		`${version}, up ${time(sum(now.samples, "chatd_uptime_seconds"))}`;
}

function showHealth(good, words) {
	const health = document.getElementById("health");
	health.textContent = words;
	health.className = good ? "good" : "bad";
}

async function fetchText(path) {
	const answer = await fetch(path,
		{ cache: "no-store", signal: AbortSignal.timeout(TIMEOUT_MS) });
	return { good: answer.ok, text: await answer.text() };
}

function keep(samples) {
	const now = { time: Date.now(), samples };
	const before = readings[readings.length - 1];
	now.values = plots.map((plot) => before ? plot.take(before, now) : []);
	if (before)
		before.samples = null; // only the newest is needed again
	readings.push(now);
	while (readings[0].time < now.time - KEPT_MS)
		readings.shift();
}

async function look() {
	try {
		const [metrics, health] =
			await Promise.all([fetchText("/metrics"), fetchText("/healthz")]);
		keep(parse(metrics.text));
		show();
		showHealth(health.good, health.good ? "all is well" : health.text.trim());
	} catch (error) {
		showHealth(false, "the server does not answer");
	}
	setTimeout(look, readings.length < 2 ? SOON_MS : EVERY_MS);
}

new ResizeObserver(show).observe(document.getElementById("plots"));
look();
