import { ArrowRight, UserPlus } from "lucide";
import { useEffect, useRef, useState } from "preact/hooks";
import { useLocation, useRoute } from "preact-iso";
import { optionsOf, saveAnswers, undoAnswers, visibleQuestions, withAnswer } from "../device/answers";
import { addressOf } from "../device/doors";
import type { Answers, LanguageCode, Option, Question, Script } from "../device/types";
import { useDirty } from "./dirty";
import { type DoorInTurf, doorInTurf } from "./doors";
import { faultText } from "./faults";
import { _, locale } from "./i18n";
import { languageName, textIn } from "./languages";
import { pathAfter } from "./recording";
import { useStore } from "./store";
import { useTop } from "./top";
import { NotHere } from "./turf";
import { Button, ButtonLink, ChoiceChips, Notice, Page, showToast } from "./ui";
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
	const [answers, setAnswers] = useKeptAnswers(script);
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

/**
 * The answers as they are given. Whichever way the volunteer leaves, what was answered is saved then: answers have no
 * draft on the disk, and a conversation is not asked for twice.
 */
function useKeptAnswers(script: Script | null): [Answers, (answers: Answers) => void] {
	const [answers, setAnswers] = useState<Answers>({});
	const latest = useRef({ answers, script });
	latest.current = { answers, script };
	useDirty(Object.keys(answers).length > 0);
	useEffect(
		() => () => {
			if (latest.current.script) void keep(latest.current.script, latest.current.answers);
		},
		[],
	);
	return [answers, setAnswers];
}

async function keep(script: Script, answers: Answers): Promise<void> {
	try {
		const saved = await saveAnswers({ campaign: script.campaign, script, answers });
		if (saved) showToast({ text: _("Respuestas guardadas, sin la puerta"), undo: () => takeBack(saved.id) });
	} catch (error) {
		showToast({ text: faultText(error), seconds: 10 });
	}
}

async function takeBack(id: string): Promise<void> {
	const taken = await undoAnswers(id).catch(() => null);
	showToast({ text: taken ? _("Respuestas borradas") : _("Ya es tarde para deshacer") });
}
