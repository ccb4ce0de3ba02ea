import "fake-indexeddb/auto";
import { beforeEach, describe, expect, test } from "vitest";
import {
	areasOf,
	type DirectoryFilter,
	filterDirectory,
	type ListedOrganisation,
	type ListedService,
	referralsByService,
	suggestServices,
} from "../../canvass/static/device/directory";
import { fetchQueue, type OpenedContact, openContacts } from "../../canvass/static/device/queue";
import { routeContact } from "../../canvass/static/device/review";
import type { OpenTask, TaskResult } from "../../canvass/static/device/tasks";
import { addTask, CASE_TASKS, listTasks } from "../../canvass/static/device/tasks";
import { changeTrack } from "../../canvass/static/device/tracks";
import { unlock } from "../../canvass/static/device/unlocked";
import { DeskServer, enrolledDesk } from "./desk";

const ALL: DirectoryFilter = { words: "", need: "", area: "", language: "", openAt: null, retired: false };

function service(name: string, part: Partial<ListedService> = {}): ListedService {
	const texts = { area: "", hours: "", eligibility: "", reach: "" };
	return {
		id: name,
		organisation: "o",
		name,
		needs: [],
		languages: [],
		active: true,
		rev: 1,
		...texts,
		...part,
	};
}

function organisation(name: string, services: ListedService[], part: Partial<ListedOrganisation> = {}) {
	const texts = { about_es: "", about_en: "", phone: "", web: "", place: "" };
	return { id: name, name, active: true, source: null, rev: 1, services, ...texts, ...part };
}

const DIRECTORY = [
	organisation("Despensa Roble", [
		service("Comida", { needs: ["food"], languages: ["es"], area: "Roble, Arce", hours: "lu-vi 9-17" }),
		service("Ropa", { needs: ["other"], area: "Arce", hours: "con cita" }),
	]),
	organisation("Casa Abierta", [
		service("Renta", { needs: ["housing", "financial_crisis"], languages: ["en"] }),
		service("Techo", { needs: ["housing"], languages: ["mam"] }),
		service("Vieja", { needs: ["housing"], active: false }),
	]),
	organisation("Clínica Niebla", [], { about_en: "Teeth" }),
	organisation("Cerrada", [service("Nada", { needs: ["housing"] })], { active: false }),
];
const found = (filter: Partial<DirectoryFilter>) =>
	filterDirectory(DIRECTORY, { ...ALL, ...filter }).map(({ name, services }) => [
		name,
		...services.map((one) => one.name),
	]);

describe("looking for a service", () => {
	test("by words of either, without accents", () => {
		expect(found({ words: "ROBLE comida" })).toEqual([["Despensa Roble", "Comida"]]);
		expect(found({ words: "clinica" })).toEqual([["Clínica Niebla"]]);
		expect(found({ words: "teeth" })).toEqual([["Clínica Niebla"]]);
	});

	test("by need, area, language and hours; what nobody can tell is not said to be open", () => {
		expect(found({ need: "housing" })).toEqual([["Casa Abierta", "Renta", "Techo"]]);
		expect(found({ area: "Arce" })).toEqual([["Despensa Roble", "Comida", "Ropa"]]);
		expect(found({ language: "mam" })).toEqual([["Casa Abierta", "Techo"]]);
		expect(found({ openAt: { day: 1, minute: 600 } })).toEqual([["Despensa Roble", "Comida"]]);
		expect(found({ openAt: { day: 0, minute: 600 } })).toEqual([]);
		expect(areasOf({ area: "Roble, Arce; Pino" })).toEqual(["Roble", "Arce", "Pino"]);
	});

	test("what was retired is shown apart", () => {
		expect(found({}).flat()).not.toContain("Vieja");
		expect(found({ retired: true })).toEqual([
			["Casa Abierta", "Vieja"],
			["Cerrada", "Nada"],
		]);
	});
});

test("what answers most needs is suggested first, then who speaks the language; what is retired never", () => {
	const named = (words = "") =>
		suggestServices(DIRECTORY, { needs: ["housing", "financial_crisis"], language: "mam" }, words).map(
			({ service: { name }, score }) => `${name} ${score}`,
		);
	expect(named()).toEqual(["Renta 4", "Techo 3", "Comida 0", "Ropa 0"]);
	expect(named("roble")).toEqual(["Comida 0", "Ropa 0"]);
});

describe("a referral", () => {
	const founded = DeskServer.founded();
	let server: DeskServer;
	let caseId = "";

	beforeEach(async () => {
		server = (await founded).fresh();
		await enrolledDesk(server);
		await unlock(server.made.words);
		await server.handIn({});
		const [one] = (await openContacts(await fetchQueue())) as OpenedContact[];
		if (!one) throw new Error("nothing opened");
		const nothing = { next_step: "", next_on: null, to: null };
		const tracks = ["consulta"] as const;
		const choice = { tracks, reason: "", consulta: nothing, leadership: nothing };
		const routed = await routeContact(one, choice);
		caseId = routed.case ?? "";
	});

	const refer = (id: string) =>
		addTask(
			CASE_TASKS,
			caseId,
			{ kind: "referral", text: "Pedir ayuda", service: { id, name: "Comida" } },
			{ to: null, next_on: null },
		);
	const end = (task: OpenTask, result: TaskResult) =>
		changeTrack(CASE_TASKS, task, { state: "done" }, { outcome: "Fue", result });

	test("is counted with its outcome in the browser, and the server never learns whereto", async () => {
		await end(await refer("s1"), "helped");
		await end(await refer("s1"), "refused");
		await changeTrack(CASE_TASKS, await refer("s1"), { state: "dropped" });
		await refer("s1");
		await refer("s2");

		const counted = referralsByService(await listTasks(CASE_TASKS));

		expect(counted.get("s1")).toEqual({
			all: 4,
			open: 1,
			ended: { helped: 1, refused: 1, no_answer: 0, not_needed: 1 },
		});
		expect(counted.get("s2")).toMatchObject({ all: 1, open: 1 });
		expect(JSON.stringify(server.calls)).not.toMatch(/"s1"|helped|refused/);
	});
});
