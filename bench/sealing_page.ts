/** What `bench.sealing` runs in the page of an enrolled phone: the app's own sealing and saving, timed. */

import { emptyContact, saveContact } from "../canvass/static/device/contacts";
import { believedLog } from "../canvass/static/device/keys";
import { sealFor } from "../canvass/static/device/sealing";

/** Code and keys are fetched with the first. */
const WARMING_UP = 5;

/** Whether the phone has learned of the vaults. */
export async function isReady(): Promise<boolean> {
	return (await believedLog()).state === "ready";
}

/** Milliseconds of each of so many seals of a contact's body. */
export function seals(body: Record<string, unknown>, count: number): Promise<number[]> {
	return timed(count, () => sealFor("intake", "contact", crypto.randomUUID(), body));
}

/** Milliseconds of each of so many contacts that are checked, sealed and written, as at a tap on Save. */
export function saves(campaign: string, count: number): Promise<number[]> {
	const source = { kind: "door" as const, door: crypto.randomUUID(), turf: crypto.randomUUID(), address: "14 Calle Roble" };
	const form = {
		...emptyContact({ campaign, source, language: "es", words: "¿Podemos llamarle?" }),
		name: "Amaranta Montealto",
		phone: "828 555 0123",
		note: "Llamar después de las seis; el casero no arregla la calefacción.",
	};
	form.consent.purposes = ["consulta"];
	return timed(count, () => saveContact(form));
}

async function timed(count: number, act: () => Promise<unknown>): Promise<number[]> {
	const found: number[] = [];
	for (let n = 0; n < WARMING_UP + count; n++) {
		const began = performance.now();
		await act();
		found.push(performance.now() - began);
	}
	return found.slice(WARMING_UP);
}
