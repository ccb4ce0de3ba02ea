import { ApiError } from "../device/api";
import { _ } from "./i18n";
import { Fault, faultWords, staleRecord } from "./server";
import { Button, Notice } from "./ui";

/** Why a list of the organisation's own words was not saved: somebody else was quicker, or what is wrong with all of it. */
export function NotSaved<T>({ of, onCurrent }: { of: unknown; onCurrent: (current: T) => void }) {
	const current = staleRecord<T>(of);
	if (current === null) return <Fault of={of} words={wholeListWords(of) ?? faultWords(of)} />;
	return (
		<Notice kind="attention" alert title={_("Otra persona se adelantó")}>
			<Button onClick={() => onCurrent(current)}>{_("Ver lo guardado")}</Button>
		</Notice>
	);
}

/** What the server says of the list as a whole; of one line it is said beside the line. */
function wholeListWords(fault: unknown): string | undefined {
	if (!(fault instanceof ApiError)) return undefined;
	return fault.errors.find(({ path }) => path[0] === "items" && path.length === 1)?.message;
}
