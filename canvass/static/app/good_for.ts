import type { GoodFor } from "../device/types";
import { _ } from "./i18n";

export const GOOD_FOR: readonly GoodFor[] = ["short_walk", "stairs", "by_car"];

export function goodForName(kind: GoodFor): string {
	switch (kind) {
		case "short_walk":
			return _("Caminar poco");
		case "stairs":
			return _("Subir escaleras");
		case "by_car":
			return _("Ir en carro");
	}
}

/** Whom a turf suits, in one line; empty where nobody has said. */
export function goodForText(kinds: readonly GoodFor[]): string {
	if (kinds.length === 0) return "";
	return _("Buena para: %(what)s", { what: kinds.map(goodForName).join(" · ") });
}
