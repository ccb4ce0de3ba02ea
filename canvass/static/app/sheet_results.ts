import type { Result } from "../device/types";

/** Results that have a column of their own on paper: a tick is quicker than a code. */
export const TICKED: readonly Result[] = ["conversation", "not_home", "come_back", "declined"];
/** The others, by the code that is written down: the place here, from 1. */
export const CODED: readonly Result[] = [
	"other_language",
	"do_not_knock",
	"inaccessible",
	"vacant",
	"not_found",
	"skipped_unsafe",
];
