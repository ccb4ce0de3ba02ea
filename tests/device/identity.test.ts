import "fake-indexeddb/auto";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { db } from "../../canvass/static/device/db";
import { BadLink, enrol, lookup, readInvitation, signOut } from "../../canvass/static/device/enrolment";
import { eraseEveryoneForGood } from "../../canvass/static/device/erase_everyone";
import { erasePhone, me } from "../../canvass/static/device/identity";
import { verifyChain } from "../../canvass/static/device/keylog";
import { sync } from "../../canvass/static/device/sync";
import { makeOrganisationVaults, type NewVaults } from "../../canvass/static/device/vaults";
import { recordVisit } from "../../canvass/static/device/visits";
import { enrolledPhone, offline, outbox, read } from "./phone";
import { ALMA, door, ORG, type Server, TOKEN, TURF } from "./server";

let server: Server;
let made: NewVaults;
let head: string;

beforeAll(async () => {
	made = await makeOrganisationVaults(ORG.id, ALMA.id, "Celia");
	const log = await verifyChain(made.body.entries, null, ORG.id);
	head = `${log.head?.n}.${log.head?.hash}`;
});

beforeEach(async () => {
	server = await enrolledPhone();
	server.keyLog = made.body.entries;
});

const visit = { door: door(1), turf: TURF, result: "not_home" as const, literature: false };

describe("enrolment", () => {
	it("pins what the inviter saw, and spends the token only on the second step", async () => {
		await erasePhone();
		const invitation = readInvitation(`#${TOKEN}.${head}`);
		expect(await lookup(invitation)).toMatchObject({ role: "volunteer", alias: "Alma" });
		expect(server.invitationUsed).toBe(false);
		const identity = await enrol(invitation);
		expect(identity).toMatchObject({ push_token: "new-token", member: { alias: "Alma" } });
		expect(`${identity.pin?.n}.${identity.pin?.hash}`).toBe(head);
		expect(server.callsTo("/enrolments")[0]?.credentials).toBe("same-origin");
		expect(await me()).toEqual(identity);
	});

	it("refuses a server whose key log is not the one that the link names", async () => {
		await erasePhone();
		server.keyLog = (await makeOrganisationVaults(ORG.id, ALMA.id, "Mallory")).body.entries;
		const invitation = readInvitation(`${TOKEN}.${head}`);
		await expect(lookup(invitation)).rejects.toMatchObject({ name: "KeysRefused" });
		await expect(enrol(invitation)).rejects.toMatchObject({ name: "KeysRefused" });
		expect(server.invitationUsed).toBe(false);
		expect(await me()).toBeUndefined();
	});

	it("refuses a link that was cut behind its token, and spends nothing", async () => {
		await erasePhone();
		await expect(enrol(readInvitation(TOKEN))).rejects.toThrow(BadLink);
		expect(server.invitationUsed).toBe(false);
		server.keyLog = [];
		expect(await enrol(readInvitation(TOKEN))).toMatchObject({ member: { alias: "Alma" }, pin: null });
	});

	it("says why a link does not work", async () => {
		expect(() => readInvitation("#hello")).toThrow(BadLink);
		expect(() => readInvitation(`#${TOKEN}.3`)).toThrow(BadLink);
		const foreign = readInvitation("AAECAwQFBgcICQoLDA0ODg");
		await expect(lookup(foreign)).rejects.toMatchObject({ code: "invitation_unknown", status: 404 });
		server.invitationUsed = true;
		await expect(lookup(readInvitation(TOKEN))).rejects.toMatchObject({ code: "invitation_used" });
	});

	it("does not throw away what an earlier member left unsent", async () => {
		await sync();
		await recordVisit(visit);
		await expect(enrol(readInvitation(`${TOKEN}.${head}`))).rejects.toMatchObject({ name: "EventsWaiting" });
		expect(server.invitationUsed).toBe(false);
		await sync({ tapped: true });
		await enrol(readInvitation(`${TOKEN}.${head}`));
		expect(await db.rows.count()).toBe(0);
		await sync();
		await recordVisit(visit);
		const [first, second] = (await outbox()).map(read);
		expect(first?.outbox).not.toBe(second?.outbox);
		expect(second?.device_seq).toBe(1);
	});
});

describe("leaving", () => {
	it("is refused while something waits, unless told otherwise", async () => {
		await sync();
		await recordVisit(visit);
		await expect(signOut()).rejects.toMatchObject({ name: "EventsWaiting", counts: { waiting: 1 } });
		await signOut({ evenIfWaiting: true });
		expect(server.sessionOpen).toBe(false);
		for (const table of db.tables) expect(await table.count()).toBe(0);
	});

	it("needs the server, which holds the session; erasing does not", async () => {
		server.fault = offline;
		await expect(signOut()).rejects.toMatchObject({ name: "NetworkFault" });
		expect(await me()).toBeDefined();
		await eraseEveryoneForGood(0);
		expect(await me()).toBeUndefined();
	});

	it("erasing leaves no session behind that still reads, where the server is in reach", async () => {
		await eraseEveryoneForGood(0);
		expect(server.sessionOpen).toBe(false);
	});
});
