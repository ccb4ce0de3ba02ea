import { FileSearch } from "lucide";
import { useLocation } from "preact-iso";
import { listCampaigns } from "../device/campaigns";
import { getRetention, listHolds, type Retention } from "../device/privacy";
import { _, formatDateTime } from "./i18n";
import { Erasing } from "./privacy_erasing";
import { HoldingsScreen } from "./privacy_holdings";
import { Holds } from "./privacy_holds";
import { Kept } from "./privacy_kept";
import { ProofSheet } from "./proof";
import { Answered, useAnswer } from "./server";
import { ButtonLink, Page } from "./ui";
import "./styles/team.css";
import "./styles/desk.css";

/** For administrators: what the server keeps, and at `?holdings` all that it has. */
export function Privacy() {
	return "holdings" in useLocation().query ? <HoldingsScreen /> : <Keeping />;
}

/** How long things are kept, what must be kept, and what goes for good. */
function Keeping() {
	const kept = useAnswer(getRetention, []);
	const held = useAnswer(async () => {
		const [holds, campaigns] = await Promise.all([listHolds(), listCampaigns()]);
		return { holds, campaigns };
	}, []);
	return (
		<Page title={_("Lo que se guarda")}>
			<p>
				{_(
					"Lo que no existe no se puede quitar ni entregar. Cada noche el servidor borra lo que ya cumplió su tiempo.",
				)}
			</p>
			<ButtonLink icon={FileSearch} href="/privacy?holdings">
				{_("¿Qué obtendría una orden judicial?")}
			</ButtonLink>
			<Answered answer={kept}>
				{(retention) => (
					<>
						<Night retention={retention} />
						<Kept retention={retention} onChange={kept.take} />
					</>
				)}
			</Answered>
			<Answered answer={held}>
				{({ holds, campaigns }) => (
					<>
						<Holds
							holds={holds}
							campaigns={campaigns}
							onChange={(changed) => {
								held.take({ holds: changed, campaigns });
								kept.again();
							}}
						/>
						<Erasing
							campaigns={campaigns}
							onErased={() => {
								held.again();
								kept.again();
							}}
						/>
					</>
				)}
			</Answered>
			<ProofSheet />
		</Page>
	);
}

function Night({ retention: { night, backup } }: { retention: Retention }) {
	return (
		<dl class="facts nights">
			<div class="fact">
				<dt>{_("Último borrado")}</dt>
				<dd>{night ? formatDateTime(night) : _("Todavía ninguno. Se hace a las tres de la mañana.")}</dd>
			</div>
			<div class="fact">
				<dt>{_("Última copia")}</dt>
				<dd>{backup ? formatDateTime(backup) : _("No hay ninguna.")}</dd>
			</div>
		</dl>
	);
}
