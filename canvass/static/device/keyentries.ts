/** An entry of the key log as bytes and as content: each content has one spelling. */

import {
	type Bytes,
	b64decode,
	b64encode,
	canonicalJson,
	hex,
	isObject,
	malformed,
	POINT_BYTES,
	readJson,
	sha256,
	VAULTS,
	type Vault,
} from "./framing";

const ENTRY_FIELDS = ["by", "holders", "key", "n", "org", "prev", "vault"];
const HOLDER_FIELDS = ["box", "id", "name", "sign"];
const UNCOMPRESSED = 4;
const HASH = /^[0-9a-f]{64}$/;

/** A keyholder as the log lists them; `box` and `sign` are raw points. */
export interface Holder {
	readonly id: string;
	readonly name: string;
	readonly box: Bytes;
	readonly sign: Bytes;
}

/** An entry, read. `key` is the vault's raw public key, `by` the id of the holder who signed. */
export interface Entry {
	readonly org: string;
	readonly n: number;
	readonly prev: string;
	readonly vault: Vault;
	readonly key: Bytes;
	readonly holders: readonly Holder[];
	readonly by: string;
}

/** SHA-256 of an entry's bytes in hex: the next one's `prev`, and what is pinned. */
export async function entryHash(entry: Bytes): Promise<string> {
	return hex(await sha256(entry));
}

/** An entry as canonical JSON. Made once, signed, and from then on kept byte for byte. */
export function entryBytes({ org, n, prev, vault, key, holders, by }: Entry): Bytes {
	const listed = holders.map(({ id, name, box, sign }) => ({
		id,
		name,
		box: b64encode(box),
		sign: b64encode(sign),
	}));
	return canonicalJson({ org, n, prev, vault, key: b64encode(key), holders: listed, by });
}

/** Reads an entry's bytes; throws `malformed` unless they are just what `entryBytes` makes of their content. */
export function readEntry(raw: Bytes): Entry {
	const entry = entryOf(readJson(raw));
	// Otherwise Python and a browser might read the same bytes differently.
	if (b64encode(entryBytes(entry)) !== b64encode(raw)) {
		throw malformed();
	}
	return entry;
}

function entryOf(data: unknown): Entry {
	const fields = fieldsOf(data, ENTRY_FIELDS);
	const { n, holders, vault } = fields;
	if (!Number.isInteger(n) || !Array.isArray(holders) || holders.length === 0 || !isVault(vault)) {
		throw malformed();
	}
	const prev = text(fields.prev);
	const listed = holders.map(holderOf);
	if ((prev !== "" && !HASH.test(prev)) || new Set(listed.map(({ id }) => id)).size !== listed.length) {
		throw malformed();
	}
	return {
		org: text(fields.org),
		n: n as number,
		prev,
		vault,
		key: point(fields.key),
		holders: listed,
		by: text(fields.by),
	};
}

function holderOf(data: unknown): Holder {
	const fields = fieldsOf(data, HOLDER_FIELDS);
	return { id: text(fields.id), name: text(fields.name), box: point(fields.box), sign: point(fields.sign) };
}

function fieldsOf(data: unknown, names: readonly string[]): Record<string, unknown> {
	if (!isObject(data) || Object.keys(data).sort().join() !== names.join()) {
		throw malformed();
	}
	return data;
}

function text(value: unknown): string {
	if (typeof value !== "string") {
		throw malformed();
	}
	return value;
}

function isVault(value: unknown): value is Vault {
	return VAULTS.some((vault) => vault === value);
}

/** A raw point by its form; that it lies on the curve is seen when the key is used, and by the server beforehand. */
function point(value: unknown): Bytes {
	const raw = b64decode(text(value));
	if (raw.length !== POINT_BYTES || raw[0] !== UNCOMPRESSED) {
		throw malformed();
	}
	return raw;
}
