// What the tests of the model say must hold. Each throws where it does not.

const show = value => typeof value === "string" ? JSON.stringify(value) :
	JSON.stringify(value, (_, part) =>
		part instanceof Map ? {map: [...part]} : part instanceof Set ? {set: [...part]} :
		part === undefined ? "undefined" : part, "\t") ?? String(value);

export function ok(value, what = "it") {
	if (!value)
		throw new Error(`${what} is ${show(value)}`);
}

/** Compares what JSON would say of both, with Maps, Sets and undefined. */
export function equal(found, expected, what = "") {
	if (show(found) !== show(expected))
		throw new Error(`${what ? what + ": " : ""}found ${show(found)}\nexpected ${show(expected)}`);
}

/** The promise must fail; with a part, with an error that says it. */
export async function rejects(promise, part = "") {
	let value;
	try {
		value = await promise;
	} catch (problem) {
		ok(String(problem?.message ?? problem).includes(part), `${problem} with "${part}"`);
		return problem;
	}
	throw new Error(`it did not fail but gave ${show(value)}`);
}

/** Waits until a function returns something true, and returns that. */
export async function until(check, what = String(check)) {
	for (const end = performance.now() + 10000; ; ) {
		const value = check();
		if (value)
			return value;
		if (performance.now() > end)
			throw new Error(`waited for ${what}`);
		await new Promise(next => setTimeout(next, 5));
	}
}
