/**
 * Small helpers that build elements. Text becomes a text node, always: nothing here, and nothing
 * that uses it, gives a string to the HTML parser.
 */

const SVG = "http://www.w3.org/2000/svg";

/** The element with this id. */
export function byId(id) {
	return document.getElementById(id);
}

/**
 * An element. `props`: "on" has handlers by event, "class" the classes, other keys are attributes;
 * false, null and undefined leave one out, true gives an empty one.
 */
export function make(tag, props = {}, ...children) {
	const element = document.createElement(tag);
	for (const [key, value] of Object.entries(props)) {
		if (key === "on")
			for (const [type, handler] of Object.entries(value))
				element.addEventListener(type, handler);
		else if (value !== false && value !== null && value !== undefined)
			element.setAttribute(key, value === true ? "" : value);
	}
	element.append(...children.filter((child) => child !== null && child !== undefined));
	return element;
}

/** One of the symbols of the document. */
export function icon(name) {
	const svg = document.createElementNS(SVG, "svg");
	const use = document.createElementNS(SVG, "use");
	svg.setAttribute("aria-hidden", "true");
	use.setAttribute("href", `#i-${name}`);
	svg.append(use);
	return svg;
}

/** Sets the text only where it differs, so that nothing is laid out or announced for no reason. */
export function setText(element, text) {
	if (element.textContent !== text)
		element.textContent = text;
}

export function setHidden(element, hidden) {
	if (element.hidden !== hidden)
		element.hidden = hidden;
}

/** Calls `work` once in the next frame, however often it is asked; soon, too, in a hidden page. */
export function oncePerFrame(work) {
	let waiting = false;
	const run = () => {
		if (!waiting)
			return;
		waiting = false;
		work();
	};
	return () => {
		if (waiting)
			return;
		waiting = true;
		if (document.hidden)
			setTimeout(run, 200);
		else
			requestAnimationFrame(run);
	};
}
