/** "Start here": asks the phone once where it stands, and says what came of it. */

import type { Point } from "../device/ground";
import { backToOrder } from "../device/own_order";
import { startHere } from "../device/start_here";
import { _ } from "./i18n";
import { showToast } from "./ui";

const WAIT_MS = 10_000;

/** Where the phone stands, asked for once and kept by nobody; null where it doesn't know or its owner doesn't let it say. */
function whereIStand(): Promise<Point | null> {
	return new Promise((resolve) => {
		if (!("geolocation" in navigator)) {
			resolve(null);
			return;
		}
		// The browser's own clock runs only once its question is answered, and it may be overlooked.
		setTimeout(() => resolve(null), WAIT_MS);
		navigator.geolocation.getCurrentPosition(
			({ coords }) => resolve({ lon: coords.longitude, lat: coords.latitude }),
			() => resolve(null),
			{ enableHighAccuracy: true, timeout: WAIT_MS, maximumAge: 0 },
		);
	});
}

/** What is left is walked from here; a tap takes it back. */
export async function startWhereIStand(turf: string): Promise<void> {
	showToast({ text: _("Buscando dónde está usted…"), seconds: 12 });
	const from = await startHere(turf, await whereIStand());
	const undo = () => backToOrder(turf);
	if (from === "here") showToast({ text: _("Ordenado desde donde usted está."), undo });
	else if (from === "last_door")
		showToast({
			text: _("El teléfono no dice dónde está usted. El camino empieza en la última puerta que visitó."),
			undo,
		});
	else if (from === "no_points")
		showToast({ text: _("Lo que falta no tiene un lugar en el mapa: el orden queda como estaba.") });
	else
		showToast({
			text: _("El teléfono no dice dónde está usted, y aquí no ha visitado ninguna puerta todavía."),
		});
}
