/** Somebody takes back what they agreed to: written down where they say it, sealed and sent as a contact is. */

import { dayIn, isoWeek } from "./clock";
import { formatPhone, settled } from "./contacts";
import { me } from "./identity";
import { uuidv4 } from "./ids";
import { type SavedPerson, savePerson, sealContact, undoPerson } from "./people_saving";
import type { Source, WithdrawalBody } from "./types";

/** What the form holds, in the page's memory only. */
export type WithdrawalForm = Pick<
	WithdrawalBody,
	"campaign" | "source" | "name" | "phone" | "language" | "purposes" | "erase" | "note"
>;

export type WithdrawalProblem = "who_needed" | "bad_phone" | "what_needed";

/** The form is not saved as it stands. */
export class WithdrawalInvalid extends Error {
	override name = "WithdrawalInvalid";

	constructor(readonly problems: WithdrawalProblem[]) {
		super(problems.join(", "));
	}
}

export function emptyWithdrawal(campaign: string, source: Source, language: string): WithdrawalForm {
	return { campaign, source, language, name: "", phone: "", purposes: [], erase: false, note: "" };
}

/** What keeps the form from being saved: none if it can be. */
export async function checkWithdrawal(form: WithdrawalForm): Promise<WithdrawalProblem[]> {
	const { name, phone, purposes, erase } = form;
	const problems: WithdrawalProblem[] = [];
	if (!erase && purposes.length === 0) problems.push("what_needed");
	if (name.trim() === "" && phone.trim() === "") problems.push("who_needed");
	if (phone.trim() !== "" && (await formatPhone(phone)) === null) problems.push("bad_phone");
	return problems;
}

/**
 * Seals a withdrawal to `intake` and saves it among the contacts, to be undone for five minutes.
 *
 * Throws WithdrawalInvalid, SealingBlocked or SaveFailed; then nothing is on the phone.
 */
export async function saveWithdrawal(form: WithdrawalForm): Promise<SavedPerson> {
	const problems = await checkWithdrawal(form);
	const member = await me();
	if (problems.length > 0 || member === undefined) throw new WithdrawalInvalid(problems);
	const id = uuidv4();
	const on = dayIn(member.org.time_zone);
	const body: WithdrawalBody = {
		v: 1,
		type: "withdrawal",
		id,
		campaign: form.campaign,
		week: isoWeek(on),
		urgent: false,
		on,
		source: settled(form.source),
		met_by: member.member.alias,
		name: form.name.trim(),
		phone: (await formatPhone(form.phone)) ?? "",
		language: form.language,
		purposes: form.purposes,
		erase: form.erase,
		note: form.note.trim(),
	};
	return savePerson(await sealContact(body), form);
}

/** Takes it back within five minutes: the form as it was filled in, or null if it is too late. */
export async function undoSaving(id: string): Promise<WithdrawalForm | null> {
	return (await undoPerson(id)) as WithdrawalForm | null;
}
