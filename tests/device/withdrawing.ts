/** For tests of withdrawals: Rosa, who is everywhere at the desk, and what a reviewer does with what she takes back. */

import { beforeEach, expect } from "vitest";
import { getCase } from "../../canvass/static/device/cases";
import type { Body } from "../../canvass/static/device/framing";
import { getPerson } from "../../canvass/static/device/ladder";
import {
	fetchQueue,
	isWithdrawal,
	type OpenedContact,
	type OpenedWithdrawal,
	openContacts,
	type ReviewedContact,
} from "../../canvass/static/device/queue";
import { type FollowUp, routeContact } from "../../canvass/static/device/review";
import { addTask, CASE_TASKS, LADDER_TASKS, type OpenTask } from "../../canvass/static/device/tasks";
import type { Purpose, WithdrawalBody } from "../../canvass/static/device/types";
import {
	contactsOf,
	endWithdrawal,
	findWhom,
	stopAll,
	stoppedFor,
	takenBack,
} from "../../canvass/static/device/withdrawn";
import { CELIA, DeskServer, unlockedDesk } from "./desk";
import { CAMPAIGN } from "./server";

export const FIDEL = "f1de1000-0000-4000-8000-000000000002";
export const PHONE = "+18285550123";
export const WORDS = { note: "Ya no quiere eso.", reason: "Retiró su permiso", undone: "No era así." };
export const founded = await DeskServer.founded();
export let server = founded;

beforeEach(async () => {
	server = await unlockedDesk(founded);
});

/** Rosa's contact, routed to both tracks: a case with an open task and an invitation, offered to Fidel, and a one-on-one. */
export async function rosaEverywhere() {
	await server.handIn({ name: "Rosa", phone: PHONE, interests: ["events"] });
	const [one] = await openContacts(await fetchQueue());
	const to: FollowUp = { next_step: "Llamarle", next_on: "2026-11-30", to: CELIA.id };
	const routed = await routeContact(one as OpenedContact, {
		tracks: ["consulta", "leadership"],
		reason: "",
		consulta: { ...to, to: FIDEL },
		leadership: to,
	});
	const [caseId, person] = [routed.case ?? "", routed.ladder ?? ""];
	const clear = { to: CELIA.id, next_on: "2026-12-01" };
	await addTask(CASE_TASKS, caseId, { kind: "step", text: "Ver el contrato" }, clear);
	await addTask(CASE_TASKS, caseId, { kind: "invitation", text: "Los Robles", meeting: "m" }, clear);
	await addTask(LADDER_TASKS, person, { kind: "one_on_one", text: "Café" }, clear);
	return { caseId, person };
}

export async function handInWithdrawal(
	purposes: Purpose[],
	changes: Partial<WithdrawalBody> = {},
): Promise<string> {
	const id = crypto.randomUUID();
	const body: WithdrawalBody = {
		v: 1,
		type: "withdrawal",
		id,
		campaign: CAMPAIGN,
		week: "2026-W49",
		urgent: false,
		on: "2026-12-01",
		source: { kind: "line", name: "" },
		met_by: "Alma",
		name: "Rosa",
		phone: PHONE,
		language: "es",
		purposes,
		erase: false,
		note: "",
		...changes,
	};
	const sealed = await server.seal("intake", "contact", id, body as unknown as Body);
	const clear = {
		campaign: CAMPAIGN,
		week: body.week,
		urgent: false,
		state: "new",
		reached: false,
		rev: 1,
	} as const;
	server.contacts.push({ id, ...clear, ...sealed });
	return id;
}

export const queue = () => fetchQueue().then((all) => openContacts(all));
export const only = (all: readonly ReviewedContact[]) => all.find(isWithdrawal) as OpenedWithdrawal;

/** What a reviewer does: looks who it is, confirms who is likely, and that is that. */
export async function confirm() {
	const all = await queue();
	const one = only(all);
	const chosen = (await findWhom(takenBack(one), all)).filter(({ likely }) => likely);
	const taken = takenBack(one, contactsOf(chosen));
	await stopAll(one.contact.id, chosen, taken, WORDS);
	await endWithdrawal(one, taken);
	return { chosen, id: one.contact.id };
}

export const stopped = (id: string) => stoppedFor(id).map(({ what, name }) => `${what} ${name}`);
export const taskStates = () => [...server.tasks.values()].map(({ state }) => state).sort();

/** How all of Rosa's stands: her case, what lies under both seals, and the tasks. */
export async function standing({ caseId, person }: { caseId: string; person: string }) {
	const { record, body } = await getCase(caseId);
	return {
		record: [record.state, record.offered_to, record.next_on],
		bodies: [body, (await getPerson(person)).body],
		tasks: taskStates(),
	};
}

/** Nothing of it is stopped. */
export const GOING = { record: ["open", FIDEL, "2026-11-30"], tasks: ["open", "open", "open"] };

export async function firstTask(caseId: string): Promise<OpenTask> {
	const [task] = (await getCase(caseId)).tasks;
	if (!task) throw new Error("no task");
	return task;
}

/** All is stopped, and its end does not arrive; the answer is to tap again. */
export async function tapped() {
	const all = await queue();
	const chosen = (await findWhom(takenBack(only(all)), all)).filter(({ likely }) => likely);
	const tap = async () => {
		await stopAll(only(all).contact.id, chosen, takenBack(only(all)), WORDS);
		return endWithdrawal(only(all), takenBack(only(all)));
	};
	server.refused = "/closing";
	await expect(tap()).rejects.toThrow();
	return { all, tap };
}
