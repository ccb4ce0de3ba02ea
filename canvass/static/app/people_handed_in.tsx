import { useEffect, useState } from "preact/hooks";
import type { PeopleRecord } from "../device/db";
import { askHeldHours, type HeldHour, heldHours } from "../device/held_hours";
import { contactStatuses, peopleRecords } from "../device/records";
import type { ContactStatus } from "../device/types";
import { faultText } from "./faults";
import { _, formatList, ngettext } from "./i18n";
import { useStore } from "./store";
import { Button, Notice } from "./ui";

/** Contacts and answers are sealed and apart from the doors: of them only numbers can be said. */
export function PeopleHandedIn() {
	const records = useStore(peopleRecords, []);
	if (!records?.length) return null;
	const refused = records.filter(({ state }) => state === "needs_you").length;
	return (
		<section aria-labelledby="people-title">
			<h2 id="people-title">{_("Contactos y respuestas")}</h2>
			<p>{sumText(records)}</p>
			{refused > 0 && (
				<Notice kind="attention">
					{ngettext(
						"El servidor no aceptó %(n)s. Sigue aquí, sellado: avise a quien coordina.",
						"El servidor no aceptó %(n)s. Siguen aquí, sellados: avise a quien coordina.",
						refused,
						{ n: refused },
					)}
				</Notice>
			)}
			<HeldHours />
			{records.some(isHandedIn) && <WhatBecame />}
		</section>
	);
}

function isHandedIn({ kind, state }: PeopleRecord): boolean {
	return kind === "contact" && (state === "received" || state === "handed_in");
}

function sumText(records: readonly PeopleRecord[]): string {
	const waiting = records.filter(({ state }) => state === "saved" || state === "sending");
	const contacts = records.filter(isHandedIn).length;
	const parts = [
		waiting.length > 0 &&
			_("%(n)s en este teléfono: salen juntos, o al terminar el turno", { n: waiting.length }),
		contacts > 0 &&
			ngettext("%(n)s contacto entregado", "%(n)s contactos entregados", contacts, { n: contacts }),
	];
	return parts.filter(Boolean).join(" · ") || _("Todo entregado.");
}

/** The hours that were held at doors: told as soon as the server says so, without being asked for. */
function HeldHours() {
	const hours = useStore(heldHours, []);
	const asked = hours?.filter(({ state }) => state === "asked").length ?? 0;
	useEffect(() => {
		if (asked > 0) askHeldHours().catch(() => undefined);
	}, [asked]);
	if (!hours?.length) return null;
	return <p role="status">{hoursText(hours)}</p>;
}

function hoursText(hours: readonly HeldHour[]): string {
	const count = (state: HeldHour["state"]) => hours.filter((one) => one.state === state).length;
	const [waiting, confirmed, taken] = [count("here") + count("asked"), count("confirmed"), count("taken")];
	const parts = [
		confirmed > 0 &&
			ngettext("%(n)s hora confirmada", "%(n)s horas confirmadas", confirmed, { n: confirmed }),
		taken > 0 &&
			ngettext(
				"%(n)s ya era de otra persona: el equipo llama para buscar otra",
				"%(n)s ya eran de otras personas: el equipo llama para buscar otras",
				taken,
				{ n: taken },
			),
		waiting > 0 && ngettext("%(n)s hora por confirmar", "%(n)s horas por confirmar", waiting, { n: waiting }),
	];
	return parts.filter(Boolean).join(" · ");
}

/** What became of the contacts: asked by their ids alone, when the volunteer wants to know. */
function WhatBecame() {
	const [said, setSaid] = useState("");
	const look = async () => {
		try {
			setSaid(statusesText((await contactStatuses()).map(({ status }) => status)));
		} catch (error) {
			setSaid(faultText(error));
		}
	};
	return (
		<>
			<Button onClick={look}>{_("¿Qué pasó con ellos?")}</Button>
			<p role="status">{said}</p>
		</>
	);
}

function statusesText(statuses: readonly ContactStatus[]): string {
	const count = (status: ContactStatus) => statuses.filter((one) => one === status).length;
	const [reached, picked, waiting] = [count("reached"), count("picked_up"), count("waiting")];
	const parts = [
		reached > 0 && ngettext("con %(n)s ya se habló", "con %(n)s ya se habló", reached, { n: reached }),
		picked > 0 &&
			ngettext("%(n)s ya está con el equipo", "%(n)s ya están con el equipo", picked, { n: picked }),
		waiting > 0 && ngettext("%(n)s espera su turno", "%(n)s esperan su turno", waiting, { n: waiting }),
	].filter((part) => part !== false);
	return parts.length ? formatList(parts) : _("Todavía no hay noticias.");
}
