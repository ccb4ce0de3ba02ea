import { Link2 } from "lucide";
import { useState } from "preact/hooks";
import { agreedBeyond } from "../device/agreed";
import { type Card, placeOf } from "../device/bodies";
import { joinContact, joinRecord } from "../device/merging";
import { forTrack } from "../device/notices";
import type { OpenedContact } from "../device/queue";
import type { Purpose } from "../device/types";
import { interestName, needName, purposeName, sourceName } from "./contact_words";
import { beside, dayWords, trackName } from "./desk_words";
import { _ } from "./i18n";
import { languageName } from "./languages";
import { phoneWords } from "./person_card";
import type { AlikeProps } from "./review_alike";
import { DeskConflict } from "./review_conflict";
import { appointmentOf, useHour } from "./review_hours";
import type { OnTrack } from "./review_tracks";
import { useAct } from "./server";
import { Button, CheckField, Sheet, showToast } from "./ui";

interface CompareProps extends Pick<AlikeProps, "one" | "onChange" | "onStale"> {
	with: { contact: OpenedContact } | { record: OnTrack };
	/** Whether they can be joined: only what is still under review. */
	joins: boolean;
}

/** Both side by side, and the act that joins them. */
export function Compare({ one, with: other, joins, onChange, onStale }: CompareProps) {
	const [open, setOpen] = useState(false);
	const act = useAct();
	const hour = useHour(one);
	const [widens, setWidens] = useState(false);
	const more = "record" in other ? moreThan(other.record, one) : [];
	// Whoever was promised an hour that was another's is called by who carries their case.
	const said = ({ track, card }: OnTrack) =>
		[
			whatWasNew(one, card),
			hour?.isTheirs === false && track === "consulta" && _("Llamar para buscar otra hora"),
			widens && moreWords(more, one),
		]
			.filter(Boolean)
			.join("\n");
	const join = () =>
		act.run(async () => {
			const changed =
				"contact" in other
					? await joinContact(one, other.contact)
					: await joinRecord(one, other.record, said(other.record), appointmentOf(hour), widens ? more : []);
			showToast({ text: _("Unido: lo que dijo sigue ahí, y se puede separar") });
			setOpen(false);
			onChange(changed);
		});
	const there =
		"contact" in other ? factsOf(other.contact.body, ofContact(other.contact)) : onTrackFacts(other.record);
	return (
		<>
			<Button
				label={_("Comparar con %(name)s", { name: there[0]?.[1] || _("Sin nombre") })}
				onClick={() => setOpen(true)}
			>
				{_("Comparar")}
			</Button>
			<Sheet open={open} onClose={() => setOpen(false)} title={_("¿Es la misma persona?")}>
				<table class="compare">
					<thead>
						<tr>
							<th>
								<span class="visually-hidden">{_("Qué")}</span>
							</th>
							<th scope="col">{_("Este contacto")}</th>
							<th scope="col">{"contact" in other ? _("El otro") : trackName(other.record.track)}</th>
						</tr>
					</thead>
					<tbody>
						{factsOf(one.body, ofContact(one)).map(([label, value], row) => (
							<tr key={label}>
								<th scope="row">{label}</th>
								<td>{value || "—"}</td>
								<td>{there[row]?.[1] || "—"}</td>
							</tr>
						))}
					</tbody>
				</table>
				<DeskConflict of={act} onCurrent={onChange} onStale={onStale} />
				{joins && (
					<div class="stack">
						{more.length > 0 && (
							<CheckField label={widenLabel(more)} checked={widens} onChange={setWidens}>
								{_(
									"Lo aceptó el %(day)s, en este otro encuentro. Queda anotado con esa fecha y el nombre de usted.",
									{ day: dayWords(one.body.consent.on) },
								)}
							</CheckField>
						)}
						<Button kind="main" icon={Link2} wide busy={act.busy} onClick={join}>
							{_("Sí: unir este contacto con el otro")}
						</Button>
					</div>
				)}
			</Sheet>
		</>
	);
}

/** What they agreed to at this meeting beyond what stands there; the ladder has no use for Consulta. */
function moreThan({ track, consent }: OnTrack, { body }: OpenedContact): Purpose[] {
	return forTrack(track, { purposes: agreedBeyond(consent, body.consent), erase: false });
}

function widenLabel(more: readonly Purpose[]): string {
	return _("Ahora acepta también: %(what)s. Añadirlo a lo que aceptó", {
		what: beside(more.map(purposeName)),
	});
}

function moreWords(more: readonly Purpose[], { body }: OpenedContact): string {
	return _("Acepta también: %(what)s. Lo dijo el %(day)s.", {
		what: beside(more.map(purposeName)),
		day: dayWords(body.consent.on),
	});
}

type Facts = [string, string][];

/** What is compared, each with its name. */
export function factsOf(
	card: Pick<Card, "name" | "phone" | "language">,
	[what, note, source, day]: readonly string[],
): Facts {
	return [
		[_("Nombre"), card.name],
		[_("Teléfono"), phoneWords(card.phone)],
		[_("Idioma"), languageName(card.language)],
		[_("Para qué"), what ?? ""],
		[_("Nota"), note ?? ""],
		[_("De dónde viene"), source ?? ""],
		[_("Día"), day ?? ""],
	];
}

export function ofContact({ body }: OpenedContact): string[] {
	const what = beside([...body.needs.map(needName), ...body.interests.map(interestName)]);
	const source = beside([sourceName(body.source.kind), placeOf(body.source)].filter(Boolean));
	return [what, body.note, source, dayWords(body.on)];
}

function onTrackFacts({ card, needs }: OnTrack): Facts {
	return factsOf(card, [needs]);
}

/** The note that goes to the case or person: what was said now, and what differs from what stands there. */
function whatWasNew(one: OpenedContact, there: Card): string {
	const { body } = one;
	const [what = "", note = "", , day = ""] = ofContact(one);
	// Where the door was stays in the review: a case has no address.
	const differs = [
		body.name !== there.name && body.name,
		body.phone !== there.phone && body.phone,
		body.language !== there.language && languageName(body.language),
	].filter((part) => part !== false && part !== "");
	return [beside([sourceName(body.source.kind), day, body.met_by]), what, beside(differs as string[]), note]
		.filter(Boolean)
		.join("\n");
}
