/** The enrolment link's fragment `token.n.hash`: kept in the browser, it reaches no log and no link preview. */

import { type Bytes, b64decode, b64encode, hex, malformed, sha256 } from "./framing";
import type { Head } from "./keylog";

const TOKEN_BYTES = 16;
const FORM = /^([\w-]{22})(?:\.(0|[1-9][0-9]{0,8})\.([0-9a-f]{64}))?$/;

/** An invitation's token, and the inviter's verified head: null for the first administrator alone. */
export interface Fragment {
	readonly token: Bytes;
	readonly pinned: Head | null;
}

/** 16 random bytes; the server keeps only their hash. */
export function makeToken(): Bytes {
	return crypto.getRandomValues(new Uint8Array(TOKEN_BYTES));
}

/** SHA-256 of a token in hex. */
export async function tokenHash(token: Bytes): Promise<string> {
	return hex(await sha256(token));
}

/** `https://…/enrol#token.n.hash`, or `#token` without a pin. */
export function enrolmentLink(origin: string, { token, pinned }: Fragment): string {
	const pin = pinned ? `.${pinned.n}.${pinned.hash}` : "";
	return `${origin.replace(/\/+$/, "")}/enrol#${b64encode(token)}${pin}`;
}

/** Reads `location.hash`, with or without its `#`; throws `malformed` for what `enrolmentLink` does not write. */
export function readFragment(text: string): Fragment {
	const [, token, n, hash] = FORM.exec(text.replace(/^#/, "")) ?? [];
	if (token === undefined) {
		throw malformed();
	}
	const pinned = n !== undefined && hash !== undefined ? { n: Number(n), hash } : null;
	return { token: b64decode(token), pinned };
}
