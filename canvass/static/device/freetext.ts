/**
 * A guard over free text: what must never be stored (DOMAIN: status, A-number, Social Security number, birth date, origin)
 * is pointed out before it is saved. It warns and does not refuse: it can't know what a sentence means.
 */

import { plain } from "./plain";

export type Forbidden = "immigration_status" | "a_number" | "ssn" | "birth_date" | "origin";

const COUNTRIES =
	"mexico|guatemala|honduras|el salvador|nicaragua|costa rica|panama|venezuela|colombia|ecuador|peru|bolivia|cuba|haiti|" +
	"republica dominicana|dominican republic|brasil|brazil|argentina|chile|uruguay|paraguay|jamaica|china|india|ucrania|ukraine";
const DEMONYMS =
	"mexican|guatemalte|hondure|salvadore|salvadoran|nicaragu|venezol|venezuel|colombian|ecuatorian|ecuadorian|peruan|peruvian|" +
	"bolivian|cuban|haitian|dominican|brasile|brazilian";

/** Over text in lower case, with accents off. */
const PATTERNS: Record<Forbidden, RegExp[]> = {
	a_number: [
		/\ba[\s#:.-]*\d{3}[\s.-]?\d{3}[\s.-]?\d{2,3}\b/,
		/\b(alien|a)[\s-]?(registration )?(number|num|no\.|#)/,
		/\bnumero (a\b|de extranjer)/,
	],
	ssn: [
		/\b\d{3}[\s.-]\d{2}[\s.-]\d{4}\b/,
		/\b\d{9}\b/,
		/\b(ssn|itin)\b/,
		/\bsocial security (number|num|no\.|#)/,
		/\b(numero|num\.?|no\.) (de |del )?(seguro )?social\b/,
	],
	birth_date: [
		/\b\d{1,2}[/.-]\d{1,2}[/.-](19\d\d|200\d|201[0-5])\b/,
		/\b(19\d\d|200\d|201[0-5])-\d{2}-\d{2}\b/,
		/\b(fecha de nacimiento|date of birth|birth ?date|d\.?o\.?b\b)/,
		/\b(nacio|nacida?o?) (el|en) (\d|enero|feb|mar|abr|may|jun|jul|ago|sep|oct|nov|dic)/,
		/\bborn (on|in) (\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/,
	],
	immigration_status: [
		/\bsin (papeles|documentos|estatus|visa|green card)\b/,
		/\bno (tienen?|tengo|tenemos) (papeles|documentos|estatus|visa|residencia)\b/,
		/\bindocument/,
		/\bundocument/,
		/\b(no|without|sin|lacks?) (papers|documents|status)\b/,
		/\blegal(es|mente)? (here|aqui|en (el pais|estados unidos)|status|resident|immigrant)/,
		/\b(ilegal|ilegales|illegals?)\b/,
		/\b(asilo|asilad[oa]s?|asylum|asylee)\b/,
		/\b(refugiad[oa]s?|refugees?)\b/,
		/\b(corte|juez|jueza|cita|caso|abogad[oa]) (de|con|en) (la )?(migra|inmigra|migratori)/,
		/\b(immigration|ice) (court|judge|case|hearing|status|check-?in|hold)\b/,
		/\b(estatus|estado|situacion|status) (migratori[oa]|legal|de inmigracion)\b/,
		/\bdeport/,
		/\bdetenid[oa]s? (por|en|con) (ice|la migra|(el )?(centro de )?(inmigracion|detencion))/,
		/\b(la migra|ice|inmigracion) (ya )?(se )?(lo |la |los |las |le )?(agarro|detuvo|llevo|busca|arresto|visito)/,
		/\b(ice|immigration) (has |had )?(took|taken|detained|arrested|picked up|is looking)/,
		/\b(detained|held|arrested|picked up) by (ice|immigration|border patrol)\b/,
		/\b(orden de (salida|expulsion|remocion)|removal order|final order|grillete|ankle monitor)\b/,
		/\b(green ?card|tarjeta verde|mica|permanent resident|residente (permanente|legal)|residencia (permanente|legal))\b/,
		/\b(tps|daca|dreamers?|vawa|u-? ?visa|visa u|t-? ?visa|visa t|h-?2[ab]|i-?(94|130|485|589|765|862))\b/,
		/\b(permiso de trabajo|work (permit|authorization)|parole|parole[ed]|permiso humanitario)\b/,
		/\b(visa (vencida|de)|(expired|overstayed?) (a |the |his |her |their )?visa)\b/,
		/\b(no es|ya es|es|son|hacerse|not a|is a|us|u\.s\.) (ciudadan|citizen)/,
		/\b(ciudadania|citizenship|naturaliz)/,
		/\b(cruzo|crossed) (la frontera|the border|por el (rio|desierto))/,
	],
	origin: [
		new RegExp(
			`\\b(es|son|vienen?|vino|vinieron|llego|llegaron|nacio|nacid[oa]s?|originari[oa]s?|inmigrantes?) (\\w+ ){0,4}(de|desde|en) (${COUNTRIES})\\b`,
		),
		new RegExp(`\\b(from|born in|native of|came here from) (${COUNTRIES})\\b`),
		new RegExp(
			`\\b(es|son|is|are|famil(?:ia|y)|senora?|muchach[oa]|joven|vecin[oa]s?|pareja|gente|persona|man|woman|couple) (a |una? )?(${DEMONYMS})`,
		),
		/\b(pais|lugar) de (origen|nacimiento)\b|\b(country|place) of (origin|birth)\b/,
	],
};

function matches(text: string, kind: Forbidden): boolean {
	return PATTERNS[kind].some((pattern) => pattern.test(text));
}

/** Which kinds of forbidden facts a text, in Spanish or English, looks like; none if it is fine. */
export function looksForbidden(text: string): Forbidden[] {
	const searched = plain(text);
	// The digits of an A-number have the shape of a Social Security number too, and are one thing only.
	const withoutANumbers = searched.replace(/\ba[\s#:.-]*\d{3}[\s.-]?\d{3}[\s.-]?\d{2,3}\b/g, " ");
	const kinds: Forbidden[] = ["immigration_status", "a_number", "ssn", "birth_date", "origin"];
	return kinds.filter((kind) => matches(kind === "a_number" ? searched : withoutANumbers, kind));
}
