import { ApiError } from "../device/api";
import type { Opened, TrackRecord } from "../device/tracks";
import { DeskFault } from "./desk_faults";
import type { Act } from "./server";
import { StaleFault } from "./stale_fault";

interface TrackConflictProps<R extends TrackRecord, B> {
	of: Pick<Act, "fault" | "forget">;
	/** Opens the record that somebody else has saved meanwhile. */
	reopen: (record: R) => Promise<Opened<R, B>>;
	onCurrent: (open: Opened<R, B>) => void;
}

/** Why an act on a case, a person or a task failed; where somebody else was quicker, the way to what stands now. */
export function TrackConflict<R extends TrackRecord, B>(props: TrackConflictProps<R, B>) {
	const { of, reopen, onCurrent } = props;
	const isOver = of.fault instanceof ApiError && of.fault.code === "not_offered";
	if (isOver) return <DeskFault of={of.fault} />;
	return <StaleFault of={of} onCurrent={async (current: R) => onCurrent(await reopen(current))} />;
}
