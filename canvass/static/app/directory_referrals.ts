import { type Referrals, referralsByService } from "../device/directory";
import { CASE_TASKS, listTasks } from "../device/tasks";
import { useAnswer } from "./server";
import { canOpen } from "./unlocking";

const NONE: ReadonlyMap<string, Referrals> = new Map();

/** Referrals by service, counted here from the cases' tasks, anew when more were `made`; null while Consulta's vault is closed. */
export function useReferrals(made = 0): ReadonlyMap<string, Referrals> | null {
	const open = canOpen("consulta");
	const counted = useAnswer(
		async () => (open ? referralsByService(await listTasks(CASE_TASKS)) : NONE),
		[open, made],
	);
	return open ? (counted.value ?? NONE) : null;
}
