import type { Quality } from "../device/places";
import { _ } from "./i18n";

const NAMES: Record<Quality, () => string> = {
	placed: () => _("Puesto a mano"),
	confirmed: () => _("Confirmado"),
	given: () => _("De su lista"),
	exact: () => _("De otra lista"),
	range: () => _("Entre números"),
	street: () => _("En su calle"),
	town: () => _("En su población"),
};

const SENTENCES: Record<Quality, () => string> = {
	placed: () => _("Una persona puso el punto aquí."),
	confirmed: () => _("Una persona dijo que el punto está bien."),
	given: () => _("El punto lo dio su lista."),
	exact: () => _("Es el de la misma dirección en otra lista."),
	range: () => _("Se calculó entre los números vecinos."),
	street: () => _("En su calle; no se sabe en qué parte."),
	town: () => _("Es el centro de la población."),
};

/** How well a point is known, in two words. */
export function qualityName(quality: Quality): string {
	return NAMES[quality]();
}

/** The same as a sentence. */
export function qualityText(quality: Quality): string {
	return SENTENCES[quality]();
}
