/** How many people can be accompanied on one day, and who goes already: counted in this browser, where the tasks open. */

import { request } from "./api";
import { CASE_TASKS, listTasksOn, type OpenTask } from "./tasks";

/** Of how many the organisation is capable on one day; null where nobody said. */
export async function mostADay(): Promise<number | null> {
	return (await request<{ most: number | null }>("GET", "/accompaniment")).most;
}

/** Says how many. Throws ApiError `stale` where it is not `was` any more, `coordinators_only`. */
export async function changeMost(most: number | null, was: number | null): Promise<number | null> {
	return (await request<{ most: number | null }>("PUT", "/accompaniment", { body: { most, was } })).most;
}

/** A day as far as this browser can open it: how many can be accompanied, and what is planned, by its hour. */
export interface AccompaniedDay {
	most: number | null;
	planned: OpenTask[];
}

/** Throws Locked, ApiError, NetworkFault. */
export async function accompaniedOn(day: string): Promise<AccompaniedDay> {
	const [most, tasks] = await Promise.all([mostADay(), listTasksOn(CASE_TASKS, day)]);
	const hour = ({ body }: OpenTask) => body?.time || "99:99";
	const planned = tasks.filter(({ body }) => body?.kind === "accompaniment");
	return { most, planned: planned.sort((a, b) => hour(a).localeCompare(hour(b))) };
}

/** How many more fit on this day; null where nobody set a number. Pure. */
export function roomOn({ most, planned }: AccompaniedDay): number | null {
	return most === null ? null : Math.max(0, most - planned.length);
}
