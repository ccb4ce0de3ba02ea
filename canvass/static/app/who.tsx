import { Link2, UserRound } from "lucide";
import { useState } from "preact/hooks";
import { type PersonHere, peopleHere, switchTo } from "../device/household";
import { tellFault } from "./faults";
import { _, ngettext } from "./i18n";
import { lockNow } from "./lock_watch";
import { useStore } from "./store";
import { Button, Notice, Page, TextField } from "./ui";
import "./lock.css";

/** The phone passes from hand to hand: each sees their own behind their own PIN. Of a phone that is one person's nobody is named. */
export function Who() {
	const people = useStore(peopleHere, []);
	if (people === undefined) return null;
	return (
		<Page title={_("¿Quién tiene el teléfono?")} back="/">
			<div class="lock stack">
				{people.length > 1 || !people.some(({ here }) => here) ? <People people={people} /> : null}
				<NewLink />
			</div>
		</Page>
	);
}

function People({ people }: { people: PersonHere[] }) {
	const [busy, setBusy] = useState<string | null>(null);
	const take = async (person: PersonHere) => {
		if (person.here) return location.assign("/");
		setBusy(person.store);
		try {
			lockNow();
			await switchTo(person);
			location.assign("/");
		} catch (fault) {
			setBusy(null);
			await tellFault(fault);
		}
	};
	if (people.length === 0) return null;
	return (
		<>
			<ul class="people-here">
				{people.map((person) => (
					<li key={person.store}>
						<Button icon={UserRound} wide busy={busy === person.store} onClick={() => take(person)}>
							{person.alias}
						</Button>
						{person.unsent > 0 && <p class="soft">{unsentText(person.unsent)}</p>}
					</li>
				))}
			</ul>
			<p class="soft">
				{_(
					"Cada quien entra con su propio PIN. Lo que falta por enviar sale con señal, tenga quien tenga el teléfono.",
				)}
			</p>
		</>
	);
}

function unsentText(n: number): string {
	return ngettext("%(n)s por enviar", "%(n)s por enviar", n, { n });
}

/** The camera opens a code by itself; what came as a message is pasted. */
function NewLink() {
	const [link, setLink] = useState("");
	const [error, setError] = useState<string>();
	const open = (event: Event) => {
		event.preventDefault();
		const [, fragment] = link.trim().split("#");
		if (!fragment) return setError(_("Ese no es un enlace de invitación."));
		location.assign(`/enrol#${fragment}`);
	};
	return (
		<form class="stack" onSubmit={open} noValidate>
			<h2>{_("Entrar con un enlace nuevo")}</h2>
			<TextField
				label={_("Enlace de invitación")}
				hint={_("Péguelo aquí, o lea el código QR con la cámara del teléfono.")}
				value={link}
				error={error}
				onInput={setLink}
			/>
			<Button icon={Link2} type="submit" wide>
				{_("Abrir el enlace")}
			</Button>
			<Notice>
				{_("Si este teléfono ya es de otra persona, lo suyo se queda cerrado y usted entra a lo propio.")}
			</Notice>
		</form>
	);
}
