import { KeyRound } from "lucide";
import { useEffect, useState } from "preact/hooks";
import { me } from "../device/identity";
import { storeVaults, type VaultsView } from "../device/keyholders";
import { makeOrganisationVaults, type NewVaults } from "../device/vaults";
import { DeskFault } from "./desk_faults";
import { useDirty } from "./dirty";
import { _ } from "./i18n";
import { RecoverySheet } from "./recovery_sheet";
import { useAct } from "./server";
import { Button } from "./ui";
import { WordsAsked, WordsShown } from "./vaults_words";

type Stage = "words" | "asked" | "recovery";

interface FoundingProps {
	onMade: (view: VaultsView) => void;
}

/**
 * Makes the vaults in this browser, step by step. Nothing is stored anywhere before the last step, so that leaving on
 * the way loses nothing but the words that were drawn; afterwards nobody can show them again.
 */
export function Founding({ onMade }: FoundingProps) {
	const [made, setMade] = useState<NewVaults | null>(null);
	const [stage, setStage] = useState<Stage>("words");
	const act = useAct();
	useDirty(made !== null);
	useEffect(() => scrollTo(0, 0), [stage]);
	if (!made) return <Explained onDrawn={setMade} />;
	if (stage === "words") return <WordsShown words={made.words} onWritten={() => setStage("asked")} />;
	if (stage === "asked") {
		return (
			<WordsAsked words={made.words} onRight={() => setStage("recovery")} onBack={() => setStage("words")} />
		);
	}
	return (
		<>
			<RecoverySheet
				words={made.recoveryWords}
				busy={act.busy}
				onKept={() => act.run(async () => onMade(await storeVaults(made.body)))}
			/>
			<DeskFault of={act.fault} />
		</>
	);
}

function Explained({ onDrawn }: { onDrawn: (made: NewVaults) => void }) {
	const act = useAct();
	const draw = () =>
		act.run(async () => {
			const identity = await me();
			if (!identity) return;
			onDrawn(await makeOrganisationVaults(identity.org.id, identity.member.id, identity.member.alias));
		});
	return (
		<section class="explained">
			<h2>{_("Antes de invitar a nadie: las bóvedas")}</h2>
			<p>
				{_(
					"Lo que una persona confía en la puerta se sella en el teléfono, al guardar. El servidor lo recibe cerrado y no lo puede leer; quien se lo robe o lo exija, tampoco. Solo lo abre quien tiene llave.",
				)}
			</p>
			<ol class="steps">
				<li>
					<div>
						<strong>{_("Siete palabras")}</strong>
						<p>{_("Este navegador las elige al azar. Son su llave: apúntelas en papel.")}</p>
					</div>
				</li>
				<li>
					<div>
						<strong>{_("Una hoja de recuperación")}</strong>
						<p>{_("Doce palabras para imprimir y guardar lejos, por si las suyas se pierden.")}</p>
					</div>
				</li>
				<li>
					<div>
						<strong>{_("Listo para invitar")}</strong>
						<p>{_("Cada teléfono que entra ya sabe con qué llave sellar.")}</p>
					</div>
				</li>
			</ol>
			<p class="soft">
				{_("Tome diez minutos, papel, y si puede una impresora. Que nadie mire la pantalla.")}
			</p>
			<DeskFault of={act.fault} />
			<Button kind="main" wide icon={KeyRound} busy={act.busy} onClick={draw}>
				{act.busy ? _("Creando…") : _("Crear las bóvedas")}
			</Button>
		</section>
	);
}
