import { Printer } from "lucide";
import { useState } from "preact/hooks";
import { useRoute } from "preact-iso";
import { type Campaign, getCampaign } from "../device/campaigns";
import { type CutTurf, getTurf } from "../device/cutting";
import { type SheetStop, sheetDoors, stopsOf } from "../device/walk_sheet";
import { _ } from "./i18n";
import { organisation } from "./organisation";
import { distanceText, doorsText } from "./places";
import { TurfQrCode } from "./qr_code";
import { Answered, useAnswer } from "./server";
import { SheetMap } from "./sheet_map";
import { SheetCodes, SheetTable } from "./sheet_table";
import { Button, ChoiceChips, Page } from "./ui";
import "./styles/walk_sheet.css";

type Paper = "letter" | "a4";

interface Printed {
	campaign: Campaign;
	turf: CutTurf;
	stops: SheetStop[];
}

/** A turf on paper, for who walks without a phone or wants both. */
export function WalkSheet() {
	const { id = "", turf: turfId = "" } = useRoute().params;
	const [paper, setPaper] = useState<Paper>(usualPaper);
	const answer = useAnswer<Printed>(async () => {
		const [campaign, turf, doors] = await Promise.all([getCampaign(id), getTurf(turfId), sheetDoors(turfId)]);
		return { campaign, turf, stops: stopsOf(doors) };
	}, [id, turfId]);
	return (
		<Page title={_("Hoja para caminar")} back={`/campaigns/${id}/map?turf=${turfId}`} width="wide">
			<div class="not-printed">
				<p>
					{_(
						"Lleva las puertas en orden y casillas para marcar. Nunca lleva nombres, y nadie los escribe en ella.",
					)}
				</p>
				<ChoiceChips
					legend={_("Tamaño del papel")}
					options={[
						{ value: "letter", label: _("Carta") },
						{ value: "a4", label: "A4" },
					]}
					value={paper}
					onChange={setPaper}
				/>
				<Button kind="main" icon={Printer} disabled={!answer.value} onClick={() => print()}>
					{_("Imprimir")}
				</Button>
			</div>
			<Answered answer={answer}>{(found) => <Sheet {...found} paper={paper} />}</Answered>
		</Page>
	);
}

/** Most of the Americas print on Letter, everybody else on A4. */
function usualPaper(): Paper {
	return organisation.value?.time_zone.startsWith("America/") ? "letter" : "a4";
}

function Sheet({ campaign, turf, stops, paper }: Printed & { paper: Paper }) {
	return (
		<article class={`walk-sheet walk-sheet-${paper}`}>
			<header>
				<div>
					<h2>{turf.name}</h2>
					<p>{campaign.name}</p>
					<p>
						{doorsText(stops.reduce((sum, { doors }) => sum + doors.length, 0))}
						{" · "}
						{_("%(distance)s a pie", { distance: distanceText(turf.walk_metres) })}
					</p>
					<p class="sheet-blanks">
						<span>{_("Fecha")}</span>
						<span>{_("De las … a las …")}</span>
					</p>
				</div>
				<figure>
					<TurfQrCode turf={turf.id} />
					<figcaption>{_("Abre la zona en el teléfono")}</figcaption>
				</figure>
			</header>
			{turf.note && <p class="sheet-note">{turf.note}</p>}
			<SheetMap stops={stops} polygon={turf.polygon} />
			<SheetCodes />
			{/* biome-ignore lint/a11y/noNoninteractiveTabindex: on a phone it scrolls sideways, by keys too. */}
			<section class="sheet-scrolls" tabIndex={0} aria-label={_("Puertas en orden")}>
				<SheetTable stops={stops} />
			</section>
			<footer>
				{_(
					"No escriba nombres ni lo que le cuenten: eso va sellado en el teléfono. Al volver, entregue esta hoja a quien se la dio.",
				)}
				{organisation.value?.hotline && ` ${_("Línea: %(number)s", { number: organisation.value.hotline })}`}
			</footer>
		</article>
	);
}
