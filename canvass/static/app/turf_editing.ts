import { useState } from "preact/hooks";
import {
	type CutTurf,
	getTurf,
	type Line,
	mergeTurfs,
	moveDoors,
	renewTurf,
	splitTurf,
} from "../device/cutting";
import { isOut, whereabouts } from "./assignment_words";
import { _, formatList, ngettext } from "./i18n";
import { doorsText } from "./places";
import { type Act, staleRecord, useAct } from "./server";
import { ask } from "./ui";

/** What the last change did, in words; and the way back, where there is one. */
export interface Said {
	text: string;
	/** The turfs that it is about. */
	of: readonly string[];
	back?: { label: string; run: () => Promise<unknown> };
	/** A turf that came of it, to look at. */
	made?: CutTurf;
}

/** Live turfs under a lead's hands, while people walk them. */
export interface TurfEditing {
	act: Act;
	said: Said | null;
	/** In two, evenly or along a line; resolves to whether it was done. */
	split: (turf: CutTurf, line: Line | null) => Promise<boolean>;
	/** The other's doors join this one; asks first, since there is no way back. */
	merge: (turf: CutTurf, other: CutTurf) => Promise<boolean>;
	move: (turf: CutTurf, doors: readonly string[], to: CutTurf) => Promise<boolean>;
	/** A new one of what nobody visited in this one, which ends; asks first, since there is no way back. */
	renew: (turf: CutTurf) => Promise<boolean>;
	/** Reads all of it anew: what failed may have happened, or somebody else changed it. */
	refresh: () => Promise<void>;
}

/** `onChange` fetches turfs and doors anew. */
export function useTurfEditing(onChange: () => Promise<void>): TurfEditing {
	const act = useAct();
	const [said, setSaid] = useState<Said | null>(null);
	const change = async (about: CutTurf, work: () => Promise<Said>) => {
		let done = false;
		await act.run(async () => {
			try {
				const told = await work();
				done = true;
				setSaid(told);
			} catch (fault) {
				setSaid(null);
				if (!staleRecord(fault)) throw fault;
				setSaid({ text: changedWords(), of: [about.id] });
			}
			await onChange();
		});
		return done;
	};
	const join = (turf: CutTurf, other: CutTurf) =>
		change(turf, async () => {
			const merged = await mergeTurfs(turf, other);
			return { text: mergedWords(merged, other), of: [merged.id] };
		});
	/** Asks only where somebody would lose a turf that was handed out to them meanwhile. */
	const joinAgain = async (turf: CutTurf, made: CutTurf) => {
		const now = await getTurf(made.id).catch(() => made);
		if (!isHeld(now) || (await ask(mergingQuestion(turf, now)))) await join(turf, now);
	};
	const move = (turf: CutTurf, doors: readonly string[], to: CutTurf, undone = false): Promise<boolean> =>
		change(turf, async () => {
			const [left, grown] = await moveDoors(turf, doors, to);
			const n = turf.doors - left.doors;
			const of = [left.id, grown.id];
			if (undone) return { text: _("Deshecho."), of };
			return {
				of,
				text: ngettext("%(n)s puerta pasó a «%(turf)s».", "%(n)s puertas pasaron a «%(turf)s».", n, {
					n,
					turf: grown.name,
				}),
				back: { label: _("Deshacer"), run: () => move(grown, doors, left, true) },
			};
		});
	return {
		act,
		said,
		move,
		split: async (turf, line) => {
			if (isHeld(turf) && !(await ask(splittingQuestion(turf)))) return false;
			return change(turf, async () => {
				const [kept, made] = await splitTurf(turf.id, turf.rev, line);
				const back = { label: _("Volver a unirlas"), run: () => joinAgain(kept, made) };
				return { text: splitWords(kept, made), of: [kept.id, made.id], made, back };
			});
		},
		merge: async (turf, other) => (await ask(mergingQuestion(turf, other))) && join(turf, other),
		renew: async (turf) => {
			if (!(await ask(renewingQuestion(turf)))) return false;
			return change(turf, async () => {
				const made = await renewTurf(turf);
				return { text: renewedWords(turf, made), of: [turf.id, made.id], made };
			});
		},
		refresh: async () => {
			act.forget();
			await onChange();
		},
	};
}

/** Whether somebody has it now, and loses what is taken from it. */
export function isHeld({ assignment }: CutTurf): boolean {
	return isOut(whereabouts(assignment));
}

/** "Alma y Beto" */
function holdersOf(assignment: CutTurf["assignment"]): string {
	return formatList((assignment?.members ?? []).map(({ alias }) => alias));
}

function changedWords(): string {
	return _(
		"Las zonas ya no son las que usted veía: las cambió otra persona, o su cambio llegó sin que llegara la respuesta. Mire cómo quedaron antes de repetirlo.",
	);
}

function splitWords(kept: CutTurf, made: CutTurf): string {
	return _("«%(turf)s» queda con %(doors)s. «%(other)s» es nueva: %(others)s, y nadie la tiene.", {
		turf: kept.name,
		doors: doorsText(kept.doors),
		other: made.name,
		others: doorsText(made.doors),
	});
}

function mergedWords(merged: CutTurf, other: CutTurf): string {
	return _("«%(other)s» ya es parte de «%(turf)s»: %(doors)s.", {
		other: other.name,
		turf: merged.name,
		doors: doorsText(merged.doors),
	});
}

function renewedWords(turf: CutTurf, made: CutTurf): string {
	return _("«%(turf)s» terminó. «%(other)s» es nueva: %(others)s sin visitar, y nadie la tiene.", {
		turf: turf.name,
		other: made.name,
		others: doorsText(made.doors),
	});
}

function renewingQuestion(turf: CutTurf) {
	const what = _(
		"Las puertas que nadie ha visitado serán una zona nueva, en el mismo terreno. «%(turf)s» termina; lo que se anotó en ella se queda.",
		{ turf: turf.name },
	);
	const who = isHeld(turf)
		? _("Está con %(who)s, y deja de verse en ese teléfono; lo que ya se anotó se sigue enviando.", {
				who: holdersOf(turf.assignment),
			})
		: "";
	return {
		title: _("¿Hacer una zona con lo que falta de «%(turf)s»?", { turf: turf.name }),
		text: `${what} ${who}`.trim(),
		act: _("Hacer la zona"),
	};
}

function splittingQuestion({ name, assignment }: CutTurf) {
	return {
		title: _("¿Dividir «%(name)s»?", { name }),
		text: _(
			"Está con %(who)s. Una parte se queda así; la otra será una zona nueva que nadie tiene, y sus puertas dejan de verse en ese teléfono. Lo que ya se anotó se queda, y después puede volver a unirlas.",
			{ who: holdersOf(assignment) },
		),
		act: _("Dividir"),
	};
}

function mergingQuestion(turf: CutTurf, other: CutTurf) {
	const doors = doorsText(turf.doors + other.doors);
	const kept = isHeld(turf)
		? _("«%(turf)s» queda con %(doors)s y sigue con %(who)s.", {
				turf: turf.name,
				doors,
				who: holdersOf(turf.assignment),
			})
		: _("«%(turf)s» queda con %(doors)s y nadie la tiene.", { turf: turf.name, doors });
	const gone = isHeld(other)
		? _(
				"«%(other)s» termina. Está con %(who)s, y deja de verse en ese teléfono; lo que ya se anotó se sigue enviando.",
				{
					other: other.name,
					who: holdersOf(other.assignment),
				},
			)
		: _("«%(other)s» termina; lo que se anotó en ella se queda.", { other: other.name });
	return {
		title: _("¿Unir «%(other)s» con «%(turf)s»?", { other: other.name, turf: turf.name }),
		text: [kept, gone, _("No se puede deshacer: solo volver a dividir.")].join(" "),
		act: _("Unir"),
		danger: true,
	};
}
