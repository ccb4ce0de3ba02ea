import { Download } from "lucide";
import type { VaultsView } from "../device/keyholders";
import { sealedCopy } from "../device/keyholding";
import { DeskFault } from "./desk_faults";
import { download } from "./download";
import { _ } from "./i18n";
import { member } from "./organisation";
import { withProof } from "./proof";
import { useAct } from "./server";
import { Button, showToast } from "./ui";

/** A sealed copy of what I may open, to be opened on a machine of my own. */
export function SealedCopy({ view }: { view: VaultsView }) {
	const act = useAct();
	const mine = view.vaults.some(({ holders }) => holders.some((one) => one.member === member.value?.id));
	if (!mine) return null;
	const take = () =>
		act.run(async () => {
			const file = await withProof(sealedCopy);
			download(file);
			showToast({ text: _("La copia está en las descargas: %(name)s", { name: file.name }), seconds: 8 });
		});
	return (
		<details class="key-log">
			<summary>{_("Una copia sellada")}</summary>
			<p>
				{_(
					"Trae todo lo que usted puede abrir, cerrado como está en el servidor. Se abre en su computadora, sin red, con canvass vault open y sus siete palabras.",
				)}
			</p>
			<DeskFault of={act.fault} />
			<Button icon={Download} busy={act.busy} onClick={take}>
				{_("Bajar la copia")}
			</Button>
		</details>
	);
}
