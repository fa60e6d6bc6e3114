// The asserts themselves: each fails where it should.
import { equal, ok, rejects, until } from "./assert.js";

export const tests = {
	"equal, ok, rejects and until pass and fail": async () => {
		equal({ a: [1, new Map([["b", undefined]])] }, { a: [1, new Map([["b", undefined]])] });
		ok(1);
		await rejects(Promise.reject(new Error("a reason")), "reason");
		let ready = false;
		setTimeout(() => { ready = "yes"; }, 10);
		equal(await until(() => ready), "yes");
		await rejects((async () => equal(new Map([[1, 2]]), new Map([[1, 3]])))(), "expected");
		await rejects((async () => ok(0, "the count"))(), "the count is 0");
		await rejects(rejects(Promise.resolve(5)), "gave 5");
		await rejects(rejects(Promise.reject(new Error("this")), "that"), "that");
	},
};
