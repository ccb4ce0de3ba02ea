import { Printer } from "lucide";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { CutTurf } from "../device/cutting";
import type { SheetStop } from "../device/walk_sheet";
import { beginWords } from "./beginning";
import { goodForText } from "./good_for";
import { _ } from "./i18n";
import { organisation } from "./organisation";
import { distanceText, doorsText } from "./places";
import { SheetQrCode } from "./qr_code";
import { SheetMap } from "./sheet_map";
import { SheetCodes, SheetTable } from "./sheet_table";
import { Button, ChoiceChips } from "./ui";
import "./styles/team.css";
import "./styles/walk_sheet.css";

type Paper = "letter" | "a4";

interface SheetsProps {
	campaign: string;
	sheets: readonly SheetOf[];
	/** Whether all that is to be printed is here. */
	ready: boolean;
	/** What is said and chosen above the paper, and not printed. */
	children?: ComponentChildren;
}

/** What is printed of a turf. */
export interface SheetOf {
	turf: CutTurf;
	stops: SheetStop[];
}

/** Turfs on paper, each on a page of its own, and above them on the screen how they are printed. */
export function Sheets({ campaign, sheets, ready, children }: SheetsProps) {
	const [paper, setPaper] = useState<Paper>(usualPaper);
	return (
		<>
			<div class="not-printed">
				<p>
					{_(
						"Lleva las puertas en orden y casillas para marcar. Nunca lleva nombres, y nadie los escribe en ella.",
					)}
				</p>
				{children}
				<ChoiceChips
					legend={_("Tamaño del papel")}
					options={[
						{ value: "letter", label: _("Carta") },
						{ value: "a4", label: "A4" },
					]}
					value={paper}
					onChange={setPaper}
				/>
				<Button kind="main" icon={Printer} disabled={!ready} onClick={() => print()}>
					{_("Imprimir")}
				</Button>
			</div>
			{sheets.map((sheet) => (
				<Sheet key={sheet.turf.id} {...sheet} campaign={campaign} paper={paper} />
			))}
		</>
	);
}

/** Most of the Americas print on Letter, everybody else on A4. */
function usualPaper(): Paper {
	return organisation.value?.time_zone.startsWith("America/") ? "letter" : "a4";
}

/** A turf on paper, for who walks without a phone or wants both. */
function Sheet({ campaign, turf, stops, paper }: SheetOf & { campaign: string; paper: Paper }) {
	const label = _("Puertas en orden: %(turf)s", { turf: turf.name });
	return (
		<article class={`walk-sheet walk-sheet-${paper}`}>
			<header>
				<div>
					<h2>{turf.name}</h2>
					<p>{campaign}</p>
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
					<SheetQrCode turf={turf.id} />
					<figcaption>{_("Para pasar la hoja al teléfono")}</figcaption>
				</figure>
			</header>
			<Note turf={turf} stops={stops} />
			<SheetMap stops={stops} polygon={turf.polygon} start={turf.start} />
			<SheetCodes />
			{/* biome-ignore lint/a11y/noNoninteractiveTabindex: on a phone it scrolls sideways, by keys too. */}
			<section class="sheet-scrolls" tabIndex={0} aria-label={label}>
				<SheetTable turf={turf.name} stops={stops} />
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

/** What to know before walking it: whom it suits, where the walk begins, what the last ones noted. */
function Note({ turf: { note, good_for, start }, stops }: SheetOf) {
	const doors = stops.flatMap((stop) => stop.doors);
	const lines = [goodForText(good_for), start && beginWords(start, doors), note].filter(Boolean);
	return lines.length > 0 ? <p class="sheet-note">{lines.join("\n")}</p> : null;
}
