import { describe, expect, test } from "vitest";
import { b64decode, b64encode, keyId, utf8, VAULTS } from "../../canvass/static/device/framing";
import { importBox, makeBoxKey, wrapKey } from "../../canvass/static/device/holders";
import { SIGN_KEY, SIGNATURE, signedBytes, verifyChain } from "../../canvass/static/device/keylog";
import { sealTo } from "../../canvass/static/device/seal";
import {
	makeOrganisationVaults,
	openRecord,
	signStepup,
	unlockHolder,
	unwrapVaults,
} from "../../canvass/static/device/vaults";
import {
	areRecoveryWords,
	drawRecoveryWords,
	drawWords,
	holderWords,
	normalise,
	unknownWords,
	WORDS,
} from "../../canvass/static/device/words";
import { browser, COPIES, changed, python, refusedLogs, SAMPLES, type Sample } from "./samples";

const ORG = python.org;
const RECORD = "0b6a3a52-6f1b-4a6c-9f57-2c1d4e9a7b10";

function unlockFirst(sample: Sample, words?: string) {
	const { id, blob } = first(sample);
	return unlockHolder(words ?? sample.words[id] ?? "", blob, sample.org, id);
}

function first(sample: Sample) {
	const [holder] = sample.vaults.holders;
	if (!holder) {
		throw new Error("the sample has no holder");
	}
	return holder;
}

function wrapsOf(sample: Sample, holder: string) {
	return sample.vaults.wraps.filter((wrap) => wrap.holder === holder);
}

describe("a key log", () => {
	test("that holds together is believed, pinned at any of its entries", async () => {
		const { hashes } = await verifyChain(python.chain, null, ORG);
		for (const [n, hash] of hashes.entries()) {
			const log = await verifyChain(python.chain, { n, hash }, ORG);
			expect(log.head).toEqual({ n: 5, hash: hashes[5] });
		}
	});

	test("that is empty is believed where nothing was pinned", async () => {
		const log = await verifyChain([], null, ORG);
		expect([log.head, log.live("intake"), log.vaultsOf("anybody")]).toEqual([null, null, []]);
	});

	test.each(refusedLogs)("is refused: $what ($code)", async ({ entries, pinned, org, code, n }) => {
		const wire = entries.map((row) => (typeof row === "number" ? python.chain[row] : row));
		const refusal = verifyChain(wire as typeof python.chain, pinned, org);
		await expect(refusal).rejects.toMatchObject({ name: "KeyLogRefused", code, n });
	});

	test("is refused when its text is no base64", async () => {
		const [entry] = python.chain;
		const spoiled = [{ entry: `${entry?.entry}=`, signature: entry?.signature ?? "" }];
		await expect(verifyChain(spoiled, null, ORG)).rejects.toMatchObject({ code: "malformed", n: 0 });
	});

	test("knows the old and the new key after a rotation, and who holds which vault", async () => {
		const log = await verifyChain(python.chain, null, ORG);
		const [founding, rotated] = [log.entries[0], log.entries[5]];
		expect(log.live("intake")).toBe(rotated);
		expect(log.entryOfKey(founding?.keyId ?? "")).toBe(log.entries[4]);
		expect(log.vaultsOf(founding?.by ?? "")).toEqual(["field", "consulta", "leadership"]);
		expect(log.vaultsOf(rotated?.by ?? "")).toEqual(["intake"]);
	});
});

describe("founding", () => {
	test("makes four vaults that administrator and recovery open, and nobody without words", async () => {
		const made = await makeOrganisationVaults(ORG, "member", "Celia");
		const log = await verifyChain(made.body.entries, null, ORG);
		expect(log.entries.map(({ vault }) => vault)).toEqual(["intake", "field", "consulta", "leadership"]);
		expect(made.body.holders.map(({ member }) => member)).toEqual(["member", null]);
		expect(made.body.wraps).toHaveLength(8);
		expect([made.words, made.recoveryWords].map((words) => words.split(" ").length)).toEqual([7, 12]);
		for (const [place, words] of [made.words, made.recoveryWords].entries()) {
			const { id, blob } = made.body.holders[place] ?? { id: "", blob: "" };
			const holder = await unlockHolder(words, blob, ORG, id);
			const wraps = made.body.wraps.filter((wrap) => wrap.holder === id);
			const vaults = await unwrapVaults(holder, wraps, log);
			for (const vault of VAULTS) {
				const { sealed } = await sealTo(log, vault, "kind", RECORD, { v: 1 });
				expect(await openRecord(vaults, vault, "kind", RECORD, sealed)).toEqual({ v: 1 });
			}
		}
	});
});

describe("a blob", () => {
	const { id, blob } = first(browser);
	const words = browser.words[id] ?? "";

	test.each([normalise(words), `  ${words.toUpperCase().replaceAll(" ", "\n ")} `])(
		"opens however its words are typed",
		async (typed) => {
			expect((await unlockFirst(browser, typed)).id).toBe(id);
		},
	);

	test.each(["", words.split(" ").slice(1).join(" "), words.split(" ").reverse().join(" ")])(
		"does not open with other words",
		async (typed) => {
			await expect(unlockFirst(browser, typed)).rejects.toThrow("wrong_words");
		},
	);

	test.each([
		["another holder's id", blob, ORG, "another"],
		["another organisation", blob, "another", id],
		["a changed salt", changed(blob, 1), ORG, id],
		["a changed nonce", changed(blob, 17), ORG, id],
		["a changed byte", changed(blob, -1), ORG, id],
	])("does not open with %s", async (_, text, org, holder) => {
		await expect(unlockHolder(words, text, org, holder)).rejects.toThrow("wrong_words");
	});

	test.each(["", changed(blob, 0), b64encode(new Uint8Array(29))])(
		"is told from what never was one",
		async (text) => {
			await expect(unlockHolder(words, text, ORG, id)).rejects.toThrow("malformed");
		},
	);
});

describe("a wrap", async () => {
	const holder = await unlockFirst(python);
	const log = await verifyChain(python.vaults.entries, null, ORG);
	const wraps = wrapsOf(python, holder.id);
	const [wrap] = wraps;
	const entry = log.live("intake");
	if (!wrap || !entry) {
		throw new Error("the sample has no wrap");
	}

	test("that was changed does not open", async () => {
		const spoiled = [{ ...wrap, wrap: changed(wrap.wrap, 100) }];
		await expect(unwrapVaults(holder, spoiled, log)).rejects.toThrow("cannot_open");
	});

	test("for another holder does not open", async () => {
		const others = python.vaults.wraps.filter((row) => row.holder !== holder.id);
		await expect(unwrapVaults(holder, others, log)).rejects.toThrow("cannot_open");
	});

	test("shown as another vault's does not open", async () => {
		const swapped = [{ key_id: wraps[1]?.key_id ?? "", wrap: wrap.wrap }];
		await expect(unwrapVaults(holder, swapped, log)).rejects.toThrow("cannot_open");
	});

	test("of a key that the log does not name is refused", async () => {
		const key = await makeBoxKey();
		const foreign = await wrapKey(holder.box.raw, ORG, "intake", holder.id, key);
		const row = { key_id: await keyId(key.raw), wrap: b64encode(foreign) };
		await expect(unwrapVaults(holder, [row], log)).rejects.toThrow("unknown_key");
	});

	test("of another key under a known one's name is refused", async () => {
		const key = await makeBoxKey();
		const posing = { der: key.der, raw: entry.key };
		const wrapped = await wrapKey(holder.box.raw, ORG, "intake", holder.id, posing);
		const row = { key_id: entry.keyId, wrap: b64encode(wrapped) };
		await expect(unwrapVaults(holder, [row], log)).rejects.toThrow("changed_key");
	});

	test("of a private key with another's public half is refused", async () => {
		const [key, other] = await Promise.all([makeBoxKey(), makeBoxKey()]);
		const der = key.der.slice();
		der.set(other.raw, der.length - other.raw.length);
		await expect(importBox({ der, raw: other.raw })).rejects.toThrow();
	});

	test("is opened only beside the log that its holder belongs to", async () => {
		const foreign = await verifyChain(browser.vaults.entries, null, ORG);
		await expect(unwrapVaults(holder, wraps, foreign)).rejects.toMatchObject({ code: "forked", n: 0 });
	});

	test("is not opened for a holder whom the log lists with other keys", async () => {
		const posing = { ...holder, signRaw: (await makeBoxKey()).raw };
		await expect(unwrapVaults(posing, wraps, log)).rejects.toMatchObject({ code: "changed_holder" });
	});

	test("gives no key for another vault's records", async () => {
		const vaults = await unwrapVaults(holder, wraps, log);
		const { sealed } = await sealTo(log, "intake", "contact", RECORD, { v: 1 });
		await expect(openRecord(vaults, "consulta", "contact", RECORD, sealed)).rejects.toThrow("key_missing");
	});
});

describe.each(SAMPLES)("what %s made", (_, sample) => {
	test("unlocks with its words, and its wraps open its records", async () => {
		const log = await verifyChain(sample.vaults.entries, null, sample.org);
		for (const { id, blob } of sample.vaults.holders) {
			const holder = await unlockHolder(sample.words[id] ?? "", blob, sample.org, id);
			const vaults = await unwrapVaults(holder, wrapsOf(sample, id), log);
			expect(vaults.keys.size).toBe(4);
			for (const { vault, kind, record_id, body, sealed } of sample.sealed) {
				expect(await openRecord(vaults, vault, kind, record_id, sealed)).toEqual(body);
			}
		}
	});

	test("has the same six words here", async () => {
		for (const { id, box, sign } of sample.vaults.holders) {
			const told = await holderWords(sample.org, id, b64decode(box), b64decode(sign));
			expect(told).toBe(sample.holder_words[id]);
		}
	});

	test("signs for a step-up, and for nothing else", async () => {
		const { challenge, signature } = sample.stepup;
		const raw = b64decode(first(sample).sign);
		const key = await crypto.subtle.importKey("raw", raw, SIGN_KEY, false, ["verify"]);
		const holds = (purpose: "log" | "stepup", text: string) =>
			crypto.subtle.verify(SIGNATURE, key, b64decode(text), signedBytes(purpose, utf8(challenge)));
		expect(await holds("stepup", signature)).toBe(true);
		expect(await holds("log", signature)).toBe(false);
		const anew = await signStepup(await unlockFirst(sample), challenge);
		expect(b64decode(anew)).toHaveLength(64);
		expect(await holds("stepup", anew)).toBe(true);
	});

	test("has recovery words with a good checksum", () => {
		const recovery = sample.vaults.holders.find(({ member }) => member === null);
		const words = sample.words[recovery?.id ?? ""] ?? "";
		expect(areRecoveryWords(words)).toBe(true);
		expect(areRecoveryWords(normalise(words))).toBe(true);
	});
});

describe.each(COPIES)("a sealed copy by %s", (_, copy) => {
	test("opens with every kind of record, under old keys and live ones", async () => {
		const { entries, holders, wraps, records } = copy.export;
		const log = await verifyChain(entries, null, copy.org);
		const holder = await unlockHolder(copy.words, holders[0]?.blob ?? "", copy.org, copy.holder);
		const mine = wraps.filter((wrap) => wrap.holder === copy.holder);
		const vaults = await unwrapVaults(holder, mine, log);
		const opened = records.map(({ vault, kind, id, sealed }) => openRecord(vaults, vault, kind, id, sealed));
		const told = [...copy.bodies.before, ...copy.bodies.after];
		expect(await Promise.all(opened)).toEqual(told.map(({ body }) => body));
		expect([vaults.keys.size, records.length]).toEqual([8, 30]);
	});
});

describe("words", () => {
	test("stay distinct without accents, in four letters", () => {
		const plain = WORDS.map(normalise);
		expect(new Set(plain.map((word) => word.slice(0, 4))).size).toBe(2048);
		expect(plain.every((word) => /^[a-z]+$/.test(word))).toBe(true);
	});

	test("are the list that Python has", async () => {
		const digest = await crypto.subtle.digest("SHA-256", utf8(WORDS.join("\n")));
		expect(Buffer.from(digest).toString("hex")).toBe(
			"9853830bbcfccfaa4f9185af63bbdfdff9c8f57aa61e14b60e19abd93cdb9166",
		);
	});

	test("are drawn from the whole list, seven at a time", () => {
		const drawn = Array.from({ length: 300 }, drawWords).map((words) => words.split(" "));
		expect(new Set(drawn.map((words) => words.length))).toEqual(new Set([7]));
		expect(new Set(drawn.flat()).size).toBeGreaterThan(1000);
		expect(unknownWords(drawn.flat().join(" "))).toEqual([]);
	});

	test("that are none of the list are named as they were typed", () => {
		expect(unknownWords(" ABACO  abdomne Ano Zzz ")).toEqual(["abdomne", "Zzz"]);
	});

	test("for recovery are twelve, with a checksum", () => {
		expect(areRecoveryWords(drawRecoveryWords())).toBe(true);
		for (const typed of ["", "ábaco ".repeat(12), "ábaco ".repeat(11), `${"casa ".repeat(11)}zzz`]) {
			expect(areRecoveryWords(typed)).toBe(false);
		}
	});
});
