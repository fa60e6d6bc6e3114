/** Times and days as the reader's system writes them, in the reader's zone. */

const clock = new Intl.DateTimeFormat(undefined, {hour: "2-digit", minute: "2-digit"});
const full = new Intl.DateTimeFormat(undefined, {dateStyle: "full", timeStyle: "medium"});
const longDay = new Intl.DateTimeFormat(undefined,
	{weekday: "long", day: "numeric", month: "long"});
const withYear = new Intl.DateTimeFormat(undefined,
	{weekday: "long", day: "numeric", month: "long", year: "numeric"});
const shortDay = new Intl.DateTimeFormat(undefined, {dateStyle: "medium"});

/** The hour and minute of a time in milliseconds, "14:03". */
export const hour = (time) => clock.format(time);

export const fullTime = (time) => full.format(time);

export const dayAndHour = (time) => `${shortDay.format(time)}, ${clock.format(time)}`;

/** A number that two times of one local day have in common. */
export function dayOf(time) {
	const date = new Date(time);
	return date.getFullYear() * 400 + date.getMonth() * 32 + date.getDate();
}

export function dayName(time) {
	const day = dayOf(time), now = new Date(), yesterday = new Date();
	yesterday.setDate(now.getDate() - 1);
	if (day === dayOf(now))
		return "Today";
	if (day === dayOf(yesterday))
		return "Yesterday";
	return new Date(time).getFullYear() === now.getFullYear()
		? longDay.format(time) : withYear.format(time);
}

/** "in 5 seconds": whole seconds until a time. */
export function secondsUntil(time) {
	return Math.max(0, Math.ceil((time - Date.now()) / 1000));
}
