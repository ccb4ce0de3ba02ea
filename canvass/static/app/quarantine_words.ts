import type { DoorName } from "../device/door_names";
import type { Kept, KeptReason, KeptVersion } from "../device/quarantine";
import type { Kind } from "../device/types";
import { problemName } from "./doors";
import { _ } from "./i18n";
import { placeName } from "./places";
import { resultName } from "./results";

const REASONS: Record<KeptReason, () => string> = {
	revoked: () => _("Este teléfono ya no tenía permiso cuando lo entregó."),
	not_your_turf: () => _("La zona no era de quien lo entregó. Quizá caminó con el teléfono de otra persona."),
	door_unknown: () => _("Habla de un lugar que no está en esa zona."),
	bad_body: () => _("Le falta algo, o dice algo que el servidor no conoce."),
	unreadable: () => _("Llegó dañado: no se puede leer."),
	wrong_id: () => _("Llegó con el número de otro registro."),
	other_body: () => _("Con el mismo número ya había llegado otra cosa. Vale la primera."),
};

/** Why the server set it apart. */
export function reasonText(reason: KeptReason): string {
	return REASONS[reason]();
}

/** What can be done about it, and what then happens. */
export function adviceText({ acceptable, reason }: Pick<Kept, "acceptable" | "reason">): string {
	if (acceptable) return _("Si sabe que así fue, acéptelo: contará como cualquier otra visita.");
	if (reason === "not_your_turf" || reason === "door_unknown") {
		return _("La puerta no está en ninguna zona suya que se haya repartido. Solo se puede descartar.");
	}
	return _("Solo se puede descartar. Si hace falta, pida que se anote otra vez.");
}

const KINDS: Record<Kind, (said: KeptVersion) => string> = {
	"visit.recorded": ({ result }) => (result ? resultName(result) : _("Visita")),
	"visit.corrected": ({ result }) =>
		_("Corrección: %(result)s", { result: result ? resultName(result) : "" }),
	"visit.voided": () => _("Visita anulada"),
	"door.added": () => _("Puerta añadida"),
	"door.reported": ({ problem }) => (problem ? problemName(problem) : _("Aviso sobre la puerta")),
	"shift.started": () => _("Empezó el turno"),
	"shift.ended": () => _("Terminó el turno"),
};

/** What was said, in few words. */
export function saidText(said: KeptVersion): string {
	return said.kind ? KINDS[said.kind](said) : _("Un registro que no se puede leer");
}

/** The door of which something was said; null where it speaks of none. */
export function whereText({ kind, door }: KeptVersion): string | null {
	const meansDoor = kind?.startsWith("visit.") || kind?.startsWith("door.");
	return door || (meansDoor && kind !== "visit.voided") ? doorLine(door) : null;
}

/** "14 Calle Roble · B", or that nobody knows the door. */
export function doorLine(door: DoorName | null): string {
	if (!door) return _("puerta desconocida");
	return [placeName(door), door.label].filter(Boolean).join(" · ");
}
