/** A campaign's results as a table for another system: doors, days and codes, and nobody. */

import { csvOf, type Row } from "./csv";
import type { DoorName } from "./door_names";
import { LARGEST_PAGE, wholeList } from "./paging";

export interface DoorResult {
	door: DoorName | null;
	on: string;
	result: string;
	literature: boolean;
	/** NGP VAN's; empty where it has none for this result. */
	van_codes: number[];
}

/** The table, and how many visits it has. Throws ApiError `proof_needed`, NetworkFault. */
export async function resultsTable(campaign: string, today: string): Promise<{ file: File; visits: number }> {
	const found = await wholeList<DoorResult>(`/campaigns/${campaign}/results`, { limit: LARGEST_PAGE });
	const file = new File([csvOf(found.map(rowOf))], `resultados-${today}.csv`, { type: "text/csv" });
	return { file, visits: found.length };
}

function rowOf({ door, on, result, literature, van_codes }: DoorResult): Row {
	const { number = "", street = "", label = "", name = "" } = door ?? {};
	const where = { number, street, unit: label, place: name ?? "" };
	return { ...where, on, result, literature: literature ? "yes" : "no", van_codes: van_codes.join(" ") };
}
