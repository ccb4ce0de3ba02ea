/**
 * What a keyholder may open, in clear, as a file: made in this browser from a sealed copy that the server notes as handed out.
 * Whoever has the file reads it; the screen says so before.
 */

import { tookBack } from "./agreed";
import { type Card, readCase, readContact, readLadder } from "./bodies";
import { csvOf, type Row } from "./csv";
import type { Body, Vault } from "./framing";
import { openOrNull } from "./opening";
import { needsForFiles } from "./own_needs";
import type { Consent, Need } from "./types";
import { deskRequest } from "./unlocked";

export const EXPORTED = ["contact", "case", "ladder"] as const;
export type Exported = (typeof EXPORTED)[number];
export const FORMATS = ["csv", "json", "osdi"] as const;
/** OSDI: people as Action Network and NGP VAN's OSDI service take them. */
export type Format = (typeof FORMATS)[number];

interface Told {
	at: string;
	records: { vault: Vault; kind: string; id: string; clear: Record<string, unknown>; sealed: string }[];
}

export interface PlainExport {
	file: File;
	people: number;
	/** Those that did not open; they are not in the file. */
	sealed: number;
	/** Those who agreed to nothing that such a list is for; they are not in the file. */
	without_consent: number;
}

/** Makes the file. Throws ApiError `proof_needed`, Locked, NetworkFault. */
export async function plainExport(kind: Exported, format: Format): Promise<PlainExport> {
	const { at, records } = await deskRequest<Told>("POST", "/vaults/export", { kind });
	const needsText = await needsForFiles();
	const opened = await Promise.all(
		records.map(async ({ vault, id, clear, sealed }) => {
			const body = await openOrNull(vault, kind, id, sealed);
			return body?.type === "withdrawal" ? "nobody" : body && personOf(kind, body, clear, needsText);
		}),
	);
	// Word that somebody took something back is no person, and whoever did so is on no list any more.
	const people = opened.filter((one) => one !== null && one !== "nobody");
	const agreeing = people.filter(({ consent }) => !tookListBack(kind, consent));
	const chosen = format === "osdi" ? agreeing.filter(({ consent }) => mayBeListed(consent)) : agreeing;
	const name = `${kind}-${at.slice(0, 10)}.${format === "csv" ? "csv" : "json"}`;
	return {
		file: new File([written(chosen, format)], name, {
			type: format === "csv" ? "text/csv" : "application/json",
		}),
		people: chosen.length,
		sealed: opened.filter((one) => one === null).length,
		without_consent: people.length - chosen.length,
	};
}

interface Person {
	card: Card;
	consent: Consent;
	row: Row;
}

/** Lists for events and actions are of those who said yes to these, and of nobody else. */
function mayBeListed({ purposes }: Consent): boolean {
	return purposes.includes("leadership");
}

/** Whether they took back what such a list is for: of contacts, all that they had agreed to. */
function tookListBack(kind: Exported, consent: Consent): boolean {
	if (kind === "contact") return consent.purposes.length === 0 && consent.withdrawn !== undefined;
	return tookBack(consent, kind === "case" ? "consulta" : "leadership");
}

/** What the body tells of a person; null for what is no person of this kind. */
function personOf(
	kind: Exported,
	body: Body,
	clear: Record<string, unknown>,
	needsText: (needs: readonly Need[]) => string,
): Person | null {
	if (kind === "contact") {
		const contact = readContact(body);
		if (contact === null) return null;
		const { needs, interests, urgency, on, note } = contact;
		const own = { needs: needsText(needs), interests: interests.join(" "), urgency, met_on: on, note };
		return personWith(contact, contact.consent, { ...own, state: word(clear.state) });
	}
	if (kind === "case") {
		const { card, consent, needs, urgency, opened_on, next_step, note } = readCase(body);
		const own = { needs: needsText(needs), urgency, opened_on, next_step, note };
		return personWith(card, consent, { ...own, state: word(clear.state), next_on: word(clear.next_on) });
	}
	const { card, consent, interests, next_step } = readLadder(body);
	const own = { interests: interests.join(" "), next_step };
	return personWith(card, consent, { ...own, step: word(clear.step), next_on: word(clear.next_on) });
}

function personWith(card: Card, consent: Consent, own: Row): Person {
	const { name, phone, channel, when, voicemail, ask_for, language } = card;
	const reach = {
		name,
		phone,
		channel,
		when: when.join(" "),
		voicemail: voicemail ? "yes" : "no",
		ask_for,
		language,
	};
	const agreed = { consent: consent.purposes.join(" "), consent_on: consent.on };
	return { card, consent, row: { ...reach, ...own, ...agreed } };
}

function word(value: unknown): string {
	return typeof value === "string" ? value : "";
}

function written(people: readonly Person[], format: Format): string {
	if (format === "csv") return csvOf(people.map(({ row }) => row));
	if (format === "json")
		return JSON.stringify(
			people.map(({ row }) => row),
			null,
			1,
		);
	return JSON.stringify({ _embedded: { "osdi:people": people.map(osdiPerson) } }, null, 1);
}

/** A person by the Open Supporter Data Interface: github.com/opensupporter/osdi-docs, people.md. Nothing of needs or notes. */
function osdiPerson({ card }: Person) {
	const [given = "", ...family] = card.name.trim().split(/\s+/);
	return {
		given_name: given,
		family_name: family.join(" "),
		languages_spoken: card.language ? [card.language] : [],
		phone_numbers: card.phone ? [{ primary: true, number: card.phone, number_type: "Mobile" }] : [],
	};
}
