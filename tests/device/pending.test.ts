import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ApiError } from "../../canvass/static/device/api";
import { bringIn, proofOf } from "../../canvass/static/device/outbox_file";
import { acceptKept, discardKept, type Kept, listKept } from "../../canvass/static/device/quarantine";
import { json } from "./server";

const SAMPLE = new URL("../samples/outbox_file.json", import.meta.url);
const asked: { path: string; body: unknown }[] = [];
let answers: Response[] = [];

beforeEach(() => {
	asked.length = 0;
	vi.stubGlobal("fetch", async (path: string, { body }: { body: string | null }) => {
		asked.push({ path, body: body && JSON.parse(body) });
		return answers.shift() ?? json(500, { code: "internal", message: "" });
	});
});

afterEach(() => vi.unstubAllGlobals());

function kept(event: string, decision: Kept["decision"] = null): Kept {
	return { event, digest: "ab", decision } as Kept;
}

test("all that is open is listed, and of what was decided no more than comes with it", async () => {
	answers = [
		json(200, { items: [kept("1"), kept("2")], next: "a" }),
		json(200, { items: [kept("3"), kept("4", "accepted")], next: "b" }),
		json(200, { items: [kept("5", "discarded")], next: null }),
	];
	expect((await listKept()).map(({ event }) => event)).toEqual(["1", "2", "3", "4"]);
	expect(asked.map(({ path }) => path)).toEqual([
		"/api/quarantine?limit=100",
		"/api/quarantine?limit=100&after=a",
	]);
});

test("a decision names the version that was looked at; accepting needs no reason", async () => {
	answers = [json(200, {}), json(200, {})];
	await acceptKept(kept("1"), "");
	await discardKept(kept("2"), "una prueba");
	expect(asked).toEqual([
		{ path: "/api/quarantine/1/acceptance", body: { digest: "ab", reason: null } },
		{ path: "/api/quarantine/2/discard", body: { digest: "ab", reason: "una prueba" } },
	]);
});

test("a file is handed in with every text as it was frozen, and what is no file is for the server to refuse", async () => {
	const envelope = '{"id": "x", "body": {"note": "ñ\\u0000\\ud800"}}';
	const file = { format: "canvass outbox", version: 1, events: [{ id: "x", envelope }], records: [] };
	answers = [json(200, { events: {}, records: {} }), json(422, { code: "no_outbox_file", message: "No" })];
	await bringIn(new Blob([JSON.stringify(file)]));
	expect(asked[0]).toEqual({ path: "/api/sync/outbox-files", body: file });

	await expect(bringIn(new Blob(["%PDF-1.7"]))).rejects.toBeInstanceOf(ApiError);
	expect(asked[1]?.body).toEqual({});
});

test("the server can check by the proof that this phone wrote these events, in this order and no others", async () => {
	const { file, push_token } = JSON.parse(readFileSync(SAMPLE, "utf8"));
	const me = { device: { id: file.device }, push_token };
	const [first, second] = file.events;
	expect(await proofOf(me, file.events)).toBe(file.proof);
	for (const other of [[second, first], [first], [{ ...first, id: second.id }, second]]) {
		expect(await proofOf(me, other)).not.toBe(file.proof);
	}
	expect(await proofOf({ ...me, push_token: "otro" }, file.events)).not.toBe(file.proof);
	expect(await proofOf({ ...me, device: { id: first.id } }, file.events)).not.toBe(file.proof);
});
