import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { authenticator, canMakePasskeys } from "../../canvass/static/app/authenticator";
import { db } from "../../canvass/static/device/db";

const SALT = new Uint8Array(32).fill(3);
const OUTPUT = new Uint8Array(32).fill(9);
const ID = new Uint8Array([1, 2, 3]);

type Results = { prf?: { enabled?: boolean; results?: { first: BufferSource } } };

const credential = (results: Results) => ({ rawId: ID.buffer, getClientExtensionResults: () => results });
const create = vi.fn();
const get = vi.fn();
const signalUnknownCredential = vi.fn();
const isUserVerifyingPlatformAuthenticatorAvailable = vi.fn();
const getClientCapabilities = vi.fn();

beforeEach(() => {
	vi.resetAllMocks();
	signalUnknownCredential.mockResolvedValue(undefined);
	isUserVerifyingPlatformAuthenticatorAvailable.mockResolvedValue(true);
	getClientCapabilities.mockResolvedValue({ "extension:prf": true });
	vi.stubGlobal("location", { hostname: "canvass.test" });
	vi.stubGlobal("navigator", { credentials: { create, get } });
	vi.stubGlobal("PublicKeyCredential", {
		signalUnknownCredential,
		isUserVerifyingPlatformAuthenticatorAvailable,
		getClientCapabilities,
	});
});
afterEach(() => vi.unstubAllGlobals());

describe("making a passkey", () => {
	it("asks this very device, for a person who shows themselves, and tells it nothing of anybody", async () => {
		create.mockResolvedValue(credential({ prf: { enabled: true, results: { first: OUTPUT.buffer } } }));
		expect(await authenticator.make(SALT)).toEqual({ credential: ID, output: OUTPUT });
		const [{ publicKey }] = create.mock.calls[0] as [CredentialCreationOptions];
		expect(publicKey).toMatchObject({
			rp: { id: "canvass.test", name: "canvass.test" },
			user: { name: "canvass.test", displayName: "" },
			authenticatorSelection: { authenticatorAttachment: "platform", userVerification: "required" },
			attestation: "none",
			extensions: { prf: { eval: { first: SALT } } },
		});
		expect(get).not.toHaveBeenCalled();
	});

	it("asks once more where it yields only when it is asked", async () => {
		create.mockResolvedValue(credential({ prf: { enabled: true } }));
		get.mockResolvedValue(credential({ prf: { results: { first: OUTPUT } } }));
		expect(await authenticator.make(SALT)).toEqual({ credential: ID, output: OUTPUT });
		const [{ publicKey }] = get.mock.calls[0] as [CredentialRequestOptions];
		expect(publicKey).toMatchObject({ rpId: "canvass.test", userVerification: "required" });
		expect(publicKey?.allowCredentials?.map(({ id }) => id)).toEqual([ID]);
	});

	it.each([
		{},
		{ prf: { enabled: false } },
		{ prf: { enabled: true, results: { first: new Uint8Array(8) } } },
	])("that yields nothing of use leaves none behind: %o", async (results) => {
		create.mockResolvedValue(credential(results));
		get.mockRejectedValue(new DOMException("no", "NotAllowedError"));
		expect(await authenticator.make(SALT)).toBeNull();
		expect(signalUnknownCredential).toHaveBeenCalledWith({ rpId: "canvass.test", credentialId: "AQID" });
	});

	it("is quiet where its person turns away", async () => {
		create.mockRejectedValue(new DOMException("no", "NotAllowedError"));
		expect(await authenticator.make(SALT)).toBeNull();
		get.mockRejectedValue(new DOMException("late", "TimeoutError"));
		expect(await authenticator.ask(ID, SALT)).toBeNull();
	});
});

describe("whether there may be one", () => {
	it("is what the browser says", async () => {
		expect(await canMakePasskeys()).toBe(true);
		getClientCapabilities.mockResolvedValue({ "extension:prf": false });
		expect(await canMakePasskeys()).toBe(false);
	});

	it("is told by making one where the browser does not say", async () => {
		vi.stubGlobal("PublicKeyCredential", { isUserVerifyingPlatformAuthenticatorAvailable });
		expect(await canMakePasskeys()).toBe(true);
		isUserVerifyingPlatformAuthenticatorAvailable.mockResolvedValue(false);
		expect(await canMakePasskeys()).toBe(false);
	});

	it("is no on a phone that others have too: any of their fingers would open it", async () => {
		await db.meta.put({ key: "return", sealed: null });
		expect(await canMakePasskeys()).toBe(false);
		await db.meta.clear();
		expect(await canMakePasskeys()).toBe(true);
	});

	it("is no at an address of numbers, and where the browser knows none", async () => {
		vi.stubGlobal("location", { hostname: "192.0.2.7" });
		expect(await canMakePasskeys()).toBe(false);
		vi.stubGlobal("location", { hostname: "canvass.test" });
		vi.stubGlobal("PublicKeyCredential", undefined);
		expect(await canMakePasskeys()).toBe(false);
	});
});
