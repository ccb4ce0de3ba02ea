import "fake-indexeddb/auto";
import { expect, it, vi } from "vitest";
import { db } from "../../canvass/static/device/db";
import { save } from "../../canvass/static/device/outbox";
import { sync } from "../../canvass/static/device/sync";
import { enrolledPhone, offline, states } from "./phone";
import { door } from "./server";

const record = () => save("visit.recorded", { door: door(1), result: "not_home", literature: false });

it("a visit is written down before anything of it goes out, network or none", async () => {
	const server = await enrolledPhone();
	const writtenDown: number[] = [];
	vi.stubGlobal("fetch", async (input: string, init: RequestInit) => {
		if (input.includes("/sync/push")) writtenDown.push(await db.outbox.count());
		return server.fetch(input, init);
	});
	await record();
	await sync();
	expect(writtenDown).toEqual([1]);
	server.fault = offline;
	await record();
	expect(await states()).toEqual(["received", "saved"]);
});
