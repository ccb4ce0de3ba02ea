import "fake-indexeddb/auto";
import { beforeEach, expect, test } from "vitest";
import { fetchQueue, openContacts } from "../../canvass/static/device/queue";
import { resealAll } from "../../canvass/static/device/resealing";
import { unlock } from "../../canvass/static/device/unlocked";
import { DeskServer, enrolledDesk } from "./desk";

const founded = await DeskServer.founded();
let server = founded;

beforeEach(async () => {
	server = founded.fresh();
	await enrolledDesk(server);
	await server.handIn({ name: "Rosa" });
	await server.handIn({ name: "Chayo" });
});

async function names(): Promise<(string | undefined)[]> {
	return (await openContacts(await fetchQueue())).map(({ body }) => body?.name).sort();
}

test("what lies under an older key is sealed anew by whoever unlocks next", async () => {
	await server.rotate("intake");
	expect(server.stale()).toHaveLength(2);
	await unlock(server.made.words);
	expect(await resealAll()).toBe(2);
	expect([server.stale(), await names()]).toEqual([[], ["Chayo", "Rosa"]]);
});

test("who had the vaults open when the key was made anew hears of it first", async () => {
	await unlock(server.made.words);
	await resealAll();
	await server.rotate("intake");
	expect(await resealAll()).toBe(2);
	expect([server.stale(), await names()]).toEqual([[], ["Chayo", "Rosa"]]);
});

test("nothing is asked for again where nothing is old", async () => {
	await unlock(server.made.words);
	await resealAll();
	const before = server.calls.length;
	expect(await resealAll()).toBe(0);
	expect(server.calls.slice(before).map(({ path }) => path)).toEqual(["/vaults/stale"]);
});
