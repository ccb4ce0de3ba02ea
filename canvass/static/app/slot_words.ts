import { clockWords } from "./hours_words";
import { formatDate } from "./i18n";

interface When {
	day: string;
	begins: string;
	place: string;
}

/** When and where somebody is received: "martes, 1 de diciembre, 9:00 a. m., Centro comunitario". */
export function slotWords({ day, begins, place }: When): string {
	return `${formatDate(day, { weekday: "long", day: "numeric", month: "long" })}, ${clockWords(begins)}, ${place}`;
}
