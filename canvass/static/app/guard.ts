import type { Forbidden } from "../device/freetext";
import { _, formatList } from "./i18n";
import { ask } from "./ui";

const WORDS: Record<Forbidden, () => string> = {
	immigration_status: () => _("el estatus migratorio de alguien"),
	a_number: () => _("un número de extranjero (A-number)"),
	ssn: () => _("un número de Seguro Social"),
	birth_date: () => _("una fecha de nacimiento"),
	origin: () => _("el lugar de origen de alguien"),
};

/** Whether free text may be saved: what looks like something never to be kept is asked about first. */
export async function mayKeep(...texts: readonly string[]): Promise<boolean> {
	if (texts.every((text) => text.trim() === "")) return true;
	const { looksForbidden } = await import("../device/freetext");
	const found = [...new Set(texts.flatMap(looksForbidden))];
	if (!found.length) return true;
	const what = formatList(found.map((kind) => WORDS[kind]()));
	return ask({
		title: _("Revise lo que escribió"),
		text: _("Parece decir %(what)s. Eso no se guarda aquí: podría hacerle daño a esa persona.", { what }),
		act: _("No dice eso: guardar"),
		cancel: _("Corregir"),
		danger: true,
	});
}
