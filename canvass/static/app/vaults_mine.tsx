import { KeyRound } from "lucide";
import { useEffect, useState } from "preact/hooks";
import type { VaultsView } from "../device/keyholders";
import { askForKey, askNoMore, comparisonOf, drawKey, type NewKey } from "../device/keyholding";
import { DeskFault } from "./desk_faults";
import { useDirty } from "./dirty";
import { _ } from "./i18n";
import { member } from "./organisation";
import { useAct, useAnswer } from "./server";
import { Button, Notice } from "./ui";
import { WordList, WordsAsked, WordsShown } from "./vaults_words";

interface KeyProps {
	view: VaultsView;
	onChange: (view: VaultsView) => void;
}

/** Who has no key asks for one, and sees the six words that a keyholder compares. */
export function AskForKey({ view, onChange, again }: KeyProps & { again: () => void }) {
	const [drawing, setDrawing] = useState(false);
	const mine = view.candidates.find((one) => one.member === member.value?.id);
	if (mine) return <Waiting comparison={() => comparisonOf(mine)} again={again} />;
	if (hasKey(view)) return null;
	return drawing ? (
		<Drawing onAsked={onChange} />
	) : (
		<section class="card">
			<h2>{_("Usted todavía no tiene llave")}</h2>
			<p>
				{_(
					"Hágala aquí: este navegador elige siete palabras, y usted las apunta en papel. Después alguien que ya tiene llave compara seis palabras con usted, y se la da.",
				)}
			</p>
			<Button kind="main" wide icon={KeyRound} onClick={() => setDrawing(true)}>
				{_("Hacer mi llave")}
			</Button>
		</section>
	);
}

/** Who lost their words makes another key, which takes the old one's place. */
export function LostWords({ view, onChange }: KeyProps) {
	const [drawing, setDrawing] = useState(false);
	const waits = view.candidates.some((one) => one.member === member.value?.id);
	if (!hasKey(view) || waits) return null;
	return drawing ? (
		<Drawing onAsked={onChange} />
	) : (
		<details class="key-log">
			<summary>{_("¿Perdió sus siete palabras?")}</summary>
			<p>
				{_(
					"Haga una llave nueva. Otra persona con llave la compara con usted y se la da; la vieja deja de servir. Si nadie más tiene llave, use la hoja de recuperación.",
				)}
			</p>
			<Button icon={KeyRound} onClick={() => setDrawing(true)}>
				{_("Hacer una llave nueva")}
			</Button>
		</details>
	);
}

/** Whether this member holds a key of any vault. */
export function hasKey({ vaults }: VaultsView): boolean {
	return vaults.some(({ holders }) => holders.some((one) => one.member === member.value?.id));
}

/** Nothing is stored before the words are on paper. */
function Drawing({ onAsked }: { onAsked: (view: VaultsView) => void }) {
	const made = useAnswer(drawKey, []);
	const [written, setWritten] = useState(false);
	const act = useAct();
	useDirty(true);
	useEffect(() => scrollTo(0, 0), [written]);
	const ask = (key: NewKey) => act.run(async () => onAsked(await askForKey(key)));
	if (made.fault !== null) return <DeskFault of={made.fault} again={made.again} />;
	if (!made.value) {
		return (
			<p class="soft" role="status">
				{_("Creando…")}
			</p>
		);
	}
	const { words } = made.value;
	if (!written) return <WordsShown words={words} onWritten={() => setWritten(true)} />;
	return (
		<>
			<WordsAsked
				words={words}
				onRight={() => made.value && ask(made.value)}
				onBack={() => setWritten(false)}
			/>
			<DeskFault of={act.fault} />
		</>
	);
}

function Waiting({ comparison, again }: { comparison: () => Promise<string>; again: () => void }) {
	const words = useAnswer(comparison, []);
	const act = useAct();
	const stop = () =>
		act.run(async () => {
			await askNoMore();
			again();
		});
	return (
		<Notice title={_("Su llave espera")}>
			<p>
				{_(
					"Léale estas seis palabras, en persona o por teléfono, a alguien que ya tiene llave. No son las siete de su papel: esas no se las diga a nadie.",
				)}
			</p>
			{words.value && <WordList words={words.value} />}
			<DeskFault of={words.fault ?? act.fault} />
			<div class="row">
				<Button onClick={again}>{_("Ver si ya me la dieron")}</Button>
				<Button kind="quiet" busy={act.busy} onClick={stop}>
					{_("Retirar la petición")}
				</Button>
			</div>
		</Notice>
	);
}
