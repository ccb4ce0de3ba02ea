import { useState } from "preact/hooks";
import type { VaultsView } from "../device/keyholders";
import { newRecovery } from "../device/keyholding";
import { isRecovery, prove, unlockRecovery } from "../device/unlocked";
import { areRecoveryWords, RECOVERY_WORDS } from "../device/words";
import { DeskFault } from "./desk_faults";
import { useDirty } from "./dirty";
import { _ } from "./i18n";
import { withProof } from "./proof";
import { RecoverySheet } from "./recovery_sheet";
import { useAct } from "./server";
import { Button, Notice, showToast } from "./ui";
import { isUnlocked } from "./unlocking";
import { WordsForm } from "./words_form";

interface RecoveringProps {
	onChange: (view: VaultsView) => void;
}

/** Recovery's paper: opened where nobody else can, and made anew once it was used, or seen, or lost. */
export function Recovering({ onChange }: RecoveringProps) {
	const [fresh, setFresh] = useState<Awaited<ReturnType<typeof newRecovery>> | null>(null);
	const act = useAct();
	useDirty(fresh !== null);
	const used = isUnlocked.value && isRecovery();
	if (fresh) {
		const keep = () =>
			act.run(async () => {
				onChange(await withProof(fresh.store));
				setFresh(null);
				showToast({ text: _("La hoja nueva ya sirve. Destruya la vieja.") });
			});
		return (
			<>
				<RecoverySheet words={fresh.words} busy={act.busy} onKept={keep} />
				<DeskFault of={act.fault} />
			</>
		);
	}
	const begin = () => act.run(async () => setFresh(await newRecovery()));
	return (
		<details class="key-log" open={used}>
			<summary>{_("La hoja de recuperación")}</summary>
			<div class="stack">
				{used ? (
					<Notice title={_("Las bóvedas están abiertas con la hoja")}>
						<p>
							{_(
								"Dé ahora la llave a quien la necesita, arriba. Después haga una hoja nueva: la que se usó ya la vio una pantalla.",
							)}
						</p>
					</Notice>
				) : (
					!isUnlocked.value && <PaperForm />
				)}
				<p>{_("Si la hoja se usó, se perdió o alguien la vio, haga otra: la vieja deja de servir.")}</p>
				<DeskFault of={act.fault} />
				<Button busy={act.busy} onClick={begin}>
					{_("Hacer una hoja nueva")}
				</Button>
			</div>
		</details>
	);
}

function PaperForm() {
	return (
		<WordsForm
			class="stack"
			label={_("Las doce palabras de la hoja, en orden")}
			count={RECOVERY_WORDS}
			act={_("Abrir con la hoja")}
			fault={(words) =>
				areRecoveryWords(words) ? undefined : _("Alguna palabra no es de la hoja, o falta. Léalas otra vez.")
			}
			wrong={_("Estas no son las palabras de la hoja que sirve ahora.")}
			onWords={async (words) => {
				await unlockRecovery(words);
				await prove();
			}}
		>
			<p>{_("Si nadie puede abrir las bóvedas con sus palabras, ábralas con las doce de la hoja.")}</p>
		</WordsForm>
	);
}
