import { ArrowRight, UserPlus } from "lucide";
import { useState } from "preact/hooks";
import { useLocation, useRoute } from "preact-iso";
import { optionsOf, saveAnswers, undoAnswers, visibleQuestions, withAnswer } from "../device/answers";
import { addressOf } from "../device/doors";
import { keepDraft, takeDraft } from "../device/drafts";
import type { SavedPerson } from "../device/people_saving";
import type { Answers, LanguageCode, Option, Question, Script } from "../device/types";
import { useDirty } from "./dirty";
import { type DoorInTurf, doorInTurf } from "./doors";
import { faultText } from "./faults";
import { _, locale } from "./i18n";
import { languageName, textIn } from "./languages";
import { useLeaving } from "./leaving";
import { pathAfter } from "./recording";
import { useStore } from "./store";
import { useTop } from "./top";
import { NotHere } from "./turf";
import { ask, Button, ButtonLink, ChoiceChips, Notice, Page, showToast } from "./ui";
import "./script.css";

/** What is said at a door: the greeting, the campaign's questions, and the way to a contact. */
export function Talk() {
	const { door: id } = useRoute().params as { door: string };
	const found = useStore(() => doorInTurf(id), [id]);
	if (found === undefined) return null;
	if (found === null) return <NotHere />;
	return <TalkScreen key={id} {...found} />;
}

function TalkScreen({ door, turf }: DoorInTurf) {
	const { route } = useLocation();
	const { script, campaign } = turf;
	useTop();
	const languages = campaign?.languages ?? [];
	const [language, setLanguage] = useState<LanguageCode>(
		languages.includes(locale.value) ? locale.value : "es",
	);
	const [answers, setAnswers] = useKeptAnswers(door.door, script);
	const next = async () => route(await pathAfter(door.turf), true);
	return (
		<Page
			title={_("Conversación")}
			back={`/doors/${door.door}`}
			under={addressOf(door)}
			foot={
				<>
					<ButtonLink icon={UserPlus} href={`/doors/${door.door}/contact`}>
						{_("Contacto")}
					</ButtonLink>
					<Button kind="main" icon={ArrowRight} onClick={next}>
						{_("Siguiente puerta")}
					</Button>
				</>
			}
		>
			{languages.length > 1 && <ReadIn languages={languages} value={language} onChange={setLanguage} />}
			{script ? (
				<Questions {...{ script, language, answers }} onChange={setAnswers} />
			) : (
				<Notice>
					{_("Esta campaña no tiene preguntas. Si la persona quiere que la llamen, añada un contacto.")}
				</Notice>
			)}
		</Page>
	);
}

interface ReadInProps {
	languages: readonly LanguageCode[];
	value: LanguageCode;
	onChange: (language: LanguageCode) => void;
}

/** In which language the words to be read aloud stand. */
export function ReadIn({ languages, value, onChange }: ReadInProps) {
	return (
		<ChoiceChips
			legend={_("Leer en")}
			value={value}
			onChange={onChange}
			options={languages.map((code) => ({ value: code, label: languageName(code) }))}
		/>
	);
}

interface QuestionsProps {
	script: Script;
	language: LanguageCode;
	answers: Answers;
	onChange: (answers: Answers) => void;
}

function Questions({ script: { body }, language, answers, onChange }: QuestionsProps) {
	const greeting = textIn(body.greeting, language);
	return (
		<>
			{greeting && (
				<blockquote class="aloud" lang={language}>
					{greeting}
				</blockquote>
			)}
			{visibleQuestions(body, answers).map((question) => (
				<Asked
					key={question.id}
					question={question}
					language={language}
					chosen={answers[question.id] ?? []}
					onChoose={(chosen) => onChange(withAnswer(body, answers, question.id, chosen))}
				/>
			))}
			{body.questions.length > 0 && (
				<p class="soft">{_("Las respuestas se guardan sin la puerta: nadie sabrá de qué casa son.")}</p>
			)}
		</>
	);
}

interface AskedProps {
	question: Question;
	language: LanguageCode;
	chosen: readonly string[];
	onChoose: (chosen: string[]) => void;
}

function Asked({ question, language, chosen, onChoose }: AskedProps) {
	const shown = {
		legend: textIn(question.text, language),
		options: optionsOf(question).map((option) => ({ value: option.id, label: optionText(option, language) })),
	};
	if (question.type === "multiple")
		return <ChoiceChips {...shown} multiple value={chosen} onChange={onChoose} />;
	return <ChoiceChips {...shown} value={chosen[0] ?? null} onChange={(option) => onChoose([option])} />;
}

function optionText({ id, text }: Option, language: LanguageCode): string {
	const words = textIn(text, language);
	if (words) return words;
	return id === "no" ? _("No") : id === "yes" ? _("Sí") : id;
}

interface Saved {
	saved: SavedPerson;
	answers: Answers;
}

/**
 * The answers as they are given. Whichever way the volunteer leaves, what was answered is saved then: answers have no
 * draft on the disk. Who comes back to the same conversation finds them, and what they change takes the first ones' place,
 * so that it is not counted twice.
 */
function useKeptAnswers(door: string, script: Script | null): [Answers, (answers: Answers) => void] {
	const [before] = useState(() => savedBefore(door));
	const [answers, setAnswers] = useState<Answers>(before?.answers ?? {});
	const changed = before ? answers !== before.answers : Object.keys(answers).length > 0;
	useDirty(changed);
	useLeaving(() => {
		if (!changed && before) keepDraft(nameOf(door), before);
		if (changed && script) void keep(door, script, answers, before);
	});
	return [answers, setAnswers];
}

const nameOf = (door: string) => `answers ${door}`;

/** What was answered at this door and can still be changed. */
function savedBefore(door: string): Saved | null {
	const before = takeDraft<Saved>(nameOf(door));
	return before && before.saved.undoUntil > Date.now() ? before : null;
}

/** Their screen is gone: what could not be saved is tried again for as long as the volunteer wants. */
async function keep(door: string, script: Script, answers: Answers, before: Saved | null): Promise<void> {
	let replaced = before;
	try {
		if (replaced && !(await undoAnswers(replaced.saved.id))) {
			showToast({ text: _("Ya es tarde para cambiar esas respuestas: quedan las de antes."), seconds: 10 });
			return;
		}
		replaced = null;
		const saved = await saveAnswers({ campaign: script.campaign, script, answers });
		if (!saved) return;
		keepDraft(nameOf(door), { saved, answers });
		showToast({ text: _("Respuestas guardadas, sin la puerta"), undo: () => takeBack(door, saved.id) });
	} catch (error) {
		const again = await ask({
			title: _("Las respuestas no se guardaron"),
			text: faultText(error),
			act: _("Guardar otra vez"),
			cancel: _("Perderlas"),
			alarm: true,
		});
		if (again) await keep(door, script, answers, replaced);
	}
}

async function takeBack(door: string, id: string): Promise<void> {
	takeDraft(nameOf(door));
	const taken = await undoAnswers(id).catch(() => null);
	showToast({ text: taken ? _("Respuestas borradas") : _("Ya es tarde para deshacer") });
}
