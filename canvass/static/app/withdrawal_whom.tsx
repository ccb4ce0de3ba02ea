import { PhoneOff } from "lucide";
import { useState } from "preact/hooks";
import { MovedMeanwhile } from "../device/narrowing";
import type { TakenBack } from "../device/notices";
import type { ReviewedContact } from "../device/queue";
import type { Stopped } from "../device/stopping";
import type { Track } from "../device/triage";
import type { Consent } from "../device/types";
import { type Candidate, findWhom, type Left } from "../device/withdrawn";
import { purposeName } from "./contact_words";
import { ActFault, DeskFault } from "./desk_faults";
import { beside, caseState, contactState, trackName } from "./desk_words";
import { ErasePerson } from "./erase_person";
import { _ } from "./i18n";
import { whyWords } from "./review_alike";
import { Moved } from "./review_conflict";
import { useAct, useAnswer } from "./server";
import { Button, CheckField, Notice } from "./ui";
import { leftWords, stoppedWords } from "./withdrawal_words";

interface WhomProps {
	taken: TakenBack;
	/** Among whom they are looked for, beside the tracks that are open. */
	contacts: readonly ReviewedContact[];
	/** All tracks, unless one is named. */
	track?: Track;
}

interface StopPersonProps extends WhomProps {
	/** Stops it for those who were chosen, and ends with that. */
	stop: (chosen: readonly Candidate[]) => Promise<void>;
	onStale: () => void;
}

/** Who is meant: a person says so, and then all that they took back stops. */
export function StopPerson({ stop, onStale, ...whom }: StopPersonProps) {
	const found = useFound(whom);
	const [picked, setPicked] = useState<Record<string, boolean>>({});
	const act = useAct();
	if (found.fault !== null) return <DeskFault of={found.fault} again={found.again} />;
	if (!found.value) return <p class="soft">{_("Buscando quién es…")}</p>;
	const isChosen = ({ id, likely }: Candidate) => picked[id] ?? likely;
	const chosen = found.value.filter(isChosen);
	return (
		<section class="stack">
			<h3>{_("¿De quién es?")}</h3>
			{found.value.length === 0 && (
				<p>{_("Entre lo que usted puede abrir no hay nadie con ese teléfono ni ese nombre.")}</p>
			)}
			{found.value.map((one) => (
				<CheckField
					key={one.id}
					label={whereWords(one)}
					checked={isChosen(one)}
					onChange={(checked) => setPicked({ ...picked, [one.id]: checked })}
				>
					{beside([reasonWords(one), agreedWords(consentOf(one))])}
				</CheckField>
			))}
			{act.fault instanceof MovedMeanwhile ? <Moved onStale={onStale} /> : <ActFault of={act.fault} />}
			<Button kind="main" icon={PhoneOff} wide busy={act.busy} onClick={() => act.run(() => stop(chosen))}>
				{chosen.length > 0 ? _("Es esta persona: que pare") : _("No es nadie de aquí: terminar")}
			</Button>
		</section>
	);
}

function useFound({ taken, contacts, track }: WhomProps) {
	const tracks = track && [track];
	// What was stopped, or goes on again, is sealed anew, so that it is shown as it stands.
	const revs = contacts.reduce((sum, { contact }) => sum + contact.rev, 0);
	return useAnswer(() => findWhom(taken, contacts, tracks), [taken.name, taken.phone, contacts.length, revs]);
}

function nameOf(one: Candidate): string {
	const name = one.what === "contact" ? one.one.body.name : one.one.body?.card.name;
	return name || _("Sin nombre");
}

function consentOf(one: Candidate): Consent | undefined {
	return one.one.body?.consent;
}

function whereWords(one: Candidate): string {
	if (one.what === "contact")
		return beside([nameOf(one), _("Contacto"), contactState(one.one.contact.state)]);
	if (one.what === "case")
		return beside([nameOf(one), trackName("consulta"), caseState(one.one.record.state)]);
	return beside([nameOf(one), trackName("leadership")]);
}

function reasonWords(one: Candidate): string {
	return one.why.length > 0 ? whyWords(one) : _("viene de ese mismo contacto");
}

function agreedWords(consent: Consent | undefined): string {
	const purposes = consent?.purposes ?? [];
	if (purposes.length === 0) return _("ya no acepta nada");
	return _("hasta hoy aceptaba %(what)s", { what: purposes.map(purposeName).join(", ") });
}

/** What was stopped just now, thing by thing. */
export function StoppedList({ stopped }: { stopped: readonly Stopped[] }) {
	return (
		<ul class="stopped">
			{stopped.map((one, at) => (
				<li key={at}>{stoppedWords(one)}</li>
			))}
		</ul>
	);
}

/** What could not be undone, and why: the rest was. */
export function NotUndone({ left }: { left: readonly Left[] }) {
	if (left.length === 0) return null;
	return (
		<Notice kind="attention" alert title={_("Se deshizo, menos esto")}>
			<ul class="stopped">
				{left.map(({ one, why }, at) => (
					<li key={at}>
						{stoppedWords(one)}
						<p class="soft">{leftWords(why)}</p>
					</li>
				))}
			</ul>
		</Notice>
	);
}

const ERASED_FROM = { contact: "contacts", case: "cases", person: "ladder" } as const;

/** Where they asked to be erased: whoever is still there, each with the act that erases. */
export function EraseFound({ onErased, ...whom }: WhomProps & { onErased: () => void }) {
	const found = useFound(whom);
	if (found.fault !== null) return <DeskFault of={found.fault} again={found.again} />;
	if (!found.value || found.value.length === 0) return null;
	return (
		<Notice kind="attention" title={_("Pidió que se borre todo")}>
			{found.value.map((one) => (
				<div key={one.id}>
					<p>{beside([whereWords(one), reasonWords(one)])}</p>
					<ErasePerson
						from={ERASED_FROM[one.what]}
						id={one.id}
						name={nameOf(one)}
						onErased={() => {
							found.again();
							onErased();
						}}
					/>
				</div>
			))}
		</Notice>
	);
}
