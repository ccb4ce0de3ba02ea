import { addressOf, type DoorView } from "../device/doors";
import type { Stop } from "../device/turfs";
import type { PlaceKind } from "../device/types";
import { _, formatNumber, ngettext } from "./i18n";

const KINDS: Record<PlaceKind, () => string> = {
	house: () => _("Casa"),
	apartment_building: () => _("Edificio"),
	mobile_home_park: () => _("Parque de casas móviles"),
	public_space: () => _("Espacio público"),
	other: () => _("Otro lugar"),
};

export function kindName(kind: PlaceKind): string {
	return KINDS[kind]();
}

/** Lots in a park, apartments in a building, doors elsewhere. */
export function unitsText(kind: PlaceKind, n: number): string {
	if (kind === "mobile_home_park") return ngettext("%(n)s lote", "%(n)s lotes", n, { n });
	if (kind === "apartment_building") return ngettext("%(n)s apartamento", "%(n)s apartamentos", n, { n });
	return doorsText(n);
}

export function doorsText(n: number): string {
	return ngettext("%(n)s puerta", "%(n)s puertas", n, { n });
}

/** A place by its name, else by its address. */
export function placeName({ name, number, street }: Pick<Stop, "name" | "number" | "street">): string {
	return name || placeAddress({ number, street });
}

export function placeAddress({ number, street }: Pick<Stop, "number" | "street">): string {
	return [number, street].filter(Boolean).join(" ");
}

/** What a door is told from its neighbours by: one of many by its label, a house by its address. */
export function doorName(door: Pick<DoorView, "number" | "street" | "label">): string {
	return door.label || addressOf(door);
}

/** A door by its unit where the place is known already, else by its number. */
export function unitName({ label, number, floor }: Pick<DoorView, "label" | "number" | "floor">): string {
	const unit = label || number || "—";
	return floor ? _("%(unit)s · piso %(floor)s", { unit, floor }) : unit;
}

/** "40 m", "1.2 km". */
export function distanceText(metres: number): string {
	if (metres < 1000) return _("%(n)s m", { n: metres < 20 ? metres : Math.round(metres / 10) * 10 });
	return _("%(n)s km", { n: formatNumber(metres / 1000, { maximumFractionDigits: 1 }) });
}
