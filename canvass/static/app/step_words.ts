import type { LadderStep } from "../device/steps";
import { locale } from "./i18n";

/** A step by the organisation's own word for it; by its code where it is of no list. */
export function stepName(steps: readonly LadderStep[], code: string): string {
	const step = steps.find((one) => one.code === code);
	return step ? step[locale.value] : code;
}
