import { useState } from "preact/hooks";
import type { Note } from "../device/notes";
import { type Roster, rosterOf } from "../device/roster";
import { beside, dayWords } from "./desk_words";
import { _ } from "./i18n";
import { languageName } from "./languages";
import { Fact } from "./person_card";
import { RosterForm } from "./roster_form";
import { roleInNetwork, timesWords, trainingWords } from "./roster_words";
import { Button } from "./ui";
import "./styles/roster.css";

interface RosterCardProps {
	person: string;
	notes: readonly Note[];
	onNote: (note: Note) => void;
}

/** Whether and for what somebody can be called when something happens, and who said so last. */
export function RosterCard({ person, notes, onNote }: RosterCardProps) {
	const [editing, setEditing] = useState(false);
	const said = notes.flatMap(({ body }) => (body?.kind === "roster" ? [body] : []));
	const roster = rosterOf(said);
	const last = said.at(-1);
	return (
		<section>
			<h3>{_("En la red de respuesta")}</h3>
			{roster.roles.length === 0 && <p class="soft">{_("Todavía no tiene un papel en ella.")}</p>}
			<RosterFacts roster={roster} />
			{last && (
				<p class="soft">{_("Lo anotó %(name)s, %(day)s", { name: last.by, day: dayWords(last.on) })}</p>
			)}
			<Button onClick={() => setEditing(true)}>{last ? _("Cambiar su papel") : _("Anotar su papel")}</Button>
			{editing && (
				<RosterForm
					person={person}
					roster={roster}
					onClose={() => setEditing(false)}
					onSaved={(note) => {
						setEditing(false);
						onNote(note);
					}}
				/>
			)}
		</section>
	);
}

function RosterFacts({ roster }: { roster: Roster }) {
	return (
		<dl class="facts roster-facts">
			<Fact label={_("Papeles")}>{beside(roster.roles.map(roleInNetwork))}</Fact>
			<Fact label={_("Capacitación")}>{beside(roster.training.map(trainingWords))}</Fact>
			<Fact label={_("Idiomas")}>{beside(roster.languages.map(languageName))}</Fact>
			<Fact label={_("Cuándo")}>{timesWords(roster.times)}</Fact>
			<Fact label={_("Condado o zona")}>{roster.area}</Fact>
		</dl>
	);
}
