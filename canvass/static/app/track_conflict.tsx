import { ApiError } from "../device/api";
import type { Opened, TrackRecord } from "../device/tracks";
import { ActFault, DeskFault } from "./desk_faults";
import { _ } from "./i18n";
import { type Act, staleRecord } from "./server";
import { Button, Notice } from "./ui";

interface TrackConflictProps<R extends TrackRecord, B> {
	of: Pick<Act, "fault" | "forget">;
	/** Opens the record that somebody else has saved meanwhile. */
	reopen: (record: R) => Promise<Opened<R, B>>;
	onCurrent: (open: Opened<R, B>) => void;
}

/** Why an act on a case, a person or a task failed; where somebody else was quicker, the way to what stands now. */
export function TrackConflict<R extends TrackRecord, B>(props: TrackConflictProps<R, B>) {
	const { of, reopen, onCurrent } = props;
	const current = staleRecord<R>(of.fault);
	if (current === null) {
		const over = of.fault instanceof ApiError && of.fault.code === "not_offered";
		return over ? <DeskFault of={of.fault} /> : <ActFault of={of.fault} />;
	}
	const show = async () => {
		const open = await reopen(current);
		of.forget();
		onCurrent(open);
	};
	return (
		<Notice kind="attention" alert title={_("Otra persona se adelantó")}>
			<Button onClick={show}>{_("Ver lo guardado")}</Button>
		</Notice>
	);
}
