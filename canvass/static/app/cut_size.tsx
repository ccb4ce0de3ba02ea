import type { Wish } from "../device/plans";
import { _, ngettext } from "./i18n";
import { doorsText } from "./places";
import { hoursText } from "./plan_words";
import { fieldError } from "./server";
import { ChoiceChips, TextField } from "./ui";

/** What is typed, also while it is no number yet. */
export interface WishFields {
	kind: Wish["kind"];
	doors: string;
	canvassers: string;
	hours: string;
	pace: string;
}

export const START: WishFields = { kind: "doors", doors: "50", canvassers: "6", hours: "2.5", pace: "20" };
/** As the server has it. */
const LEAST = 1;
const MOST = 2000;
const LONGEST_HOURS = 12;

/** The wish, or null while the fields make none. */
export function readWish({ kind, doors, canvassers, hours, pace }: WishFields): Wish | null {
	switch (kind) {
		case "doors": {
			const n = whole(doors);
			return n && n <= MOST ? { kind, doors: n } : null;
		}
		case "canvassers": {
			const n = whole(canvassers);
			return n && n <= MOST ? { kind, canvassers: n } : null;
		}
		case "shift": {
			const [h, p] = [amount(hours), amount(pace)];
			return h && p && h <= LONGEST_HOURS ? { kind, hours: h, doors_per_hour: p } : null;
		}
	}
}

function whole(text: string): number | null {
	const n = amount(text);
	return n && n >= LEAST && Number.isInteger(n) ? n : null;
}

/** A number as people type it, with a comma or a point. */
function amount(text: string): number | null {
	const n = Number(text.trim().replace(",", "."));
	return text.trim() && Number.isFinite(n) && n > 0 ? n : null;
}

/** About what would come of it: the server cuts to what is walked, which nobody knows before. */
function expected(wish: Wish, doors: number): string {
	if (wish.kind === "canvassers") {
		const n = Math.max(1, Math.round(doors / wish.canvassers));
		return ngettext(
			"Saldría más o menos %(n)s puerta por zona.",
			"Saldrían unas %(n)s puertas por zona.",
			n,
			{ n },
		);
	}
	const size = wish.kind === "doors" ? wish.doors : wish.hours * wish.doors_per_hour;
	const zones = Math.max(1, Math.round(doors / size));
	if (wish.kind === "doors") return _("Zonas que saldrían, más o menos: %(n)s.", { n: zones });
	return _(
		"En %(hours)s se tocan unas %(n)s puertas, sin contar el camino. Zonas, por lo menos: %(zones)s.",
		{
			hours: hoursText(wish.hours),
			n: Math.max(1, Math.round(size)),
			zones,
		},
	);
}

function wrongNumber(): string {
	return _("Escriba un número que sirva.");
}

/** Each of the two under its own field. */
function shiftErrors({ hours, pace }: WishFields): { hours: string | undefined; pace: string | undefined } {
	const h = amount(hours);
	return {
		hours: h && h <= LONGEST_HOURS ? undefined : wrongNumber(),
		pace: amount(pace) ? undefined : wrongNumber(),
	};
}

function noDoors(): string {
	return _("No queda ninguna puerta libre: todas están ya en zonas.");
}

interface CutSizeProps {
	fields: WishFields;
	/** How many would be cut; null while nobody knows. */
	doors: number | null;
	fault: unknown;
	onChange: (fields: WishFields) => void;
}

/** How large the turfs shall be. */
export function CutSize({ fields, doors, fault, onChange }: CutSizeProps) {
	const wish = readWish(fields);
	const { hours, pace } = shiftErrors(fields);
	const set = (changes: Partial<WishFields>) => onChange({ ...fields, ...changes });
	const said = fieldError(fault, "wish");
	const error = wish ? said : wrongNumber();
	return (
		<div>
			<ChoiceChips
				legend={_("¿De qué tamaño?")}
				options={[
					{ value: "doors", label: _("Por puertas") },
					{ value: "canvassers", label: _("Por equipos") },
					{ value: "shift", label: _("Por turno") },
				]}
				value={fields.kind}
				onChange={(kind) => set({ kind })}
			/>
			{fields.kind === "doors" && (
				<TextField
					label={_("Puertas por zona, más o menos")}
					inputMode="numeric"
					value={fields.doors}
					error={error}
					onInput={(value) => set({ doors: value })}
				/>
			)}
			{fields.kind === "canvassers" && (
				<TextField
					label={_("Cuántos equipos salen")}
					hint={_("Un equipo es quien camina una zona: una persona o una pareja.")}
					inputMode="numeric"
					value={fields.canvassers}
					error={error}
					onInput={(value) => set({ canvassers: value })}
				/>
			)}
			{fields.kind === "shift" && (
				<div class="field-pair">
					<TextField
						label={_("Horas del turno")}
						inputMode="decimal"
						value={fields.hours}
						error={hours ?? said}
						onInput={(value) => set({ hours: value })}
					/>
					<TextField
						label={_("Puertas por hora")}
						hint={_("Suelen ser de 15 a 25.")}
						inputMode="decimal"
						value={fields.pace}
						error={pace}
						onInput={(value) => set({ pace: value })}
					/>
				</div>
			)}
			<p class="soft" role="status">
				{wish && doors !== null && (doors > 0 ? `${doorsText(doors)}. ${expected(wish, doors)}` : noDoors())}
			</p>
		</div>
	);
}
