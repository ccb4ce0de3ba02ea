/** What a door shows: the server's row, and over it this phone's own events that the row does not reflect yet. Pure. */

import type { OwnVisit } from "./db";
import type { LastVisit, Row } from "./types";

function asLast(own: OwnVisit): LastVisit {
	return {
		visit: own.visit,
		result: own.result,
		literature: own.literature,
		at: own.at,
		late: false,
		mine: true,
	};
}

/** The newest first, as this phone's outbox numbered them. */
export function newestFirst(visits: readonly OwnVisit[]): OwnVisit[] {
	return [...visits].sort((a, b) => b.seq - a.seq);
}

function attemptsAdded(own: OwnVisit, row: Row): number {
	const unknownToServer = own.pending.includes(own.visit) && row.last?.visit !== own.visit;
	if (unknownToServer) {
		return own.voided ? 0 : 1;
	}
	return own.voided && own.pending.length > 0 ? -1 : 0;
}

function lastShown(row: Row, visits: readonly OwnVisit[]): LastVisit | null {
	const newest = visits.find((own) => !own.voided);
	if (newest !== undefined && newest.pending.length > 0) {
		return asLast(newest);
	}
	const changed = visits.find((own) => own.visit === row.last?.visit && own.pending.length > 0);
	if (changed === undefined) {
		return row.last;
	}
	if (!changed.voided) {
		return asLast(changed);
	}
	return newest === undefined ? null : asLast(newest);
}

/** The row as it is shown. A do-not-knock mark that the server set stays until the server lifts it. */
export function overlaid(row: Row, own: readonly OwnVisit[]): Row {
	const visits = newestFirst(own);
	const pending = visits.filter((one) => one.pending.length > 0);
	if (pending.length === 0) {
		return row;
	}
	const added = pending.reduce((sum, one) => sum + attemptsAdded(one, row), 0);
	return {
		...row,
		attempts: Math.max(0, row.attempts + added),
		last: lastShown(row, visits),
		do_not_knock: row.do_not_knock || pending.some((one) => !one.voided && one.result === "do_not_knock"),
	};
}
