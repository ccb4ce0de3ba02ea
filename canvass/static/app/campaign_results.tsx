import { Download } from "lucide";
import { resultsTable } from "../device/results";
import { today } from "./desk_words";
import { download } from "./download";
import { _, ngettext } from "./i18n";
import { ProofSheet, withProof } from "./proof";
import { Fault, useAct } from "./server";
import { Button, showToast } from "./ui";

/** The visits as a table with NGP VAN's codes, for who may: without who went, and without who lives there. */
export function CampaignResults({ campaign }: { campaign: string }) {
	const act = useAct();
	const take = () =>
		act.run(async () => {
			const { file, visits } = await withProof(() => resultsTable(campaign, today()));
			download(file);
			const text = ngettext("%(n)s visita en la tabla", "%(n)s visitas en la tabla", visits, { n: visits });
			showToast({ text, seconds: 8 });
		});
	return (
		<section aria-labelledby="results">
			<h2 id="results">{_("Para otros sistemas")}</h2>
			<p class="soft">
				{_(
					"Una tabla con puerta, día y resultado, y los códigos de NGP VAN. Sin quién fue y sin nada de quien vive ahí; aun así es una lista de casas: guárdela poco tiempo.",
				)}
			</p>
			<Fault of={act.fault} />
			<Button icon={Download} busy={act.busy} onClick={take}>
				{_("Bajar los resultados (CSV)")}
			</Button>
			<ProofSheet />
		</section>
	);
}
