import { expect, test } from "vitest";
import * as queues from "../../canvass/static/app/pin_queue";
import { isOwnDoing, type PlacePoint } from "../../canvass/static/device/pins";
import type { Place } from "../../canvass/static/device/places";

const point = (id: string, more: Partial<PlacePoint> = {}): PlacePoint => ({
	id,
	kind: "house",
	name: null,
	number: id,
	street: "Calle Roble",
	city: "Emma",
	lon: -82.6,
	lat: 35.6,
	quality: "range",
	rev: 1,
	doors: 1,
	...more,
});
const page = (ids: string, count: number, next: string | null = null) => ({
	items: [...ids].map((id) => point(id)),
	count,
	next,
});
const placed = (id: string) => point(id, { quality: "placed", rev: 2 });

test("one after the other, in the server's order", () => {
	let queue = queues.queueOf(page("abc", 3));
	expect(queues.current(queue)?.id).toBe("a");
	queue = queues.say(queue, "placed", placed("a"));
	expect([queue.at, queues.settled(queue), queue.total]).toEqual(["b", 1, 3]);
	expect(queue.points[0]?.rev).toBe(2);
	queue = queues.say(queue, "skipped", point("b"));
	queue = queues.say(queue, "confirmed", point("c"));
	expect([queue.at, queues.settled(queue), queues.skipped(queue)]).toEqual([null, 2, 1]);
});

test("whoever picks one from the list goes on from there, and comes round to the first", () => {
	let queue = queues.lookAt(queues.queueOf(page("abc", 3)), "c");
	queue = queues.say(queue, "confirmed", placed("c"));
	expect(queue.at).toBe("a");
});

test("the last one is taken back, and is looked at again as it stands then", () => {
	let queue = queues.say(queues.queueOf(page("ab", 2)), "placed", placed("a"));
	expect(queue.last?.was).toEqual(point("a"));
	queue = queues.unsay(queue, point("a", { rev: 3 }));
	expect([queue.at, queues.settled(queue), queue.last]).toEqual(["a", 0, null]);
	expect(queues.current(queue)?.rev).toBe(3);
});

test("what was skipped is looked at once more, what was settled is not", () => {
	let queue = queues.say(queues.queueOf(page("abc", 3)), "skipped", point("a"));
	queue = queues.say(queue, "confirmed", placed("b"));
	queue = queues.say(queue, "skipped", point("c"));
	queue = queues.again(queue);
	expect(queue.at).toBe("a");
	expect(queues.say(queue, "confirmed", placed("a")).at).toBe("c");
});

test("further pages come while there is still something to look at, and none twice", () => {
	let queue = queues.queueOf(page("ab", 5, "more"));
	expect(queues.wantsMore(queue)).toBe(true);
	queue = queues.say(queue, "placed", placed("a"));
	queue = queues.say(queue, "placed", placed("b"));
	expect(queue.at).toBeNull();
	queue = queues.withPage(queue, page("bcde", 3));
	expect(queue.points.map(({ id }) => id)).toEqual(["a", "b", "c", "d", "e"]);
	expect([queue.at, queue.total, queues.wantsMore(queue)]).toEqual(["c", 5, false]);
});

test("a change whose answer was lost is known as one's own, and nobody else's is", () => {
	const now = { ...point("a", { quality: "placed", rev: 2, lon: -82.61 }), postcode: "", doors: [] } as Place;
	expect(isOwnDoing(point("a"), [-82.61, 35.6], now)).toBe(true);
	expect(isOwnDoing(point("a"), [-82.62, 35.6], now)).toBe(false);
	expect(isOwnDoing(point("a"), null, now)).toBe(false);
	expect(isOwnDoing(point("a"), null, { ...now, quality: "confirmed", lon: -82.6 })).toBe(true);
	expect(isOwnDoing(point("a"), [-82.61, 35.6], { ...now, rev: 3 })).toBe(false);
});
