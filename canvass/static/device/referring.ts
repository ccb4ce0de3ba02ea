/** A referral that begins at the directory: whom of my cases a service may be for, found in this browser's memory only. */

import { tookBack } from "./agreed";
import { isLive, listCases, type OpenCase } from "./cases";
import { type ListedService, suitsBy } from "./directory";
import { hasWords } from "./plain";
import { CASE_TASKS, listOpenTasks, type OpenTask } from "./tasks";

/** The open cases that somebody owns, or has something to do for. Throws Locked, ApiError, NetworkFault. */
export async function listOwnCases(me: string): Promise<OpenCase[]> {
	const [cases, tasks] = await Promise.all([listCases(), listOpenTasks(CASE_TASKS)]);
	return ownCases(cases, tasks, me);
}

/** Of these cases those that somebody owns or helps with, still open, and whose person wants Consulta. Pure. */
export function ownCases(cases: readonly OpenCase[], tasks: readonly OpenTask[], me: string): OpenCase[] {
	const helped = new Set(tasks.filter(({ record }) => record.assignee === me).map(({ record }) => record.of));
	return cases.filter(
		({ record, body }) =>
			body !== null &&
			isLive(record) &&
			!tookBack(body.consent, "consulta") &&
			(record.assignee === me || helped.has(record.id)),
	);
}

export interface Referable {
	one: OpenCase;
	/** How well the service suits: 0 where it answers none of their needs. */
	score: number;
}

/** Cases that hold the words, those first whom the service suits best, then by name. Pure. */
export function referable(
	cases: readonly OpenCase[],
	service: Pick<ListedService, "needs" | "languages"> | null,
	words: string,
): Referable[] {
	return cases
		.filter(({ body }) => hasWords([body?.card.name, body?.card.phone, body?.note], words))
		.map((one) => ({ one, score: service && one.body ? suitsBy(service, suitsOf(one.body)) : 0 }))
		.sort((a, b) => b.score - a.score || nameOf(a).localeCompare(nameOf(b)));
}

function suitsOf({ needs, card }: NonNullable<OpenCase["body"]>) {
	return { needs, language: card.language };
}

function nameOf({ one }: Referable): string {
	return one.body?.card.name ?? "";
}
