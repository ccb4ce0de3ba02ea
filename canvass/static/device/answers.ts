/** Answers to the script: which questions are asked, and what of them is kept, always without the door. */

import { dayIn, isoWeek } from "./clock";
import { me } from "./identity";
import { uuidv4 } from "./ids";
import { type SavedPerson, savePerson, undoPerson } from "./people_saving";
import { sealFor } from "./sealing";
import type { Answers, AnswersEnvelope, Option, Question, Script, ScriptBody } from "./types";

/** The options to choose from; for yes or no the script may leave the words to the screen. */
export function optionsOf(question: Question): Option[] {
	if (question.options !== undefined && question.options.length > 0) {
		return question.options;
	}
	return question.type === "yes_no"
		? [
				{ id: "yes", text: {} },
				{ id: "no", text: {} },
			]
		: [];
}

/** The questions to ask now, in order. One whose condition hangs on a hidden question is hidden too. */
export function visibleQuestions(script: ScriptBody, answers: Answers): Question[] {
	const shown: Question[] = [];
	for (const question of script.questions) {
		const condition = question.show_if;
		const asked = condition && shown.some((earlier) => earlier.id === condition.question);
		const met =
			asked && (answers[condition.question] ?? []).some((option) => condition.any_of.includes(option));
		if (!condition || met) {
			shown.push(question);
		}
	}
	return shown;
}

function fits(question: Question, chosen: readonly string[]): boolean {
	const known = optionsOf(question).map((option) => option.id);
	const enough = question.type === "multiple" ? chosen.length >= 1 : chosen.length === 1;
	return enough && new Set(chosen).size === chosen.length && chosen.every((option) => known.includes(option));
}

/** Only answers to questions that are asked, and only options that the script knows. */
export function validAnswers(script: ScriptBody, answers: Answers): Answers {
	const asked = visibleQuestions(script, answers);
	const kept = asked.filter((question) => fits(question, answers[question.id] ?? []));
	return Object.fromEntries(kept.map((question) => [question.id, answers[question.id] ?? []]));
}

/** The answers with one more; those that hang on what is no longer so fall away. */
export function withAnswer(
	script: ScriptBody,
	answers: Answers,
	question: string,
	chosen: readonly string[],
): Answers {
	return validAnswers(script, { ...answers, [question]: [...chosen] });
}

/** Coded answers go in clear, those to questions marked sensitive go sealed. */
export function splitAnswers(script: ScriptBody, answers: Answers): { plain: Answers; sensitive: Answers } {
	const secret = new Set(
		script.questions.filter((question) => question.sensitive).map((question) => question.id),
	);
	const part = (sensitive: boolean) =>
		Object.fromEntries(Object.entries(answers).filter(([question]) => secret.has(question) === sensitive));
	return { plain: part(false), sensitive: part(true) };
}

/**
 * Saves what was answered as a people's record, to be undone for five minutes; null if nothing was.
 *
 * Throws SealingBlocked if a sensitive answer can't be sealed, SaveFailed if the phone could not write.
 */
export async function saveAnswers(given: {
	campaign: string;
	script: Script;
	answers: Answers;
}): Promise<SavedPerson | null> {
	const answers = validAnswers(given.script.body, given.answers);
	if (Object.keys(answers).length === 0) {
		return null;
	}
	const { plain, sensitive } = splitAnswers(given.script.body, answers);
	const id = uuidv4();
	const campaign = given.campaign;
	const script = given.script.id;
	const week = isoWeek(dayIn((await me())?.org.time_zone ?? "UTC"));
	const hidden = { v: 1, id, campaign, week, script, answers: sensitive };
	const sealed = Object.keys(sensitive).length > 0 ? await sealFor("field", "answers", id, hidden) : null;
	const body = { script, answers: plain, sealed };
	const envelope: AnswersEnvelope = { id, kind: "answers", campaign, week, urgent: false, schema: 1, body };
	return savePerson(envelope, given.answers);
}

/** Takes the answers back within five minutes: as they were given, or null if it is too late. */
export async function undoAnswers(id: string): Promise<Answers | null> {
	return (await undoPerson(id)) as Answers | null;
}
