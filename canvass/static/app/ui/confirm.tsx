import { signal } from "@preact/signals";
import { _ } from "../i18n";
import { Button } from "./button";
import { Sheet } from "./sheet";

export interface Question {
	title: string;
	/** What will happen, and what stays safe. */
	text: string;
	/** The verb on the button: "Borrar", "Devolver". */
	act: string;
	danger?: boolean;
	/** Something went wrong that must be read before going on. */
	alarm?: boolean;
	/** The other button; "Cancelar" where nothing better is said. */
	cancel?: string;
}

const asked = signal<{ question: Question; answer: (yes: boolean) => void } | null>(null);

/** Asks before something that cannot be undone; true when the act was chosen. One question at a time: a newer one says no to the older. */
export function ask(question: Question): Promise<boolean> {
	unask();
	return new Promise((resolve) => {
		const answer = (yes: boolean) => {
			asked.value = null;
			resolve(yes);
		};
		asked.value = { question, answer };
	});
}

/** Takes a question back that still stands there: the answer is no. */
export function unask(): void {
	asked.value?.answer(false);
}

/** Where `ask` shows its question: stands once in the shell. */
export function Confirm() {
	if (!asked.value) return null;
	const { question, answer } = asked.value;
	const foot = (
		<>
			<Button onClick={() => answer(false)}>{question.cancel ?? _("Cancelar")}</Button>
			<Button kind={question.danger ? "danger" : "main"} onClick={() => answer(true)}>
				{question.act}
			</Button>
		</>
	);
	return (
		<Sheet
			open
			onClose={() => answer(false)}
			title={question.title}
			foot={foot}
			alarm={question.alarm ?? false}
		>
			<p>{question.text}</p>
		</Sheet>
	);
}
