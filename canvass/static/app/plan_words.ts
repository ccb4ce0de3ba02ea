import type { CutPlan, DraftTurf, PlanEdit, PlanNote, Wish } from "../device/plans";
import { _, formatList, formatNumber, ngettext } from "./i18n";
import { doorsText } from "./places";

export function zonesText(n: number): string {
	return ngettext("%(n)s zona", "%(n)s zonas", n, { n });
}

/** "2 h 30 min", "45 min": never broken over two lines. */
export function hoursText(hours: number): string {
	return hoursWords(hours).replaceAll(" ", "\u00a0");
}

function hoursWords(hours: number): string {
	const minutes = Math.max(1, Math.round((hours * 60) / 5) * 5);
	const [h, min] = [Math.floor(minutes / 60), minutes % 60];
	if (h === 0) return _("%(n)s min", { n: min });
	if (min === 0 || h >= 100) return _("%(n)s h", { n: h });
	return _("%(h)s h %(min)s min", { h, min });
}

/** How the plan was cut: "unas 50 puertas por zona". */
export function wishWords(wish: Wish): string {
	switch (wish.kind) {
		case "doors":
			return _("Unas %(n)s puertas por zona", { n: wish.doors });
		case "canvassers":
			return ngettext(
				"Una zona para %(n)s equipo",
				"Una zona para cada uno de %(n)s equipos",
				wish.canvassers,
				{
					n: wish.canvassers,
				},
			);
		case "shift":
			return _("Para turnos de %(hours)s, a %(pace)s puertas por hora", {
				hours: hoursText(wish.hours),
				pace: wish.doors_per_hour,
			});
	}
}

/** What an edit did, said once it is done. */
export function editWords(edit: PlanEdit, before: CutPlan, after: CutPlan): string {
	switch (edit.kind) {
		case "split":
			return _("Dividida: %(turfs)s.", { turfs: formatList(changed(before, after).map(sized)) });
		case "merge":
			return _("Unidas: %(turfs)s.", { turfs: formatList(changed(before, after).map(sized)) });
		case "move":
			return _("Puertas pasadas. Ahora: %(turfs)s.", {
				turfs: formatList(changed(before, after).map(sized)),
			});
		case "redraw":
			return _("Forma cambiada: %(turfs)s.", { turfs: formatList(changed(before, after).map(sized)) });
		case "rename":
			return _("Nombre cambiado.");
		case "dissolve":
			return _("Disuelta. Sus puertas quedan sin zona.");
		case "cut_left_over": {
			const made = after.turfs.length - before.turfs.length;
			return ngettext("Hay %(n)s zona nueva.", "Hay %(n)s zonas nuevas.", made, { n: made });
		}
	}
}

function sized({ name, doors }: DraftTurf): string {
	return `${name} (${doorsText(doors)})`;
}

const MENTIONED = 4;

/** The turfs that are other than before, at most a few. */
function changed(before: CutPlan, after: CutPlan): DraftTurf[] {
	const known = new Map(before.turfs.map((turf) => [turf.n, turf]));
	return after.turfs
		.filter((turf) => {
			const old = known.get(turf.n);
			return !old || old.doors !== turf.doors || old.metres !== turf.metres;
		})
		.slice(0, MENTIONED);
}

/** What could not be kept, and why. */
export function noteWords({ code, values }: PlanNote): string {
	const n = (key: string) => Number(values[key] ?? 0);
	switch (code) {
		case "outside_limits":
			return n("largest") > n("high")
				? _("Tiene un edificio de %(n)s puertas, más grande que una zona; no se parte.", { n: n("largest") })
				: _(
						"Queda fuera de los límites (de %(low)s a %(high)s): así la caminata es más corta o no se parte un edificio.",
						{
							low: rounded(n("low")),
							high: rounded(n("high")),
						},
					);
		case "size_unreachable":
			return _("Con tan pocas puertas el tamaño pedido no sale parejo: las zonas quedan en unas %(mean)s.", {
				mean: rounded(n("mean")),
			});
		case "building_divided":
			return values.by === "floor"
				? _("Un edificio de %(n)s puertas no cabe en una zona: se reparte por pisos entre %(turfs)s.", {
						n: n("doors"),
						turfs: zonesText(n("turfs")),
					})
				: _(
						"Un edificio o parque de %(n)s puertas no cabe en una zona: se reparte en orden entre %(turfs)s.",
						{
							n: n("doors"),
							turfs: zonesText(n("turfs")),
						},
					);
		case "across_barrier":
			return ngettext(
				"%(n)s puerta queda al otro lado de un río, una vía o una autopista.",
				"%(n)s puertas quedan al otro lado de un río, una vía o una autopista.",
				n("doors"),
				{ n: n("doors") },
			);
		case "not_in_one_piece":
			return _("Está en %(n)s partes: entre ellas hay otra zona.", { n: n("pieces") });
		case "doors_moved":
			return ngettext(
				"%(n)s puerta está ahora en otro punto del mapa. Al publicar la zona se ordena de nuevo su caminata.",
				"%(n)s puertas están ahora en otro punto del mapa. Al publicar la zona se ordena de nuevo su caminata.",
				n("doors"),
				{ n: n("doors") },
			);
		case "not_compiled":
			return _("Este servidor no tiene el cálculo rápido: las caminatas son más largas de lo necesario.");
		default:
			return _("Algo no se pudo cumplir (%(code)s).", { code });
	}
}

function rounded(n: number): string {
	return formatNumber(n, { maximumFractionDigits: 0 });
}
