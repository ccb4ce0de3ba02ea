import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { withoutPasskeys } from "../../canvass/static/app/forget_passkeys";
import { db } from "../../canvass/static/device/db";
import { b64encode } from "../../canvass/static/device/framing";
import { share } from "../../canvass/static/device/household";
import { erasePhone } from "../../canvass/static/device/identity";

const bytes = (fill: number) => new Uint8Array(32).fill(fill);
const passkey = (n: number) => ({ credential: bytes(n), salt: bytes(0), wrapped: bytes(0) });
const signalUnknownCredential = vi.fn();

beforeEach(async () => {
	await db.meta.bulkPut([
		{ key: "lock", id: "lock", wrapped: bytes(0), passkey: passkey(1) },
		{ key: "words_wrap", holder: "celia", passkey: passkey(2) },
	]);
	signalUnknownCredential.mockReset().mockResolvedValue(undefined);
	vi.stubGlobal("location", { hostname: "canvass.test" });
	vi.stubGlobal("PublicKeyCredential", { signalUnknownCredential });
});
afterEach(() => vi.unstubAllGlobals());

it.each([
	["shares the phone", share],
	["erases it", () => erasePhone({ losing: Infinity })],
])("whoever %s has no passkey left that opens nothing", async (_, end) => {
	await withoutPasskeys(end);
	const told = signalUnknownCredential.mock.calls.map(([said]) => said.credentialId);
	expect(told).toEqual([b64encode(bytes(1)), b64encode(bytes(2))]);
	expect(await db.meta.get("words_wrap")).toBeUndefined();
	expect((await db.meta.get("lock")) ?? {}).not.toHaveProperty("passkey");
});

it("where it fails, both still open, and stay in the list", async () => {
	await expect(withoutPasskeys(() => Promise.reject(new Error("full")))).rejects.toThrow("full");
	expect(signalUnknownCredential).not.toHaveBeenCalled();
});
