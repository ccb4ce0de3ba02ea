/** Who and where the device's tests play: Alma, her organisation, and a street of doors. */

import type { Row } from "../../canvass/static/device/types";

export const ORG = {
	id: "0b0e0000-0000-4000-8000-000000000001",
	name: "CIMA",
	hotline: "+18285550100",
	time_zone: "America/New_York",
	languages: ["es", "en"],
};
export const ALMA = {
	id: "a1a00000-0000-4000-8000-000000000001",
	alias: "Alma",
	role: "volunteer" as const,
	active: true,
};
export const CAMPAIGN = "ca000000-0000-4000-8000-000000000001";
export const TURF = "70000000-0000-4000-8000-000000000001";
export const ASSIGNMENT = "a5000000-0000-4000-8000-000000000001";

/** An invitation's 16 bytes, base64url. */
export const TOKEN = "AAECAwQFBgcICQoLDA0ODw";

/** The n-th door of the town. */
export function door(n: number): string {
	return `d0000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
}

export function row(n: number, changes: Partial<Row> = {}): Row {
	return {
		door: door(n),
		place: door(1000 + n),
		revision: n,
		removed: false,
		position: n,
		kind: "house",
		name: null,
		number: String(n * 2),
		street: "Calle Roble",
		label: "",
		floor: null,
		lon: -82.5 + n / 10_000,
		lat: 35.6,
		do_not_knock: false,
		attempts: 0,
		last: null,
		...changes,
	};
}
