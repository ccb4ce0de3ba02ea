import { signal } from "@preact/signals";
import { KeyRound } from "lucide";
import { useState } from "preact/hooks";
import { ApiError } from "../device/api";
import { areWrongWords, isRecovery, Locked, NotKeyholder, prove, unlock } from "../device/unlocked";
import { writtenOut } from "../device/wordhints";
import { DRAWN_WORDS } from "../device/words";
import { DeskFault, deskFaultText } from "./desk_faults";
import { _ } from "./i18n";
import { useAct } from "./server";
import { Button, Sheet } from "./ui";
import { WordsField } from "./words_field";

const asked = signal<((proved: boolean) => void) | null>(null);

/**
 * Asks the server for what needs a proof, or does what needs the keys: with keys in memory nobody is asked, else the seven
 * words are typed first. Who closes that sheet gets the refusal.
 */
export async function withProof<T>(request: () => Promise<T>): Promise<T> {
	try {
		return await request();
	} catch (error) {
		if (!wantsProof(error) || !(await proved())) throw error;
		return request();
	}
}

function wantsProof(error: unknown): boolean {
	if (error instanceof Locked) return true;
	// Who has recovery's paper needs no key of their own.
	const codes = isRecovery() ? ["proof_needed", "proof_impossible"] : ["proof_needed"];
	return error instanceof ApiError && codes.includes(error.code);
}

async function proved(): Promise<boolean> {
	try {
		await prove();
		return true;
	} catch (error) {
		if (!(error instanceof Locked)) throw error;
	}
	asked.value?.(false);
	return new Promise((resolve) => {
		asked.value = (yes) => {
			asked.value = null;
			resolve(yes);
		};
	});
}

/** Where `withProof` asks for the words: stands once on each screen that uses it. */
export function ProofSheet() {
	const answer = asked.value;
	if (answer === null) return null;
	return (
		<Sheet open onClose={() => answer(false)} title={_("Confirme que es usted")}>
			<ProofForm onProved={() => answer(true)} />
		</Sheet>
	);
}

function ProofForm({ onProved }: { onProved: () => void }) {
	const [typed, setTyped] = useState("");
	const [short, setShort] = useState(false);
	const act = useAct();
	const submit = (event: Event) => {
		event.preventDefault();
		const words = writtenOut(typed);
		setTyped(words);
		const missing = words.trim().split(/\s+/).length < DRAWN_WORDS;
		setShort(missing);
		if (missing) return;
		return act.run(async () => {
			await unlock(words);
			await prove();
			onProved();
		});
	};
	const wrong = areWrongWords(act.fault);
	return (
		<form class="stack" onSubmit={submit} noValidate>
			<p>
				{_(
					"Papeles y llaves solo los cambia quien sabe sus siete palabras. Así no basta con una computadora abierta.",
				)}
			</p>
			<WordsField
				label={_("Sus siete palabras, en orden")}
				value={typed}
				count={DRAWN_WORDS}
				error={short ? _("Faltan palabras: son siete.") : wrong ? deskFaultText(act.fault) : undefined}
				autoFocus
				onInput={(value) => {
					act.forget();
					setShort(false);
					setTyped(value);
				}}
			/>
			{act.fault instanceof NotKeyholder ? (
				<p class="soft">{_("Esto lo hace quien administra y tiene una llave. Usted todavía no tiene.")}</p>
			) : (
				!wrong && <DeskFault of={act.fault} />
			)}
			<Button kind="main" type="submit" wide icon={KeyRound} busy={act.busy} disabled={!typed.trim()}>
				{act.busy ? _("Abriendo…") : _("Confirmar")}
			</Button>
		</form>
	);
}
