import { useState } from "preact/hooks";
import { confirmHeld, discardHeld, discardStrangers, type HeldPhone } from "../device/held_pushes";
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
			<p>
				{_(
					"El servidor no puede comprobar de quién son: un extraño también puede enviar algo y nombrar una zona. Pregúntele antes a quien cree que es, en persona o por teléfono.",
				)}
			</p>
			{phones.map((phone) => (
				<Held key={phone.phone} phone={phone} onChange={onChange} />
			))}
			<Strangers phones={phones.filter(({ leases }) => leases.length === 0)} onChange={onChange} />
		</section>
	);
}

/** Somebody who invents phones must not make a lead discard them one by one. */
function Strangers({ phones, onChange }: HeldPhonesProps) {
	const act = useAct();
	if (phones.length < 2) return null;
	const discard = async () => {
		if (!(await ask(strangersQuestion(phones)))) return;
		await act.run(async () => {
			await discardStrangers(phones.map(({ phone }) => phone));
			await onChange();
		});
	};
	return (
		<>
			<Fault of={act.fault} />
			<Button busy={act.busy} onClick={discard}>
				{_("Descartar los %(n)s que no nombran ninguna zona de aquí", { n: phones.length })}
			</Button>
		</>
	);
}

function Held({ phone, onChange }: { phone: HeldPhone; onChange: () => Promise<void> }) {
	const team = useAnswer(listMembers, []);
	const [chosen, setChosen] = useState("");
	const act = useAct();
	const choices = (team.value ?? [])
		.filter(mayBeTheirs)
		.map(({ id, alias }) => ({ value: id, label: alias }));
	const confirm = async () => {
		const name = choices.find(({ value }) => value === chosen)?.label ?? "";
		if (!(await ask(confirmQuestion(name)))) return;
		await act.run(async () => {
			const { accepted, duplicate, quarantined, conflict } = await confirmHeld(phone.phone, chosen);
			const counted = accepted + duplicate;
			showToast({ text: handedText(counted, quarantined + conflict) });
			await onChange();
		});
	};
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
	if (leases.length === 0) return _("No nombra ninguna zona que se conozca aquí.");
	const turfs = leases.map(({ name, members }) =>
		_("«%(turf)s», de %(people)s", { turf: name, people: formatList(members.map(({ alias }) => alias)) }),
	);
	return _("Dice que son de %(turfs)s. Nadie lo comprobó.", { turfs: formatList(turfs) });
}

function handedText(counted: number, apart: number): string {
	const took = ngettext("%(n)s ya cuenta", "%(n)s ya cuentan", counted, { n: counted });
	return apart === 0 ? took : `${took} · ${_("%(n)s quedaron apartados", { n: apart })}`;
}

function confirmQuestion(name: string) {
	return {
		title: _("¿Le preguntó a %(name)s?", { name }),
		text: _(
			"El servidor no puede comprobar que este teléfono es suyo. Si dice que sí, lo que entregó y lo que entregue después cuenta como anotado por %(name)s.",
			{ name },
		),
		act: _("Sí, es su teléfono"),
	};
}

function strangersQuestion({ length }: readonly HeldPhone[]) {
	return {
		title: _("¿No falta nadie del equipo?"),
		text: _(
			"Se borra lo que entregaron %(n)s teléfonos, y el servidor ya no los recibe. Uno puede ser de alguien que recibió su zona después de la copia: pregunte antes. No se puede deshacer.",
			{ n: length },
		),
		act: _("Borrar y no recibir más"),
		danger: true,
	};
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
