import type { Point } from "../device/ground";

const WAIT_MS = 10_000;

/** Where the phone stands, asked for once and kept by nobody; null where it doesn't know or its owner doesn't let it say. */
export function whereIStand(): Promise<Point | null> {
	return new Promise((resolve) => {
		if (!("geolocation" in navigator)) {
			resolve(null);
			return;
		}
		navigator.geolocation.getCurrentPosition(
			({ coords }) => resolve({ lon: coords.longitude, lat: coords.latitude }),
			() => resolve(null),
			{ enableHighAccuracy: true, timeout: WAIT_MS, maximumAge: 0 },
		);
	});
}
