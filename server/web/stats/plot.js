// A plot: lines over time, with a legend that shows the values at the pointer, or else the last ones.

const SPACE = "http://www.w3.org/2000/svg";
const LEFT = 52, RIGHT = 6, TOP = 6, BOTTOM = 18;

function draw(parent, name, attributes, text) {
	const element = document.createElementNS(SPACE, name);
	for (const [key, value] of Object.entries(attributes))
		element.setAttribute(key, value);
	if (text !== undefined)
		element.textContent = text;
	parent.append(element);
	return element;
}

/** The next number above that is 1, 2 or 5 times a power of ten. */
function roundUp(value) {
	const power = 10 ** Math.floor(Math.log10(value));
	return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value * 0.9999);
}

export class Plot {
	/** series: names; words: how a value is written; least: the height of the axis at least */
	constructor(parent, { title, series, words, least }, pointed) {
		this.series = series;
		this.words = words;
		this.least = least;
		this.title = title;
		const card = document.createElement("section");
		const heading = document.createElement("h2");
		const legend = document.createElement("ul");
		card.className = "plot";
		legend.className = "legend";
		heading.textContent = title;
		this.values = series.map((name, index) => {
			const row = document.createElement("li"), value = document.createElement("b");
			row.className = `s${index}`;
			row.append(`${name} `, value);
			legend.append(row);
			return value;
		});
		this.svg = document.createElementNS(SPACE, "svg");
		this.svg.setAttribute("role", "img");
		card.append(heading, legend, this.svg);
		parent.append(card);
		this.svg.addEventListener("pointermove", (event) => {
			const box = this.svg.getBoundingClientRect();
			pointed((event.clientX - box.left - LEFT) / (box.width - LEFT - RIGHT));
		});
		this.svg.addEventListener("pointerleave", () => pointed(null));
	}

	/** rows: [{ time, values }], in order; span: [first, last] time; at: a row to point out */
	show(rows, span, at) {
		const { width, height } = this.svg.getBoundingClientRect();
		const last = rows[at === null ? rows.length - 1 : at];
		if (width < 100)
			return;
		this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
		if (!last) {
			this.svg.replaceChildren();
			draw(this.svg, "text", { x: LEFT, y: height / 2 }, "in a moment ...");
			return;
		}
		last.values.forEach((value, index) => {
			this.values[index].textContent = this.words(value);
		});
		this.svg.setAttribute("aria-label", `${this.title}: ` + this.series.map(
			(name, index) => `${name} ${this.words(last.values[index])}`).join(", "));
		this.svg.replaceChildren();
		const highest = Math.max(this.least, ...rows.flatMap((row) => row.values.filter(
			(value) => !Number.isNaN(value))));
		const top = roundUp(highest);
		const x = (time) => LEFT + (time - span[0]) / (span[1] - span[0]) * (width - LEFT - RIGHT);
		const y = (value) => height - BOTTOM - value / top * (height - TOP - BOTTOM);
		this.drawGrid(top, span, x, y, width, height);
		if (at !== null)
			draw(this.svg, "line", { class: "mark", x1: x(last.time), x2: x(last.time),
				y1: TOP, y2: height - BOTTOM });
		this.series.forEach((name, index) => this.drawSeries(rows, index, x, y));
	}

	drawGrid(top, span, x, y, width, height) {
		for (const part of [0, 0.5, 1]) {
			draw(this.svg, "line", { class: "grid", x1: LEFT, x2: width - RIGHT,
				y1: y(top * part), y2: y(top * part) });
			draw(this.svg, "text", { x: LEFT - 6, y: y(top * part) + 4, "text-anchor": "end" },
				this.words(top * part));
		}
		const minutes = (span[1] - span[0]) / 60000, parts = width < 340 ? 1 : 3;
		for (let ago = 0; ago <= minutes; ago += minutes / parts)
			draw(this.svg, "text", { x: x(span[1] - ago * 60000), y: height - 4,
				"text-anchor": ago === 0 ? "end" : ago === minutes ? "start" : "middle" },
				ago === 0 ? "now" : ago < 1 ? `${Math.round(60 * ago)} s ago`
					: `${+ago.toFixed(1)} min ago`);
	}

	drawSeries(rows, index, x, y) {
		let path = "", pen = "M";
		for (const { time, values } of rows) {
			if (Number.isNaN(values[index])) {
				continue;
			}
			path += `${pen}${x(time).toFixed(1)} ${y(values[index]).toFixed(1)}`;
			pen = "L";
		}
		if (path) // a round end, so that a single point is seen
			draw(this.svg, "path", { class: `series s${index}`, d: `${path}h0.1` });
	}
}
