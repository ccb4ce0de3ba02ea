/** The directory of organisations and services. Who was referred where is counted in this browser, from tasks that it opened. */

import { request } from "./api";
import { uuidv4 } from "./ids";
import { isOpen } from "./open_hours";
import { wholeList } from "./paging";
import { hasWords } from "./plain";
import { type OpenTask, RESULTS, type TaskResult } from "./tasks";
import type { LanguageCode, Need } from "./types";

export interface ListedService {
	id: string;
	organisation: string;
	name: string;
	needs: Need[];
	/** County or area, in words. */
	area: string;
	languages: LanguageCode[];
	hours: string;
	eligibility: string;
	/** How to ask for it. */
	reach: string;
	/** False: retired. */
	active: boolean;
	rev: number;
}

export interface ListedOrganisation {
	id: string;
	name: string;
	about_es: string;
	about_en: string;
	phone: string;
	web: string;
	place: string;
	active: boolean;
	/** The list it came with, or null. */
	source: string | null;
	rev: number;
	services: ListedService[];
}

export type OrganisationDraft = Pick<
	ListedOrganisation,
	"name" | "about_es" | "about_en" | "phone" | "web" | "place"
>;
export type ServiceDraft = Pick<
	ListedService,
	"name" | "needs" | "area" | "languages" | "hours" | "eligibility" | "reach"
>;

export interface ListChanges {
	added: number;
	updated: number;
	unchanged: number;
}

export interface DirectoryReport {
	dry_run: boolean;
	rows: number;
	organisations: ListChanges;
	services: ListChanges;
	/** Services that the source no longer tells of; they stay. */
	missing: number;
	/** Services of the list that answer a need of the organisation's own; an older server does not say. */
	own_needs?: number;
	/** The first of them, their reasons in the reader's language. */
	problems: { file: string; row: number; column: string; reason: string; value: string }[];
	problem_count: number;
}

export function listDirectory(): Promise<ListedOrganisation[]> {
	return wholeList("/directory");
}

export function getOrganisation(id: string): Promise<ListedOrganisation> {
	return request("GET", `/directory/${id}`);
}

export function addOrganisation(draft: OrganisationDraft, id = uuidv4()): Promise<ListedOrganisation> {
	return request("POST", "/directory", { body: { id, ...draft } });
}

/** Throws ApiError `stale`, whose answer's `current` is the organisation as it stands. */
export function changeOrganisation(
	{ id, rev }: Pick<ListedOrganisation, "id" | "rev">,
	changes: Partial<OrganisationDraft & Pick<ListedOrganisation, "active">>,
): Promise<ListedOrganisation> {
	return request("PATCH", `/directory/${id}`, { body: { rev, ...changes } });
}

export function addService(organisation: string, draft: ServiceDraft, id = uuidv4()): Promise<ListedService> {
	return request("POST", `/directory/${organisation}/services`, { body: { id, ...draft } });
}

/** Throws ApiError `stale`, whose answer's `current` is the service as it stands. */
export function changeService(
	{ id, rev }: Pick<ListedService, "id" | "rev">,
	changes: Partial<ServiceDraft & Pick<ListedService, "active">>,
): Promise<ListedService> {
	return request("PATCH", `/directory/services/${id}`, { body: { rev, ...changes } });
}

/** Tries an Open Referral file or a CSV, or brings it in; the same again changes nothing. */
export function importDirectory(file: File, source: string, dryRun: boolean): Promise<DirectoryReport> {
	const query = new URLSearchParams({ source, dry_run: String(dryRun) });
	return request("PUT", `/directory/imports?${query}`, { body: file });
}

export interface DirectoryFilter {
	words: string;
	need: Need | "";
	area: string;
	language: LanguageCode;
	/** Only what is known to be open then: a day of the week, 0 is Sunday, and a minute. */
	openAt: { day: number; minute: number } | null;
	/** What was retired, instead of what is offered. */
	retired: boolean;
}

/** Organisations with those of their services that are asked for; without services only where nothing of one is asked. */
export function filterDirectory(
	organisations: readonly ListedOrganisation[],
	filter: DirectoryFilter,
): ListedOrganisation[] {
	const asksOfServices = Boolean(filter.need || filter.area || filter.language || filter.openAt);
	return organisations.flatMap((one) => {
		const services = one.services.filter((service) => fits(one, service, filter));
		const isBare =
			!asksOfServices && one.active !== filter.retired && hasWords(ofOrganisation(one), filter.words);
		return services.length > 0 || isBare ? [{ ...one, services }] : [];
	});
}

function fits(of: ListedOrganisation, service: ListedService, filter: DirectoryFilter): boolean {
	const { need, area, language, openAt } = filter;
	if ((of.active && service.active) === filter.retired) return false;
	if (need && !service.needs.includes(need)) return false;
	if (area && !areasOf(service).includes(area)) return false;
	if (language && !service.languages.includes(language)) return false;
	if (openAt && isOpen(service.hours, openAt.day, openAt.minute) !== true) return false;
	return hasWords([...ofOrganisation(of), ...ofService(service)], filter.words);
}

function ofOrganisation({ name, about_es, about_en, place }: ListedOrganisation): string[] {
	return [name, about_es, about_en, place];
}

function ofService({ name, area, eligibility, reach }: ListedService): string[] {
	return [name, area, eligibility, reach];
}

/** The counties or areas that a service names. */
export function areasOf({ area }: Pick<ListedService, "area">): string[] {
	return area
		.split(/[,;/·]/)
		.map((one) => one.trim())
		.filter(Boolean);
}

/** What a person is looking for. */
export interface Suits {
	needs: readonly Need[];
	language: LanguageCode;
}

export interface Suggested {
	organisation: ListedOrganisation;
	service: ListedService;
	/** How well it suits: 0 where it answers none of the needs. */
	score: number;
}

/** Services that are offered, those first that answer the needs, and among them those that speak the language. */
export function suggestServices(
	organisations: readonly ListedOrganisation[],
	suits: Suits,
	words = "",
): Suggested[] {
	return organisations
		.flatMap((organisation) =>
			organisation.services
				.filter((service) => organisation.active && service.active)
				.filter((service) => hasWords([...ofOrganisation(organisation), ...ofService(service)], words))
				.map((service) => ({ organisation, service, score: suitsBy(service, suits) })),
		)
		.sort((a, b) => b.score - a.score || a.service.name.localeCompare(b.service.name));
}

/** How well a service suits somebody: 0 where it answers none of their needs. Pure. */
export function suitsBy(
	service: Pick<ListedService, "needs" | "languages">,
	{ needs, language }: Suits,
): number {
	const answered = service.needs.filter((need) => needs.includes(need)).length;
	const speaks = service.languages.includes(language) ? 1 : 0;
	return answered > 0 ? 2 * answered + speaks : 0;
}

/** How many referrals a service got, and how they ended. */
export interface Referrals {
	all: number;
	open: number;
	ended: Record<TaskResult, number>;
}

/** Referrals by the service that they lead to, from tasks opened here. */
export function referralsByService(tasks: readonly OpenTask[]): Map<string, Referrals> {
	const found = new Map<string, Referrals>();
	for (const { record, body } of tasks) {
		if (body?.kind !== "referral" || !body.service?.id) continue;
		const counts = found.get(body.service.id) ?? none();
		counts.all += 1;
		if (record.state === "open") counts.open += 1;
		else if (body.result) counts.ended[body.result] += 1;
		else if (record.state === "dropped") counts.ended.not_needed += 1;
		found.set(body.service.id, counts);
	}
	return found;
}

function none(): Referrals {
	const ended = Object.fromEntries(RESULTS.map((result) => [result, 0])) as Referrals["ended"];
	return { all: 0, open: 0, ended };
}
