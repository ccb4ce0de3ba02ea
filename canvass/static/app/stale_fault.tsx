import type { ComponentChildren } from "preact";
import { ActFault } from "./desk_faults";
import { _ } from "./i18n";
import { type Act, staleRecord } from "./server";
import { Button, Notice } from "./ui";

interface OvertakenProps {
	onShow: () => unknown;
	/** What the button does, where it is not to show what was saved. */
	verb?: string;
	/** What there is to know before it is shown. */
	words?: string;
	/** What else can be done. */
	children?: ComponentChildren;
}

/** Somebody else was quicker: nothing of theirs is written over unseen. */
export function Overtaken({ onShow, verb = _("Ver lo guardado"), words, children }: OvertakenProps) {
	return (
		<Notice kind="attention" alert title={_("Otra persona se adelantó")}>
			{words && <p>{words}</p>}
			<div class="row">
				<Button onClick={onShow}>{verb}</Button>
				{children}
			</div>
		</Notice>
	);
}

interface StaleFaultProps<R> {
	of: Pick<Act, "fault" | "forget">;
	/** Takes what stands now; then the fault is over. */
	onCurrent: (current: R) => unknown;
	words?: (current: R) => string;
	/** Any other failure, where it is none of saving at the desk. */
	otherwise?: ComponentChildren;
}

/** Why an act failed; where somebody else saved first, the way to what stands now. */
export function StaleFault<R>({ of, onCurrent, words, otherwise }: StaleFaultProps<R>) {
	const current = staleRecord<R>(of.fault);
	if (current === null) return <>{otherwise ?? <ActFault of={of.fault} />}</>;
	const show = async () => {
		await onCurrent(current);
		of.forget();
	};
	return <Overtaken onShow={show} {...(words && { words: words(current) })} />;
}
