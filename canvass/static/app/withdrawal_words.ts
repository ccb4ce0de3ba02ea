import type { Stopped, StopWords } from "../device/stopping";
import type { Purpose } from "../device/types";
import type { Why } from "../device/undoing";
import { purposeName } from "./contact_words";
import { beside, dayWords } from "./desk_words";
import { _ } from "./i18n";

interface Taken {
	purposes: readonly Purpose[];
	erase: boolean;
	on: string;
}

/** What somebody does not want any more, in words. */
export function takenWords({ purposes, erase }: Pick<Taken, "purposes" | "erase">): string {
	return erase ? _("Nada, y que se borre todo lo suyo") : beside(purposes.map(purposeName));
}

/** What is noted where it is stopped. */
export function stopWords(taken: Taken): StopWords {
	return {
		note: _("Ya no quiere: %(what)s. Lo dijo el %(day)s.", {
			what: takenWords(taken),
			day: dayWords(taken.on),
		}),
		reason: _("Retiró su permiso"),
		undone: _("No era así: sigue queriendo lo que había aceptado."),
	};
}

const STOPPED_WORDS: Record<Stopped["what"], (name: string) => string> = {
	contact: (name) => _("El contacto de %(name)s: ya no se puede encaminar a eso", { name }),
	case: (name) => _("El caso de %(name)s", { name }),
	person: (name) => _("%(name)s, en la escalera", { name }),
	task: (name) => _("Un pendiente: %(name)s", { name }),
	offer: (name) => _("Lo de %(name)s ya no se le ofrece a nadie", { name }),
	notice: () => _("Un aviso sellado"),
};

export const stoppedWords = ({ what, name }: Pick<Stopped, "what" | "name">): string =>
	STOPPED_WORDS[what](name || _("Sin nombre"));

const LEFT_WORDS: Record<Why, () => string> = {
	kept: () => _("Otra persona decidió otra cosa desde entonces, y así se queda."),
	gone: () => _("Ya no está: se borró, o quedó en otras manos."),
	refused: () => _("No se puede así: quizás la persona a quien se le ofrecía ya no puede abrirlo."),
	moved: () => _("Alguien lo está cambiando ahora: inténtelo otra vez."),
};

export const leftWords = (why: Why): string => LEFT_WORDS[why]();
