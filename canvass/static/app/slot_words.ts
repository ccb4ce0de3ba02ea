import { clockWords } from "./hours_words";
import { formatDate } from "./i18n";

interface When {
	day: string;
	begins: string;
}

/** When somebody is received: "martes, 1 de dic, 9:00 a. m."; where stands on a line of its own. */
export function slotTime({ day, begins }: When): string {
	return `${formatDate(day, { weekday: "long", day: "numeric", month: "short" })}, ${clockWords(begins)}`;
}
