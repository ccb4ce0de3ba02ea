import "./styles/kept_focus.css";

/** An element and what it stood in, from the inside outwards; once it is taken out of the page, it stands in nothing. */
type Place = readonly { element: Element; before: Element | null }[];

const CONTROLS = "a, button, input, select, textarea, summary";
const PARTS = "section, fieldset, article, .card";
const HEADINGS = "h1, h2, h3, legend";

/**
 * An act often takes away what it was done with: the button "I accept" goes once it was accepted, a form once it was saved. The
 * browser then gives the keys to nobody, and who listens to the screen is nowhere. The desk gives them the part that they were
 * in, or what came in its stead; never another button, which a second press of the same key would push.
 */
export function keepFocus(): void {
	let place: Place = [];
	let inToast = false;
	addEventListener("focusin", ({ target }) => {
		inToast = (target as Element).closest(".toasts") !== null;
		// A toast goes by itself, and leaves the keys to what they had before.
		if (!inToast) place = placeOf(target as Element);
	});
	let looking = false;
	const mend = () => {
		looking = false;
		const last = place[0]?.element;
		const at = document.activeElement;
		if (at && at !== document.body) {
			// A window behind others hears of no focus: what is gone, with the names in it, is not kept for that.
			if (!last?.isConnected) place = placeOf(at);
			return;
		}
		if (!last) return;
		const left = inSheet(place);
		if (isGone(last)) giveTo(partOf(left) ?? insteadOf(left));
		else if (inToast) (last as HTMLElement).focus({ preventScroll: true });
	};
	// Sheets and screens place the focus themselves as they come and go, after the frame: they are first.
	const look = () => {
		if (!looking) requestAnimationFrame(() => setTimeout(mend));
		looking = true;
	};
	new MutationObserver(look).observe(document.body, {
		subtree: true,
		childList: true,
		attributeFilter: ["disabled"],
	});
}

function placeOf(element: Element): Place {
	const found = [];
	for (let at: Element | null = element; at; at = at.parentElement)
		found.push({ element: at, before: at.previousElementSibling });
	return found;
}

/** As long as a sheet is open, what is around it takes no focus. */
function inSheet(place: Place): Place {
	const sheet = place.findIndex(({ element }) => element.matches("dialog[open]"));
	return sheet < 0 ? place : place.slice(0, sheet + 1);
}

function isGone(element: Element): boolean {
	return !element.isConnected || element.matches(":disabled") || isHidden(element);
}

/** Some phones' browsers cannot be asked yet. */
function isHidden(element: Element): boolean {
	return element.checkVisibility?.() === false;
}

function giveTo(element: Element | null | undefined): void {
	if (!(element instanceof HTMLElement)) return;
	element.tabIndex = -1;
	element.focus({ preventScroll: true });
}

/** Of the innermost part around them that still stands: what says that it was done, or its heading. */
function partOf(place: Place): Element | undefined {
	return place
		.filter(({ element }) => element.matches(PARTS) && !isGone(element))
		.flatMap(({ element }) =>
			[".notice-done", HEADINGS].flatMap((what) => [...element.querySelectorAll(what)]),
		)
		.find((told) => !isHidden(told));
}

/** What stands now where the outermost thing stood that is gone, or else what stood before it. */
function insteadOf(place: Place): Element | null {
	const within = place.findIndex(({ element }) => !isGone(element));
	const { element: around } = place[within] ?? {};
	const { before } = place[within - 1] ?? {};
	if (before === undefined || !around?.closest("main, dialog")) return null;
	const after = before?.parentElement === around ? before.nextElementSibling : around.firstElementChild;
	const found = [after, before].find((one) => one?.isConnected && !isHidden(one) && !one.matches(CONTROLS));
	const first = found?.querySelector(`${HEADINGS}, ${CONTROLS}`);
	return (first?.matches(HEADINGS) ? first : found) ?? document.querySelector("h1");
}
