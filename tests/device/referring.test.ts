import { describe, expect, test } from "vitest";
import { type CaseBody, readCase } from "../../canvass/static/device/bodies";
import type { CaseRecord, OpenCase } from "../../canvass/static/device/cases";
import { ownCases, referable } from "../../canvass/static/device/referring";
import type { OpenTask } from "../../canvass/static/device/tasks";

const ME = "celia";

function caseOf(name: string, record: Partial<CaseRecord> = {}, body: Partial<CaseBody> = {}): OpenCase {
	const read = readCase({
		card: { name, language: "es" },
		consent: { purposes: ["consulta"] },
	});
	return {
		record: { id: name, state: "open", assignee: ME, ...record } as CaseRecord,
		raw: {},
		body: { ...read, ...body },
	};
}

const taskOf = (of: string, assignee: string) => ({ record: { of, assignee } }) as OpenTask;
const names = (cases: readonly OpenCase[]) => cases.map(({ record }) => record.id);

describe("whom somebody may refer", () => {
	test("is whose case they own or help with, as long as it is open", () => {
		const cases = [
			caseOf("Mía"),
			caseOf("Ajena", { assignee: "fidel" }),
			caseOf("Ayudada", { assignee: "fidel" }),
			caseOf("En espera", { state: "waiting" }),
			caseOf("Cerrada", { state: "closed" }),
		];
		const tasks = [taskOf("Ayudada", ME), taskOf("Ajena", "fidel"), taskOf("Cerrada", ME)];
		expect(names(ownCases(cases, tasks, ME))).toEqual(["Mía", "Ayudada", "En espera"]);
	});

	test("is nobody who took Consulta back, and nobody whose seal does not open", () => {
		const consent = { ...readCase({}).consent, withdrawn: { consulta: "2026-11-20" } };
		const gone = caseOf("Se fue", {}, { consent });
		const sealed = { ...caseOf("Sellada"), body: null };
		expect(names(ownCases([gone, sealed], [], ME))).toEqual([]);
	});
});

test("whom the service suits best stands first, and a name, a number or a note finds the others", () => {
	const cases = [
		caseOf("Zoila", {}, { needs: ["food"] }),
		caseOf("Ana", {}, { needs: ["school"], note: "Busca útiles" }),
		caseOf("Beatriz", {}, { needs: ["food", "housing"] }),
	];
	const pantry = { needs: ["food", "housing"], languages: ["es"] } as const;
	const found = (words: string, service: typeof pantry | null = pantry) =>
		referable(cases, service && { needs: [...service.needs], languages: [...service.languages] }, words).map(
			({ one, score }) => `${one.record.id} ${score}`,
		);
	expect(found("")).toEqual(["Beatriz 5", "Zoila 3", "Ana 0"]);
	expect(found("utiles")).toEqual(["Ana 0"]);
	expect(found("", null)).toEqual(["Ana 0", "Beatriz 0", "Zoila 0"]);
});
