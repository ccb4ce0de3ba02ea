/** The phone's one way out: the only place that calls fetch. */

import { db } from "./db";

export type Auth = "session" | "push" | "none";
export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface FieldError {
	path: (string | number)[];
	message: string;
}

/** The server's own answer that it won't: `code` is stable, `message` is in the reader's language. */
export class ApiError extends Error {
	override name = "ApiError";
	readonly status: number;
	readonly code: string;
	readonly errors: FieldError[];
	/** Seconds that the server asks to wait, or null. */
	readonly retryAfter: number | null;
	/** The whole answer: a `409 stale` holds the record as `current`. */
	readonly answer: Record<string, unknown>;

	constructor(status: number, answer: Record<string, unknown>, retryAfter: number | null) {
		super(typeof answer.message === "string" ? answer.message : "");
		this.status = status;
		this.code = typeof answer.code === "string" ? answer.code : `http_${status}`;
		this.errors = Array.isArray(answer.errors) ? (answer.errors as FieldError[]) : [];
		this.retryAfter = retryAfter;
		this.answer = answer;
	}
}

export type FaultKind = "offline" | "timeout" | "not_ours";

/** Nothing is known of what the server did: no connection, no answer in time, or an answer that is not Canvass's. */
export class NetworkFault extends Error {
	override name = "NetworkFault";
	readonly kind: FaultKind;

	constructor(kind: FaultKind, cause?: unknown) {
		super(kind, { cause });
		this.kind = kind;
	}
}

export interface RequestOptions<T> {
	/** Sent as JSON; a `Blob` or `ArrayBuffer` goes as it is. */
	body?: unknown;
	auth?: Auth;
	/** The answer sets the session's cookie, although the request carries another credential or none. */
	opensSession?: boolean;
	timeoutMs?: number;
	/** Without its approval an answer counts as a network fault; an answer without a body is null. */
	check?: (answer: unknown) => answer is T;
	/** Which bytes of a file, as the header `Range` says it. */
	range?: string;
	/** Told when an answer begins to arrive. */
	timed?: (took: Timing) => void;
}

/** How long the way took, and the phone's time in milliseconds at its end. */
export interface Timing {
	received_at: number;
	round_trip_ms: number;
}

const TIMEOUT_MS = 20_000;
const UPLOAD_TIMEOUT_MS = 300_000;

let locale = "es";

/** The language in which the server words its errors. */
export function setApiLocale(language: string): void {
	locale = language;
}

function isBytes(body: unknown): body is Blob | ArrayBuffer {
	return body instanceof Blob || body instanceof ArrayBuffer;
}

async function pushToken(): Promise<string> {
	const me = await db.identity.get("me");
	if (me === undefined) {
		throw new ApiError(401, { code: "not_enrolled" }, null);
	}
	return me.push_token;
}

type OwnSession = typeof import("./own_session");

/** What only a shared phone's pages need, and fetch; null on any other, and in the worker, which asks in nobody's name there. */
export const shared: { part: () => Promise<OwnSession | null> } = { part: async () => null };

/** On a shared phone the browser's session may be another's: what is asked then is asked by nobody. */
async function isOwnSession(): Promise<boolean> {
	return (await (await shared.part())?.ownSession()) ?? true;
}

async function headersFor(auth: Auth, body: unknown): Promise<Headers> {
	if (auth === "session" && !(await isOwnSession())) {
		throw new ApiError(401, { code: "session_needed" }, null);
	}
	const headers = new Headers({ Accept: "application/json", "Accept-Language": locale });
	if (body !== undefined) {
		headers.set("Content-Type", isBytes(body) ? "application/octet-stream" : "application/json");
	}
	if (auth === "push") {
		headers.set("Authorization", `Bearer ${await pushToken()}`);
	}
	return headers;
}

function faultOf(error: unknown): NetworkFault {
	const name = error instanceof Error ? error.name : "";
	return new NetworkFault(name === "TimeoutError" || name === "AbortError" ? "timeout" : "offline", error);
}

function secondsOf(header: string | null): number | null {
	if (header === null) {
		return null;
	}
	const seconds = /^\d+$/.test(header.trim()) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
	return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : null;
}

/** The answer as JSON, or undefined if it is none, or null, which none of ours is. The body is read here too: it can be cut at any byte. */
async function jsonOf(response: Response): Promise<unknown> {
	let text: string;
	try {
		text = await response.text();
	} catch (error) {
		throw faultOf(error);
	}
	try {
		return JSON.parse(text) ?? undefined;
	} catch {
		return undefined;
	}
}

/** A proxy says these three without our words; every other refusal that is not ours comes from a captive portal. */
function isProxysRefusal(status: number): boolean {
	return status === 413 || status === 429 || status >= 500;
}

function isOurs(answer: unknown): answer is Record<string, unknown> {
	const { code, message } = (answer ?? {}) as Record<string, unknown>;
	return typeof code === "string" && typeof message === "string";
}

function refusal(response: Response, answer: unknown): Error {
	const ours = isOurs(answer);
	if (!ours && !isProxysRefusal(response.status)) {
		return new NetworkFault("not_ours");
	}
	const retryAfter = secondsOf(response.headers.get("Retry-After"));
	return new ApiError(response.status, ours ? answer : {}, retryAfter);
}

/** The server itself says that it knows nobody by this session or token: a portal's 401 ends no session. */
export function isNobody({ status, code }: ApiError): boolean {
	return status === 401 && code === "session_needed";
}

async function send<T>(method: Method, path: string, options: RequestOptions<T>): Promise<Response> {
	const { body, auth = "session" } = options;
	const withCookie = auth === "session" || options.opensSession === true;
	const headers = await headersFor(auth, body);
	if (options.range) headers.set("Range", options.range);
	const timeout = options.timeoutMs ?? (isBytes(body) ? UPLOAD_TIMEOUT_MS : TIMEOUT_MS);
	const sentAt = performance.now();
	try {
		const response = await fetch(`/api${path}`, {
			method,
			headers,
			body: body === undefined ? null : isBytes(body) ? body : JSON.stringify(body),
			credentials: withCookie ? "same-origin" : "omit",
			cache: "no-store",
			redirect: "manual",
			referrerPolicy: "no-referrer",
			signal: AbortSignal.timeout(timeout),
		});
		options.timed?.({ received_at: Date.now(), round_trip_ms: performance.now() - sentAt });
		return response;
	} catch (error) {
		throw faultOf(error);
	}
}

/**
 * Asks the server under `/api`; `path` begins after that, as `/sync/home`.
 *
 * Throws ApiError for an answer of ours that refuses, and NetworkFault when nothing is known. `T` is null for a 204.
 */
export async function request<T>(method: Method, path: string, options: RequestOptions<T> = {}): Promise<T> {
	const response = await send(method, path, options);
	const answer = response.status === 204 ? null : await jsonOf(response);
	if (!response.ok) {
		throw refusal(response, answer);
	}
	if (answer === undefined || (options.check !== undefined && !options.check(answer))) {
		throw new NetworkFault("not_ours");
	}
	return answer as T;
}

/** As `request` with GET, for a file of text: its whole content. */
export async function requestText(path: string): Promise<string> {
	const response = await send("GET", path, {});
	if (!response.ok) {
		throw refusal(response, await jsonOf(response));
	}
	return response.text().catch((error: unknown) => {
		throw faultOf(error);
	});
}

/** As `request` with GET, for a part of a file of this version: `length` bytes from `from` on, fewer at its end. */
export async function requestRange(
	path: string,
	version: string,
	from: number,
	length: number,
): Promise<ArrayBuffer> {
	const response = await send("GET", path, { range: `bytes=${from}-${from + length - 1}` });
	if (!response.ok) {
		throw refusal(response, await jsonOf(response));
	}
	if (response.status !== 206 || response.headers.get("ETag") !== `"${version}"`) {
		throw new NetworkFault("not_ours");
	}
	return response.arrayBuffer().catch((error: unknown) => {
		throw faultOf(error);
	});
}
