import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide";
import { optionsOf } from "../device/answers";
import type { FieldError } from "../device/api";
import type { Question, QuestionType } from "../device/types";
import { _ } from "./i18n";
import { textIn } from "./languages";
import { freshId, OptionList } from "./script_options";
import { below, TextPair } from "./script_texts";
import { Button, CheckField, ChoiceChips, SelectField } from "./ui";

interface QuestionListProps {
	languages: readonly string[];
	questions: Question[];
	errors: readonly FieldError[];
	onChange: (questions: Question[]) => void;
}

/** A script's questions in the order in which they are asked. */
export function QuestionList({ languages, questions, errors, onChange }: QuestionListProps) {
	const replace = (index: number, question: Question) => onChange(questions.with(index, question));
	return (
		<section aria-labelledby="questions">
			<h2 id="questions">{_("Preguntas")}</h2>
			<p class="soft">
				{_("Pocas y cortas. Lo que toca a una persona concreta va en el contacto, no en las preguntas.")}
			</p>
			<ol class="questions">
				{questions.map((question, index) => (
					<li key={question.id} class="card">
						<QuestionHead
							index={index}
							count={questions.length}
							onMove={(to) => onChange(moved(questions, index, to))}
							onRemove={() => onChange(without(questions, question.id))}
						/>
						<QuestionFields
							languages={languages}
							question={question}
							earlier={questions.slice(0, index)}
							errors={below(errors, index)}
							onChange={(changed) => replace(index, changed)}
						/>
					</li>
				))}
			</ol>
			<Button icon={Plus} onClick={() => onChange([...questions, newQuestion(questions)])}>
				{_("Añadir una pregunta")}
			</Button>
		</section>
	);
}

interface QuestionHeadProps {
	index: number;
	count: number;
	onMove: (to: number) => void;
	onRemove: () => void;
}

function QuestionHead({ index, count, onMove, onRemove }: QuestionHeadProps) {
	const n = index + 1;
	return (
		<div class="question-head">
			<h3>{_("Pregunta %(n)s", { n })}</h3>
			<Button
				kind="quiet"
				icon={ArrowUp}
				label={_("Subir la pregunta %(n)s", { n })}
				disabled={index === 0}
				onClick={() => onMove(index - 1)}
			/>
			<Button
				kind="quiet"
				icon={ArrowDown}
				label={_("Bajar la pregunta %(n)s", { n })}
				disabled={n === count}
				onClick={() => onMove(index + 1)}
			/>
			<Button kind="quiet" icon={Trash2} label={_("Quitar la pregunta %(n)s", { n })} onClick={onRemove} />
		</div>
	);
}

interface QuestionFieldsProps {
	languages: readonly string[];
	question: Question;
	/** Those asked before it: only on them can it depend. */
	earlier: readonly Question[];
	errors: readonly FieldError[];
	onChange: (question: Question) => void;
}

function QuestionFields({ languages, question, earlier, errors, onChange }: QuestionFieldsProps) {
	return (
		<>
			<TextPair
				label={_("Texto")}
				languages={languages}
				value={question.text}
				errors={below(errors, "text")}
				rows={2}
				onChange={(text) => onChange({ ...question, text })}
			/>
			<ChoiceChips
				legend={_("Cómo se contesta")}
				options={typeChoices()}
				value={question.type}
				onChange={(type) => onChange(withType(question, type))}
			/>
			{question.type !== "yes_no" && (
				<OptionList
					languages={languages}
					options={question.options ?? []}
					errors={below(errors, "options")}
					onChange={(options) => onChange({ ...question, options })}
				/>
			)}
			<Condition question={question} earlier={earlier} onChange={onChange} />
			<CheckField
				label={_("Delicada: se sella en el teléfono")}
				checked={question.sensitive}
				onChange={(sensitive) => onChange({ ...question, sensitive })}
			>
				{_("Sus respuestas no se cuentan aquí; solo las lee quien tiene la llave.")}
			</CheckField>
		</>
	);
}

function typeChoices(): { value: QuestionType; label: string }[] {
	return [
		{ value: "single", label: _("Una opción") },
		{ value: "multiple", label: _("Varias opciones") },
		{ value: "yes_no", label: _("Sí o no") },
	];
}

interface ConditionProps {
	question: Question;
	earlier: readonly Question[];
	onChange: (question: Question) => void;
}

/** Whether a question is always asked, or only after certain answers to an earlier one. */
function Condition({ question, earlier, onChange }: ConditionProps) {
	if (earlier.length === 0) return null;
	const condition = question.show_if ?? null;
	const asked = earlier.find(({ id }) => id === condition?.question);
	const choose = (id: string) => onChange({ ...question, show_if: id ? { question: id, any_of: [] } : null });
	return (
		<>
			<SelectField
				label={_("Cuándo se hace")}
				value={condition?.question ?? ""}
				placeholder={_("Siempre")}
				options={earlier.map(({ id, text }) => ({
					value: id,
					label: _("Según: %(text)s", { text: textIn(text) }),
				}))}
				onChange={choose}
			/>
			{condition && asked && (
				<ChoiceChips
					multiple
					legend={_("Si contestó alguna de estas")}
					options={optionsOf(asked).map(({ id, text }) => ({ value: id, label: textIn(text) || yesNo(id) }))}
					value={condition.any_of}
					onChange={(any_of) => onChange({ ...question, show_if: { question: asked.id, any_of } })}
					{...(condition.any_of.length ? {} : { error: _("Elija por lo menos una respuesta.") })}
				/>
			)}
		</>
	);
}

function yesNo(id: string): string {
	if (id === "yes") return _("Sí");
	return id === "no" ? _("No") : id;
}

function newQuestion(questions: readonly Question[]): Question {
	return {
		id: freshId("q", questions),
		type: "yes_no",
		text: {},
		sensitive: false,
		options: [],
		show_if: null,
	};
}

function withType(question: Question, type: QuestionType): Question {
	const kept = question.type === "yes_no" ? [] : (question.options ?? []);
	const options = kept.length
		? kept
		: [
				{ id: "o1", text: {} },
				{ id: "o2", text: {} },
			];
	return { ...question, type, options: type === "yes_no" ? [] : options };
}

/** Moved by one place; a condition that now names a later question falls away. */
function moved(questions: readonly Question[], from: number, to: number): Question[] {
	const question = questions[from];
	if (!question) return [...questions];
	return mended(questions.toSpliced(from, 1).toSpliced(to, 0, question));
}

function without(questions: readonly Question[], id: string): Question[] {
	return mended(questions.filter((question) => question.id !== id));
}

function mended(questions: readonly Question[]): Question[] {
	return questions.map((question, index) => {
		const named = questions.slice(0, index).some(({ id }) => id === question.show_if?.question);
		return question.show_if && !named ? { ...question, show_if: null } : question;
	});
}
