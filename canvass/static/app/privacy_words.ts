import type { Hold, KeptKind, Room, TableHeld } from "../device/privacy";
import { _, ngettext } from "./i18n";

/** What a kind is, and from when its days count. */
export function kindWords(kind: KeptKind): { name: string; from: string } {
	const words: Record<KeptKind, { name: string; from: string }> = {
		visits: {
			name: _("Quién hizo una visita y a qué hora"),
			from: _("Desde la visita. Su nota se va también; el resultado se queda."),
		},
		results: {
			name: _("El resultado de cada visita"),
			from: _("Desde que se cierra su campaña. Los totales se quedan."),
		},
		contacts: {
			name: _("Contactos que nadie encaminó"),
			from: _("Desde la semana en que llegaron."),
		},
		reviewed: {
			name: _("Contactos ya revisados"),
			from: _("Desde que se encaminaron o se cerraron. Su caso sigue."),
		},
		cases: { name: _("Casos cerrados, con sus notas"), from: _("Desde que se cierran.") },
		quarantine: { name: _("Lo que se apartó"), from: _("Desde que llegó.") },
		audit: {
			name: _("La lista de actos"),
			from: _("Desde cada acto: qué se entregó, qué llaves y papeles cambiaron."),
		},
		backups: { name: _("Copias de seguridad"), from: _("Desde que se escribieron.") },
	};
	return words[kind];
}

export function daysWords(days: number): string {
	return ngettext("%(n)s día", "%(n)s días", days, { n: days });
}

/** What a hold keeps, in words. */
export function heldWords(hold: Hold, campaigns: ReadonlyMap<string, string>): string {
	if (hold.covers === "kind" && hold.kind) return kindWords(hold.kind).name;
	if (hold.covers === "everything") return _("Todo");
	const name = hold.campaign && campaigns.get(hold.campaign);
	return name ? _("Campaña %(name)s", { name }) : _("Una campaña");
}

/** What a room's tables are, and what they tell whoever takes the server. */
export function roomWords(room: Room): { name: string; tells: string } {
	const words: Record<Room, { name: string; tells: string }> = {
		people: {
			name: _("Personas"),
			tells: _(
				"Cuántas hay, de qué campaña y semana, quién las lleva. Ni nombres, ni teléfonos, ni puertas: eso va sellado, y el servidor no tiene la llave. Las respuestas al guion se leen, sin saber de quién son.",
			),
		},
		visits: {
			name: _("Visitas"),
			tells: _(
				"Qué pasó en cada puerta. Quién y a qué hora, solo de los últimos días. Las notas van selladas.",
			),
		},
		log: {
			name: _("Lo que llegó de los teléfonos"),
			tells: _(
				"Lo mismo que las visitas, como llegó: de qué dispositivo, a qué hora. Pasado su tiempo queda un renglón vacío.",
			),
		},
		doors: {
			name: _("Lugares y puertas"),
			tells: _("Las direcciones que se importaron, y dónde no se debe tocar. Nada de quién vive ahí."),
		},
		turfs: { name: _("Zonas"), tells: _("Qué zonas hay y a quién se le dieron, por su alias.") },
		campaigns: {
			name: _("Campañas"),
			tells: _("Nombres, fechas, guiones, quién participa y los borradores."),
		},
		team: {
			name: _("El equipo"),
			tells: _("Alias y papeles. Ni nombres, ni correos, ni teléfonos. De cada acceso, solo una huella."),
		},
		office: {
			name: _("Horario de oficina"),
			tells: _("Cuándo y dónde se recibe a la gente, y qué horas están ocupadas. Nunca quién viene."),
		},
		keys: {
			name: _("Llaves"),
			tells: _("Llaves públicas, y las privadas cerradas con palabras que el servidor no conoce."),
		},
		acts: {
			name: _("Actos"),
			tells: _(
				"Quién del equipo hizo qué y cuándo: cambiar papeles, llaves, plazos, horarios o el directorio, dar zonas, leer lo sellado, sin decir de quién. Y números al azar de lo que se borró.",
			),
		},
		work: { name: _("Trabajos"), tells: _("Qué tareas largas se pidieron, y cómo acabaron.") },
		directory: {
			name: _("Directorio"),
			tells: _("Organizaciones y lo que ofrecen. Nada de a quién se derivó a ellas: eso va sellado."),
		},
	};
	return words[room];
}

/** The tables of each room, in the order in which they were told. */
export function byRoom(tables: readonly TableHeld[]): Map<Room, TableHeld[]> {
	const rooms = new Map<Room, TableHeld[]>();
	for (const table of tables) rooms.set(table.room, [...(rooms.get(table.room) ?? []), table]);
	return rooms;
}
