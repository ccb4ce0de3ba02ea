import { type AnswerCount, getScript, type PublishedScript } from "../device/campaigns";
import type { Question } from "../device/types";
import { Bar } from "./figures";
import { _, formatDate, formatNumber } from "./i18n";
import { textIn } from "./languages";
import { Answered, useAnswer } from "./server";

/** How often each option was chosen, question by question; answers name the version of the script that asked. */
export function CampaignAnswers({ counts }: { counts: AnswerCount[] }) {
	const ids = [...new Set(counts.map(({ script }) => script))];
	const scripts = useAnswer(async () => {
		const found = await Promise.all(ids.map(getScript));
		return found.sort((a, b) => b.version - a.version);
	}, [ids.join()]);
	if (counts.length === 0) {
		return <p class="soft">{_("Todavía no hay respuestas. Aquí se cuentan, sin puerta y sin nombre.")}</p>;
	}
	return (
		<Answered answer={scripts}>
			{(found) =>
				found.map((script) => (
					<ScriptAnswers
						key={script.id}
						script={script}
						named={found.length > 1}
						counts={counts.filter((count) => count.script === script.id)}
					/>
				))
			}
		</Answered>
	);
}

interface ScriptAnswersProps {
	script: PublishedScript;
	/** Whether to say which version asked: only where there are several. */
	named: boolean;
	counts: AnswerCount[];
}

function ScriptAnswers({ script, named, counts }: ScriptAnswersProps) {
	const asked = script.body.questions.filter(({ id }) => counts.some(({ question }) => question === id));
	return (
		<>
			{named && (
				<p class="soft">
					{_("Guion %(version)s, publicado el %(day)s", {
						version: script.version,
						day: formatDate(script.published_at),
					})}
				</p>
			)}
			{asked.map((question) => (
				<QuestionCounts
					key={question.id}
					question={question}
					counts={counts.filter((count) => count.question === question.id)}
				/>
			))}
		</>
	);
}

function QuestionCounts({ question, counts }: { question: Question; counts: AnswerCount[] }) {
	const most = Math.max(1, ...counts.map(({ n }) => n ?? 0));
	return (
		<div class="question-counts">
			<h3>{textIn(question.text)}</h3>
			<ul class="bars">
				{counts.map(({ option, n }) => (
					<Bar
						key={option}
						label={optionWords(question, option)}
						text={n === null ? _("pocas") : formatNumber(n)}
						share={(n ?? 0) / most}
					/>
				))}
			</ul>
		</div>
	);
}

/** An option as the script words it; a yes or no may be left to us. */
export function optionWords(question: Question, option: string): string {
	const text = textIn(question.options?.find(({ id }) => id === option)?.text ?? {});
	if (text) return text;
	if (option === "yes") return _("Sí");
	return option === "no" ? _("No") : option;
}
