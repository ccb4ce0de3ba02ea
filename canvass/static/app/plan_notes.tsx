import type { DraftTurf, Plan, PlanNote } from "../device/plans";
import { _, ngettext } from "./i18n";
import type { PlanFocus } from "./plan_desk";
import { noteWords } from "./plan_words";
import { Notice } from "./ui";

interface PlanNotesProps {
	plan: Plan;
	onFocus: (focus: PlanFocus) => void;
}

/** What could not be kept, and why: of the whole at once, of single turfs when somebody wants to know. */
export function PlanNotes({ plan, onFocus }: PlanNotesProps) {
	const whole = plan.notes.filter(({ turf }) => turf === null);
	const noted = plan.turfs.filter(({ notes }) => notes.length > 0);
	return (
		<>
			{whole.length > 0 && (
				<Notice title={_("Lo que no se pudo cumplir")}>
					<NoteList notes={whole} />
				</Notice>
			)}
			{noted.length > 0 && (
				<details>
					<summary>
						{ngettext("%(n)s zona con aviso", "%(n)s zonas con aviso", noted.length, { n: noted.length })}
					</summary>
					<ul class="record-list">
						{noted.map((turf) => (
							<li key={turf.n}>
								<button type="button" class="record-link" onClick={() => onFocus({ on: "turf", n: turf.n })}>
									<Noted turf={turf} />
								</button>
							</li>
						))}
					</ul>
				</details>
			)}
		</>
	);
}

function Noted({ turf: { name, notes } }: { turf: DraftTurf }) {
	return (
		<span>
			<strong>{name}</strong>
			{notes.map((note) => (
				<small key={note.code}>{noteWords(note)}</small>
			))}
		</span>
	);
}

const SHOWN = 3;

export function NoteList({ notes }: { notes: readonly PlanNote[] }) {
	const words = [...new Set(notes.map(noteWords))];
	const more = words.slice(SHOWN);
	return (
		<>
			<Words of={words.slice(0, SHOWN)} />
			{more.length > 0 && (
				<details>
					<summary>{ngettext("Y %(n)s más", "Y %(n)s más", more.length, { n: more.length })}</summary>
					<Words of={more} />
				</details>
			)}
		</>
	);
}

function Words({ of }: { of: readonly string[] }) {
	return (
		<ul class="note-list">
			{of.map((text) => (
				<li key={text}>{text}</li>
			))}
		</ul>
	);
}
