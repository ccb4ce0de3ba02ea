import { useState } from "preact/hooks";
import { confirmHeld, discardHeld, type HeldPhone } from "../device/held_pushes";
import { listMembers, type TeamMember } from "../device/members";
import { momentWords } from "./assignment_words";
import { _, formatList, ngettext } from "./i18n";
import { member as self } from "./organisation";
import { Fault, useAct, useAnswer } from "./server";
import { ask, Button, SelectField, showToast } from "./ui";

interface HeldPhonesProps {
	phones: readonly HeldPhone[];
	onChange: () => Promise<void>;
}

/** After a backup was restored: phones that enrolled later hand in, and nobody knows whose they are. */
export function HeldPhones({ phones, onChange }: HeldPhonesProps) {
	if (phones.length === 0) return null;
	return (
		<section aria-labelledby="held-title">
			<h2 id="held-title">{_("Teléfonos que el servidor no conoce")}</h2>
			<p>
				{_(
					"Se volvió a una copia de seguridad, y estos teléfonos entraron después de ella. Diga de quién es cada uno, y lo que entregó cuenta.",
				)}
			</p>
			{phones.map((phone) => (
				<Held key={phone.phone} phone={phone} onChange={onChange} />
			))}
		</section>
	);
}

function Held({ phone, onChange }: { phone: HeldPhone; onChange: () => Promise<void> }) {
	const team = useAnswer(listMembers, []);
	const [chosen, setChosen] = useState("");
	const act = useAct();
	const choices = (team.value ?? [])
		.filter(mayBeTheirs)
		.map(({ id, alias }) => ({ value: id, label: alias }));
	const confirm = () =>
		act.run(async () => {
			const { accepted, duplicate, quarantined, conflict } = await confirmHeld(phone.phone, chosen);
			const counted = accepted + duplicate;
			showToast({ text: handedText(counted, quarantined + conflict) });
			await onChange();
		});
	const discard = async () => {
		if (!(await ask(discardQuestion(phone)))) return;
		await act.run(async () => {
			await discardHeld(phone.phone);
			await onChange();
		});
	};
	return (
		<article class="kept">
			<h3>{heldText(phone)}</h3>
			<p>{hintText(phone)}</p>
			<p class="soft">{_("Lo último: %(when)s", { when: momentWords(phone.last_at) })}</p>
			<SelectField
				label={_("De quién es")}
				placeholder={_("Elija a una persona")}
				value={chosen}
				options={choices}
				onChange={setChosen}
			/>
			<Fault of={act.fault ?? team.fault} />
			<div class="row">
				<Button kind="main" busy={act.busy} disabled={!chosen} onClick={confirm}>
					{_("Es su teléfono")}
				</Button>
				<Button busy={act.busy} onClick={discard}>
					{_("No es de nadie")}
				</Button>
			</div>
		</article>
	);
}

function mayBeTheirs({ active, role }: TeamMember): boolean {
	return active && (role === "volunteer" || self.value?.role === "administrator");
}

function heldText({ events }: HeldPhone): string {
	return ngettext(
		"Un teléfono entregó %(n)s registro desde la copia",
		"Un teléfono entregó %(n)s registros desde la copia",
		events,
		{ n: events },
	);
}

function hintText({ leases }: HeldPhone): string {
	if (leases.length === 0) return _("No dice de qué zona son.");
	const turfs = leases.map(({ name, members }) =>
		_("«%(turf)s», de %(people)s", { turf: name, people: formatList(members.map(({ alias }) => alias)) }),
	);
	return _("Son de %(turfs)s.", { turfs: formatList(turfs) });
}

function handedText(counted: number, apart: number): string {
	const took = ngettext("%(n)s ya cuenta", "%(n)s ya cuentan", counted, { n: counted });
	return apart === 0 ? took : `${took} · ${_("%(n)s quedaron apartados", { n: apart })}`;
}

function discardQuestion({ events }: HeldPhone) {
	return {
		title: _("¿No es de nadie del equipo?"),
		text: ngettext(
			"Se borra %(n)s registro, y el servidor ya no recibe nada de ese teléfono. No se puede deshacer.",
			"Se borran %(n)s registros, y el servidor ya no recibe nada de ese teléfono. No se puede deshacer.",
			events,
			{ n: events },
		),
		act: _("Borrar y no recibir más"),
		danger: true,
	};
}
