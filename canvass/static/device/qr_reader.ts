/** Reads a QR code in a picture, in this browser. A file of its own, with its library: it is fetched when a camera is turned on. */

import decodeQR from "qr/decode.js";

/** A picture as a canvas has it: four bytes a point. */
export interface Picture {
	width: number;
	height: number;
	data: Uint8ClampedArray;
}

/** What the code in the picture says; null where there is none, or none that can be read. Pure. */
export function readCode(picture: Picture): string | null {
	try {
		return decodeQR(picture);
	} catch {
		return null;
	}
}
