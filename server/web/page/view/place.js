/** Where the reader is in a box that scrolls, and how to keep that place when its content changes. */

const END = 6, FAR = 3000;
const ANCHORS = CSS.supports("overflow-anchor", "auto");

export class Place {
	/** `scrolled` is called at most once per frame. */
	constructor(box, scrolled) {
		this.box = box;
		this.atEnd = true;
		this.lastTop = 0;
		let waiting = false;
		box.addEventListener("scroll", () => {
			this.note();
			if (waiting)
				return;
			waiting = true;
			requestAnimationFrame(() => {
				waiting = false;
				scrolled();
			});
		}, {passive: true});
		// whoever turns the wheel up leaves the end at once, however fast lines come
		box.addEventListener("wheel", (event) => {
			if (event.deltaY < 0 && box.scrollHeight > box.clientHeight)
				this.atEnd = false;
		}, {passive: true});
		const sizes = new ResizeObserver(() => this.follow());
		sizes.observe(box);
		// chunks get their real heights when they come into sight
		new MutationObserver((changes) => {
			for (const change of changes)
				for (const node of change.addedNodes)
					if (node.nodeType === 1)
						sizes.observe(node);
		}).observe(box, {childList: true});
	}

	distance() {
		return this.box.scrollHeight - this.box.scrollTop - this.box.clientHeight;
	}

	note() {
		const top = this.box.scrollTop, up = top < this.lastTop - 1;
		this.lastTop = top;
		if (this.distance() <= END)
			this.atEnd = true;
		else if (up)
			this.atEnd = false;
	}

	/** Goes on showing the end where that was in sight. */
	follow() {
		if (this.atEnd && this.distance() > 0)
			this.box.scrollTop = this.box.scrollHeight;
		this.lastTop = this.box.scrollTop;
	}

	toEnd() {
		this.atEnd = true;
		this.follow();
	}

	/** Changes the content above what is in sight. Most browsers keep the place by themselves, where
	 * one is not at the very top. */
	keep(change) {
		if (ANCHORS) {
			if (this.box.scrollTop < 1)
				this.box.scrollTop = 1;
			change();
			return;
		}
		const edge = this.box.getBoundingClientRect().top;
		const seen = [...this.box.children].find((child) => !child.classList.contains("before")
			&& child.getBoundingClientRect().bottom > edge);
		const before = seen?.getBoundingClientRect().top;
		change();
		if (seen?.isConnected)
			this.shift(seen.getBoundingClientRect().top - before);
	}

	shift(by) {
		if (Math.abs(by) >= 1)
			this.box.scrollTop += by;
		this.lastTop = this.box.scrollTop;
	}

	/** Puts an element so far below the upper edge. */
	restore(element, offset) {
		if (element)
			this.shift(element.getBoundingClientRect().top - this.box.getBoundingClientRect().top - offset);
	}

	/** Puts an element into the upper part, unless it is in sight. */
	reveal(element) {
		const box = this.box.getBoundingClientRect(), {top, bottom} = element.getBoundingClientRect();
		if (top >= box.top && bottom <= box.bottom)
			return;
		this.atEnd = false;
		this.restore(element, box.height * 0.2);
		this.atEnd = this.distance() <= END;
	}

	isNearTop() {
		return this.box.scrollTop < this.box.clientHeight * 2;
	}

	isNearEnd() {
		return this.distance() < this.box.clientHeight * 2;
	}

	isFarAbove(element) {
		return element.getBoundingClientRect().bottom < this.box.getBoundingClientRect().top - FAR;
	}

	isFarBelow(element) {
		return element.getBoundingClientRect().top > this.box.getBoundingClientRect().bottom + FAR;
	}
}
