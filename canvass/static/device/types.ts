/** The words of the phone: what goes into envelopes, what a turf's rows say, what a screen asks to be saved. */

export const RESULTS = [
	"conversation",
	"not_home",
	"come_back",
	"other_language",
	"declined",
	"do_not_knock",
	"inaccessible",
	"vacant",
	"not_found",
	"skipped_unsafe",
] as const;
export type Result = (typeof RESULTS)[number];

export const PLACE_KINDS = [
	"house",
	"apartment_building",
	"mobile_home_park",
	"public_space",
	"other",
] as const;
export type PlaceKind = (typeof PLACE_KINDS)[number];

export const PROBLEMS = ["missing", "wrong", "unsafe"] as const;
export type Problem = (typeof PROBLEMS)[number];

export type Role = "volunteer" | "lead" | "staff" | "administrator";
export type LanguageCode = string;
/** A text in each language that the organisation works in. */
export type Texts = Record<LanguageCode, string>;

export interface Org {
	id: string;
	name: string;
	hotline: string;
	time_zone: string;
	languages: LanguageCode[];
	/** The needs of its own; from an older server, or before the first home, none are told. */
	own_needs?: NamedNeed[];
}

export interface Member {
	id: string;
	alias: string;
	role: Role;
	active: boolean;
}

export interface MemberName {
	id: string;
	alias: string;
}

// ---- the door's stream -------------------------------------------------------------------------

/** What the phone knew of its clock at Save: server time minus phone time, and how sure it is. */
export interface ClockReading {
	offset_ms: number;
	round_trip_ms: number;
}

export interface VisitBody {
	door: string;
	result: Result;
	literature: boolean;
	/** Sealed to `field`, base64url. In a correction `null` removes it, and leaving it out lets it stay. */
	note?: string | null;
	/** Sealed likewise. */
	language?: string | null;
}

export interface DoorAddedBody {
	door: string;
	turf: string;
	/** The place it belongs to, or null for a new one. */
	place: string | null;
	kind: PlaceKind;
	number: string;
	street: string;
	label: string;
	lon: number | null;
	lat: number | null;
}

export interface Bodies {
	"visit.recorded": VisitBody;
	"visit.corrected": VisitBody & { visit: string };
	"visit.voided": { visit: string };
	"door.added": DoorAddedBody;
	"door.reported": { door: string; problem: Problem };
	"shift.started": { turf: string | null };
	"shift.ended": { turf: string | null };
}
export type Kind = keyof Bodies;

export interface Envelope<K extends Kind = Kind> {
	id: string;
	device_seq: number;
	outbox: string;
	kind: K;
	assignment: string | null;
	generation: number | null;
	recorded_at: string;
	clock: ClockReading | null;
	schema: 1;
	body: Bodies[K];
}

// ---- the people's stream -----------------------------------------------------------------------

export type Answers = Record<string, string[]>;

export interface ContactEnvelope {
	id: string;
	kind: "contact";
	campaign: string;
	week: string;
	urgent: boolean;
	schema: 1;
	body: { sealed: string };
}

export interface AnswersEnvelope {
	id: string;
	kind: "answers";
	campaign: string;
	week: string;
	urgent: false;
	schema: 1;
	body: { script: string; answers: Answers; sealed: string | null };
}

/** An hour at the office, held for a contact: which slot in clear, whose contact it is under the seal. */
export interface HoldEnvelope {
	id: string;
	kind: "hold";
	campaign: string;
	week: string;
	urgent: false;
	schema: 1;
	body: { slot: string; sealed: string };
}

export type PeopleEnvelope = ContactEnvelope | AnswersEnvelope | HoldEnvelope;

/** A conversation at the office as it travels with the phone: whether it is still free nobody knows until it is handed in. */
export interface HomeSlot {
	id: string;
	/** In the organisation's time zone, as `begins` and `ends` (`HH:MM`) are. */
	day: string;
	begins: string;
	ends: string;
	place: string;
	languages: LanguageCode[];
}

export interface HomeSlots {
	/** The ISO week in which they may be offered. */
	week: string;
	items: HomeSlot[];
}

// ---- turfs, leases, rows -----------------------------------------------------------------------

export interface LastVisit {
	visit: string;
	result: Result;
	literature: boolean;
	at: string;
	late: boolean;
	mine: boolean;
}

/** A door of a turf as the server sends it. Longitude and latitude are WGS84 degrees. */
export interface Row {
	door: string;
	place: string;
	revision: number;
	removed: boolean;
	position: number;
	kind: PlaceKind;
	name: string | null;
	number: string;
	street: string;
	label: string;
	floor: number | null;
	lon: number | null;
	lat: number | null;
	do_not_knock: boolean;
	attempts: number;
	last: LastVisit | null;
}

/** Whom a turf is good for: who walks little, who climbs stairs, who drives from door to door. */
export type GoodFor = "short_walk" | "stairs" | "by_car";

export interface LeaseTurf {
	id: string;
	name: string;
	note: string;
	/** Missing, as `start`, in what a phone took home before there was any. */
	good_for?: GoodFor[];
	campaign: string;
	doors: number;
	polygon: unknown;
	/** Longitude and latitude of where the walk begins, if a lead has said so. */
	start?: [number, number] | null;
}

export interface Lease {
	assignment: string;
	generation: number;
	starts_at: string;
	until: string;
	grace_until: string;
	members: MemberName[];
	turf: LeaseTurf;
}

export interface HomeCampaign {
	id: string;
	name: string;
	starts_on: string;
	ends_on: string;
	languages: LanguageCode[];
	script: string | null;
}

// ---- scripts -----------------------------------------------------------------------------------

export type QuestionType = "single" | "multiple" | "yes_no";

export interface Option {
	id: string;
	text: Texts;
}

export interface Question {
	id: string;
	type: QuestionType;
	text: Texts;
	sensitive: boolean;
	options?: Option[];
	show_if?: { question: string; any_of: string[] } | null;
}

export interface ScriptBody {
	greeting: Texts;
	consent: Texts;
	promise: Texts;
	questions: Question[];
}

export interface Script {
	id: string;
	campaign: string;
	version: number;
	body: ScriptBody;
}

// ---- contacts ----------------------------------------------------------------------------------

export const CHANNELS = ["call", "text", "whatsapp", "signal", "visit"] as const;
export type Channel = (typeof CHANNELS)[number];
export const TIMES_OF_DAY = ["morning", "afternoon", "evening", "weekend"] as const;
export type TimeOfDay = (typeof TIMES_OF_DAY)[number];
export const NEEDS = [
	"housing",
	"financial_crisis",
	"wage_theft",
	"food",
	"health",
	"school",
	"other",
] as const;
/** One of these, or the code of one of the organisation's own. */
export type Need = string;
/** What the organisation calls it; a retired one keeps its name for what was noted, and is offered no more. */
export interface NamedNeed {
	code: Need;
	es: string;
	en: string;
	retired: boolean;
}
export const INTERESTS = ["events", "meetings", "volunteering", "rights_training"] as const;
export type Interest = (typeof INTERESTS)[number];
export const URGENCIES = ["today", "week", "no_rush"] as const;
export type Urgency = (typeof URGENCIES)[number];
export const PURPOSES = ["consulta", "leadership", "alerts"] as const;
export type Purpose = (typeof PURPOSES)[number];

export interface Consent {
	purposes: Purpose[];
	language: LanguageCode;
	/** The text that was read aloud, word for word. */
	words: string;
	on: string;
	/** What they took back since, and on which day; the day may not be known. */
	withdrawn?: Partial<Record<Purpose, string>>;
	/** What they agreed to later, at another meeting, and on which day. */
	added?: Partial<Record<Purpose, string>>;
	/** Of a contact: by which withdrawal last. */
	stopped?: StoppedPurposes;
}

/** What one withdrawal took, by its mark. */
export interface StoppedPurposes {
	by: string;
	purposes: Purpose[];
}

/** What the person was told to expect, in the words they heard, and by which name they will be called; each may be empty. */
export interface Promised {
	words: string;
	name: string;
}

export interface DoorSource {
	kind: "door";
	door: string;
	turf: string;
	address: string;
}

/** No door: the Línea, office hours, a gathering's table, a partner; the last two by their name. */
export interface OpenSource {
	kind: "line" | "office" | "table" | "partner";
	name: string;
}

export type Source = DoorSource | OpenSource;

/** What is sealed: nobody but a reviewing keyholder reads it again, this phone included. */
export interface ContactBody {
	v: 1;
	type: "contact";
	id: string;
	campaign: string;
	week: string;
	urgent: boolean;
	on: string;
	source: Source;
	met_by: string;
	name: string;
	phone: string;
	channel: Channel;
	when: TimeOfDay[];
	voicemail: boolean;
	ask_for: string;
	language: LanguageCode;
	needs: Need[];
	interests: Interest[];
	urgency: Urgency;
	note: string;
	promise: Promised;
	consent: Consent;
}

/** Sealed as a contact is, and nothing but its seal's content tells it from one: somebody takes back what they agreed to. */
export interface WithdrawalBody {
	v: 1;
	type: "withdrawal";
	id: string;
	campaign: string;
	week: string;
	urgent: false;
	on: string;
	source: Source;
	met_by: string;
	name: string;
	phone: string;
	language: LanguageCode;
	purposes: Purpose[];
	/** They want all of it erased. */
	erase: boolean;
	note: string;
}

export type ContactStatus = "waiting" | "picked_up" | "reached" | "unknown";
