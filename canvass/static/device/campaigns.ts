/** Campaigns, their scripts and how far they are, as the lead's and the staff's screens ask for them. */

import { request } from "./api";
import { wholeList } from "./paging";
import type { LanguageCode, Result, Script, ScriptBody } from "./types";

export type CampaignState = "open" | "closed";

export interface Campaign {
	id: string;
	name: string;
	/** Days in the organisation's time zone, `2026-11-23`. */
	starts_on: string;
	ends_on: string;
	languages: LanguageCode[];
	/** The current script version, or null before the first. */
	script: string | null;
	members: string[];
	state: CampaignState;
	rev: number;
}

export type CampaignDraft = Pick<Campaign, "name" | "starts_on" | "ends_on" | "languages" | "members">;
export type CampaignChanges = Partial<CampaignDraft & Pick<Campaign, "state">> & { rev: number };

export interface PublishedScript extends Script {
	published_at: string;
}

export interface TurfProgress {
	turf: string;
	name: string;
	doors: number;
	visited: number;
	attempts: number;
	conversations: number;
	/** Over several outings, never over one; null where there are too few. */
	doors_per_hour: number | null;
	/** A day; null before the first visit. */
	last_visit_on: string | null;
}

export interface CampaignProgress {
	doors: number;
	visited: number;
	attempts: number;
	conversations: number;
	/** Shares from 0 to 1; null before the first attempt. */
	contact_rate: number | null;
	coverage: number | null;
	/** Over all outings; null where there are too few to tell of nobody. */
	doors_per_hour: number | null;
	results: Partial<Record<Result, number>>;
	turfs: TurfProgress[];
}

export interface AnswerCount {
	script: string;
	question: string;
	option: string;
	/** Null where all weeks are counted together. */
	week: string | null;
	/** Null where it is too few people to tell. */
	n: number | null;
}

export function listCampaigns(): Promise<Campaign[]> {
	return wholeList("/campaigns");
}

export function getCampaign(id: string): Promise<Campaign> {
	return request("GET", `/campaigns/${id}`);
}

export function openCampaign(draft: CampaignDraft): Promise<Campaign> {
	return request("POST", "/campaigns", { body: draft });
}

/** Changes what is given. A stale `rev` is an ApiError 409, whose answer's `current` is the campaign as it stands. */
export function changeCampaign(id: string, changes: CampaignChanges): Promise<Campaign> {
	return request("PATCH", `/campaigns/${id}`, { body: changes });
}

export function campaignProgress(id: string): Promise<CampaignProgress> {
	return request("GET", `/campaigns/${id}/progress`);
}

export async function answerCounts(id: string): Promise<AnswerCount[]> {
	return (await request<{ items: AnswerCount[] }>("GET", `/campaigns/${id}/answers`)).items;
}

export function getScript(id: string): Promise<PublishedScript> {
	return request("GET", `/scripts/${id}`);
}

/** A good first script, to be made one's own before it is published. */
export async function startingScript(): Promise<ScriptBody> {
	return (await request<{ body: ScriptBody }>("GET", "/scripts/starting")).body;
}

/** Publishes a new version, current from now on; the ones before stay as they were. */
export function publishScript(campaign: string, body: ScriptBody): Promise<PublishedScript> {
	return request("POST", `/campaigns/${campaign}/scripts`, { body: { body } });
}
