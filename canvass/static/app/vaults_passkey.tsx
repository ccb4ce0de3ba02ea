import { FingerprintPattern } from "lucide";
import { useState } from "preact/hooks";
import type { VaultsView } from "../device/keyholders";
import {
	addWordsPasskey,
	hasWordsPasskey,
	judgeWords,
	type RightWords,
	removeWordsPasskey,
} from "../device/words_passkey";
import { authenticator, canMakePasskeys } from "./authenticator";
import { DeskFault } from "./desk_faults";
import { _ } from "./i18n";
import { useAct } from "./server";
import { useStore } from "./store";
import { Button, showToast } from "./ui";
import { hasKey } from "./vaults_mine";
import { WordsForm } from "./words_form";

const READ_SECONDS = 12;

/** A keyholder lets a passkey of this device open beside their words, or ends that. */
export function WordsPasskey({ view }: { view: VaultsView }) {
	const there = useStore(hasWordsPasskey, []);
	const can = useStore(canMakePasskeys, []);
	if (!hasKey(view) || !(there || can)) return null;
	return (
		<details class="key-log">
			<summary>{_("Abrir con huella o rostro")}</summary>
			{there ? <Added /> : <Adding />}
		</details>
	);
}

function Added() {
	const act = useAct();
	const remove = () =>
		act.run(async () => {
			await removeWordsPasskey(authenticator);
			showToast({
				text: _(
					"Desde ahora solo abren sus palabras. En la lista de llaves de acceso de este equipo puede quedar una que ya no abre nada: bórrela.",
				),
				seconds: READ_SECONDS,
			});
		});
	return (
		<>
			<p>{_("En este equipo sus bóvedas abren también con su huella o rostro.")}</p>
			<DeskFault of={act.fault} />
			<Button icon={FingerprintPattern} busy={act.busy} onClick={remove}>
				{_("Abrir solo con las palabras")}
			</Button>
		</>
	);
}

/** The words first, then a tap of its own: browsers let a passkey be made only right after one. */
function Adding() {
	const [right, setRight] = useState<RightWords | null>(null);
	const [failed, setFailed] = useState(false);
	const act = useAct();
	const add = (words: RightWords) =>
		act.run(async () => setFailed(!(await addWordsPasskey(authenticator, words))));
	if (right === null) {
		return (
			<WordsForm class="stack" act={_("Seguir")} onWords={async (words) => setRight(await judgeWords(words))}>
				<Warning />
			</WordsForm>
		);
	}
	return (
		<div class="stack">
			<Warning />
			<Button kind="main" icon={FingerprintPattern} wide busy={act.busy} onClick={() => add(right)}>
				{_("Usar mi huella o rostro")}
			</Button>
			<DeskFault of={act.fault} />
			<p role="status">
				{failed &&
					_("No quedó activado: se canceló, o este equipo no lo permite. Sus palabras sirven como antes.")}
			</p>
		</div>
	);
}

function Warning() {
	return (
		<>
			<p>{_("En este equipo abre sin escribir las palabras, que siguen sirviendo. No las tire.")}</p>
			<p>
				{_(
					"Piénselo antes: es más fácil obligarle a poner el dedo o la cara que a decir siete palabras. También abre quien sabe el código de este equipo o tiene su huella guardada en él. No lo haga donde entra más gente.",
				)}
			</p>
		</>
	);
}
