import { signal } from "@preact/signals";
import { ApiError } from "../device/api";
import { isRecovery, Locked, prove, unlock } from "../device/unlocked";
import { hasWordsPasskey } from "../device/words_passkey";
import { _ } from "./i18n";
import { useStore } from "./store";
import { Sheet } from "./ui";
import { WordsForm } from "./words_form";
import { WordsPasskeyWay } from "./words_passkey";

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
	const passkey = useStore(hasWordsPasskey, []);
	if (passkey === undefined) return null;
	const provedNow = async () => {
		await prove();
		onProved();
	};
	return (
		<WordsForm
			class="stack"
			act={_("Confirmar")}
			autoFocus={!passkey}
			second={passkey}
			keyless={<p>{_("Esto lo hace quien administra y tiene una llave. Usted todavía no tiene.")}</p>}
			onWords={async (words) => {
				await unlock(words);
				await provedNow();
			}}
		>
			<p>
				{passkey
					? _("Con su huella o rostro, o con sus siete palabras. Así no basta con una computadora abierta.")
					: _("Esto solo lo hace quien sabe sus siete palabras. Así no basta con una computadora abierta.")}
			</p>
			{passkey && <WordsPasskeyWay onOpened={provedNow} />}
		</WordsForm>
	);
}
