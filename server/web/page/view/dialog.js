/** Dialogs: one at a time, made when they are needed and gone when they are closed. */

import { icon, make } from "./dom.js";

let count = 0, shown = null;

export function closeDialog() {
	shown?.close();
}

export const dialogIsOpen = () => shown !== null;

/** Shows a dialog with this title and content; `wide` for much text. Gives the dialog. */
export function openDialog(title, content, {wide = false, closed = null} = {}) {
	closeDialog();
	const id = `dialog-${++count}`, before = document.activeElement;
	const dialog = make("dialog", {"aria-labelledby": id, class: wide ? "wide" : null},
		make("header", {}, make("h2", {id}, title),
			make("button", {
				type: "button", class: "icon", "aria-label": "Close", on: {click: () => dialog.close()}
			}, icon("close"))),
		content);
	let pressed = false;  // a selection that ends outside must not close it
	dialog.addEventListener("pointerdown", (event) => { pressed = event.target === dialog; });
	dialog.addEventListener("click", (event) => {
		if (event.target === dialog && pressed)
			dialog.close();
	});
	dialog.addEventListener("close", () => {
		dialog.remove();
		if (shown === dialog)
			shown = null;
		if (before?.isConnected && !shown)
			before.focus({preventScroll: true});
		closed?.();
	});
	document.body.append(dialog);
	shown = dialog;
	dialog.showModal();
	dialog.querySelector("[autofocus], .body input, .body button")?.focus();
	return dialog;
}

/**
 * A form for a dialog. `run` is called with the form's values and may give a promise; while it
 * waits the button is off, and what it is rejected with is shown. Closes the dialog in the end.
 */
export function form(button, run, ...content) {
	const wrong = make("p", {class: "wrong", role: "alert"});
	const submit = make("button", {type: "submit", class: "main"}, button);
	const element = make("form", {class: "body", novalidate: true}, ...content, wrong,
		make("div", {class: "actions"},
			make("button", {type: "button", class: "plain", on: {click: closeDialog}}, "Cancel"), submit));
	element.addEventListener("submit", async (event) => {
		event.preventDefault();
		wrong.textContent = "";
		submit.disabled = true;
		const dialog = element.closest("dialog");
		try {
			if (await run(Object.fromEntries(new FormData(element))) !== false)
				dialog?.close();
		} catch (error) {
			wrong.textContent = error.message;
		} finally {
			submit.disabled = false;
		}
	});
	return element;
}

/** A field with its label. */
export function field(label, name, props = {}) {
	return make("label", {}, label, make("input", {name, type: "text", ...props}));
}

/** Asks before something that cannot be taken back. */
export function confirm(title, text, button, run, ...more) {
	const element = form(button, run, make("p", {}, text), ...more);
	element.querySelector(".main").classList.add("danger");
	return openDialog(title, element);
}
