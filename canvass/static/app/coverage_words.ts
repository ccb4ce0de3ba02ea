import type { CutTurf } from "../device/cutting";
import { _, formatNumber, ngettext } from "./i18n";
import { coverageOf } from "./map/coverage";

/** "43 %", or a dash where there is nothing to divide by. */
export function share(part: number, whole: number): string {
	return whole > 0 ? formatNumber(part / whole, { style: "percent" }) : "–";
}

/** How much of a turf has been walked, as its fill on the map tells it: never more than all. */
export function walkedShare(progress: CutTurf["progress"]): string {
	return share(coverageOf(progress), 1);
}

/** "24 de 61 puertas · 30 visitas" */
export function visitWords({ progress: { doors, visited, attempts } }: Pick<CutTurf, "progress">): string {
	const walked = _("%(visited)s de %(doors)s puertas", { visited, doors });
	return [walked, attemptsText(attempts)].join(" · ");
}

/** "contacto: 20 % · 18 puertas por hora"; nothing before the first visit. */
export function rateWords(
	{ progress: { attempts, conversations } }: CutTurf,
	pace: number | null = null,
): string {
	if (attempts === 0) return "";
	const contact = _("contacto: %(share)s", { share: share(conversations, attempts) });
	if (pace === null) return contact;
	return [
		contact,
		ngettext("%(n)s puerta por hora", "%(n)s puertas por hora", pace, { n: formatNumber(pace) }),
	].join(" · ");
}

export function attemptsText(n: number): string {
	return ngettext("%(n)s visita", "%(n)s visitas", n, { n });
}
