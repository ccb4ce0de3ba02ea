import { expect, test } from "vitest";
import { isOut, whereabouts } from "../../canvass/static/app/assignment_words";
import type { Assignment } from "../../canvass/static/device/assignments";

const alma = { id: "1", alias: "Alma", active: true };
const dario = { id: "2", alias: "Darío", active: false };
const lease: Assignment = {
	id: "3",
	turf: "4",
	generation: 1,
	members: [alma, dario],
	starts_at: "2026-11-23T14:00:00Z",
	until: "2026-11-24T01:00:00Z",
	returned_at: null,
	state: "out",
};

test("a turf is out while one of its walkers still takes part, and with nobody once none does", () => {
	expect(whereabouts(lease)).toBe("out");
	expect(whereabouts({ ...lease, members: [dario] })).toBe("stranded");
	expect(whereabouts({ ...lease, members: [dario], state: "overdue" })).toBe("stranded");
	expect(isOut("stranded")).toBe(true);
});

test("what came back is back, whoever has left since", () => {
	expect(whereabouts({ ...lease, members: [dario], state: "returned" })).toBe("returned");
	expect(whereabouts({ ...lease, members: [dario], state: "superseded" })).toBe("free");
});
