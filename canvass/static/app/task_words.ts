import type { Help, TaskBody, TaskKindName } from "../device/tasks";
import { beside } from "./desk_words";
import { resultName } from "./directory_words";
import { clockWords } from "./hours_words";
import { _ } from "./i18n";

/** The words of tasks: what they are, and what has to be arranged for them. */
const KIND_WORDS: Record<TaskKindName, () => string> = {
	step: () => _("Paso"),
	appointment: () => _("Cita"),
	referral: () => _("Derivación"),
	advocacy: () => _("Gestión en su nombre"),
	accompaniment: () => _("Acompañamiento"),
	one_on_one: () => _("Uno a uno"),
	invitation: () => _("Invitación"),
};

export const taskKind = (kind: TaskKindName): string => KIND_WORDS[kind]();

/** Whether it is over only when what came of it is known. */
export function needsOutcome(kind: TaskKindName): boolean {
	return kind !== "step";
}

/** What is asked of whoever ends it: of a one-on-one, what matters to the person and what comes next. */
export function outcomeLabel(kind: TaskKindName): string {
	return kind === "one_on_one" ? _("Qué le importa, y qué sigue") : _("Qué pasó");
}

export function outcomeAbout(kind: TaskKindName): string {
	if (kind === "one_on_one")
		return _("Se tuvo la conversación. Escriba lo que la persona dijo, con sus palabras.");
	return _("Se cierra cuando se sabe qué pasó.");
}

/** What came of it: of a referral also how it ended. */
export function outcomeWords({ outcome, result }: TaskBody): string {
	return beside([result ? resultName(result) : "", outcome].filter(Boolean));
}

/** Where, when, with whom, and what is still to be arranged. */
export function taskPlace({ time, place, going, ride, interpreter, service }: TaskBody): string {
	const parts = [
		clockWords(time),
		place,
		service?.name ?? "",
		going.length > 0 ? _("Va: %(who)s", { who: beside(going) }) : "",
		helpWords(
			ride,
			() => _("Falta transporte"),
			() => _("Transporte listo"),
		),
		helpWords(
			interpreter,
			() => _("Falta intérprete"),
			() => _("Intérprete listo"),
		),
	];
	return beside(parts.filter(Boolean));
}

function helpWords(help: Help, needed: () => string, arranged: () => string): string {
	if (help === "needed") return needed();
	return help === "arranged" ? arranged() : "";
}
