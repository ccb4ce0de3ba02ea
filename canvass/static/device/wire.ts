/** The server's answers that the phone acts on, and the checks that tell them from a captive portal's or a cut body. */

import type { ContactStatus, HomeCampaign, HomeSlots, Lease, Member, Org, Row, Script } from "./types";

export const CLIENT_VERSION = "0.1.0";
export const CLIENT = `canvass ${CLIENT_VERSION}`;

export interface SignedEntry {
	entry: string;
	signature: string;
}

export interface Session {
	member: Member;
	device: { id: string };
	org: Org;
	holder: { id: string; vaults: string[] } | null;
	vaults_exist: boolean;
	expires_at: string;
}

export interface InvitationAnswer {
	role: Member["role"];
	alias: string;
	expires_at: string;
	org: Org;
	entries: SignedEntry[];
}

export interface EnrolmentAnswer {
	member: Member;
	device: { id: string };
	push_token: string;
	org: Org;
}

export const VERDICTS = ["accepted", "duplicate", "quarantined", "conflict", "retry"] as const;
export interface Verdict {
	id: string;
	verdict: (typeof VERDICTS)[number];
	reason: string | null;
	retry_after: number | null;
	/** Accepted, and it came after its lease was over or another's. Servers of before don't say. */
	late?: boolean;
}

export interface OutboxReport {
	outbox: string;
	contiguous_through: number;
	missing: number[];
	backed_up_through: number;
}

export interface PushAnswer {
	verdicts: Verdict[];
	outboxes: OutboxReport[];
	server_time: string;
	min_client: string;
}

export const PEOPLE_VERDICTS = ["accepted", "duplicate", "conflict", "refused", "retry"] as const;
export interface PeopleVerdict {
	id: string;
	verdict: (typeof PEOPLE_VERDICTS)[number];
	backed_up: boolean;
	reason: string | null;
	retry_after: number | null;
}

export interface PeopleAnswer {
	verdicts: PeopleVerdict[];
	server_time: string;
}

export interface Home {
	org: Org;
	member: Member;
	device: { id: string };
	server_time: string;
	min_client: string;
	vaults_exist: boolean;
	key_log: SignedEntry[];
	campaigns: HomeCampaign[];
	scripts: Script[];
	leases: Lease[];
	stop_notices: unknown[];
	slots: HomeSlots;
}

export interface Snapshot {
	cursor: string;
	digest: string;
	rows: Row[];
}

export interface PullPage {
	rows: Row[];
	cursor: string;
	more: boolean;
	digest: string | null;
}

export interface StatusesAnswer {
	items: { id: string; status: ContactStatus }[];
}

type Fields = Record<string, unknown>;

function isFields(value: unknown): value is Fields {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isListOf(value: unknown, test: (item: Fields) => boolean): boolean {
	return Array.isArray(value) && value.every((item) => isFields(item) && test(item));
}

function isNumberOrNull(value: unknown): boolean {
	return value === null || value === undefined || typeof value === "number";
}

function isVerdict(names: readonly string[]): (item: Fields) => boolean {
	return (item) =>
		typeof item.id === "string" && names.includes(item.verdict as string) && isNumberOrNull(item.retry_after);
}

function isOutboxReport(item: Fields): boolean {
	return (
		typeof item.outbox === "string" &&
		typeof item.contiguous_through === "number" &&
		typeof item.backed_up_through === "number" &&
		Array.isArray(item.missing)
	);
}

function isRow(item: Fields): boolean {
	return (
		typeof item.door === "string" && typeof item.revision === "number" && typeof item.removed === "boolean"
	);
}

function isLease(item: Fields): boolean {
	return typeof item.assignment === "string" && typeof item.generation === "number" && isFields(item.turf);
}

function isTime(value: unknown): boolean {
	return typeof value === "string" && !Number.isNaN(Date.parse(value));
}

function isVersion(value: unknown): boolean {
	return value === undefined || typeof value === "string";
}

export function isPushAnswer(value: unknown): value is PushAnswer {
	return (
		isFields(value) &&
		isListOf(value.verdicts, isVerdict(VERDICTS)) &&
		isListOf(value.outboxes, isOutboxReport) &&
		isTime(value.server_time) &&
		isVersion(value.min_client)
	);
}

export function isPeopleAnswer(value: unknown): value is PeopleAnswer {
	return (
		isFields(value) &&
		isListOf(
			value.verdicts,
			(item) => isVerdict(PEOPLE_VERDICTS)(item) && typeof item.backed_up === "boolean",
		)
	);
}

export function isHome(value: unknown): value is Home {
	return (
		isFields(value) &&
		isFields(value.org) &&
		isFields(value.member) &&
		isListOf(value.leases, isLease) &&
		isListOf(value.campaigns, (item) => typeof item.id === "string") &&
		isListOf(value.scripts, (item) => typeof item.id === "string" && isFields(item.body)) &&
		isListOf(value.key_log, (item) => typeof item.entry === "string" && typeof item.signature === "string") &&
		isTime(value.server_time) &&
		isVersion(value.min_client)
	);
}

export function isSnapshot(value: unknown): value is Snapshot {
	return (
		isFields(value) &&
		typeof value.cursor === "string" &&
		typeof value.digest === "string" &&
		isListOf(value.rows, isRow)
	);
}

export function isPullPage(value: unknown): value is PullPage {
	return (
		isFields(value) &&
		typeof value.cursor === "string" &&
		typeof value.more === "boolean" &&
		isListOf(value.rows, isRow) &&
		(value.more || typeof value.digest === "string")
	);
}

export function isSession(value: unknown): value is Session {
	return isFields(value) && isFields(value.member) && isFields(value.org) && isFields(value.device);
}

export function isInvitation(value: unknown): value is InvitationAnswer {
	return (
		isFields(value) && typeof value.role === "string" && isFields(value.org) && Array.isArray(value.entries)
	);
}

export function isEnrolment(value: unknown): value is EnrolmentAnswer {
	return (
		isFields(value) &&
		isFields(value.member) &&
		isFields(value.device) &&
		typeof value.push_token === "string"
	);
}

export function isStatuses(value: unknown): value is StatusesAnswer {
	return (
		isFields(value) &&
		isListOf(value.items, (item) => typeof item.id === "string" && typeof item.status === "string")
	);
}

/** True if `sent` and the answered ids are the same, each exactly once: less is a network fault, whatever its cause. */
export function answersEach(sent: readonly string[], verdicts: readonly { id: string }[]): boolean {
	const answered = new Set(verdicts.map((verdict) => verdict.id));
	return (
		verdicts.length === sent.length && answered.size === sent.length && sent.every((id) => answered.has(id))
	);
}
