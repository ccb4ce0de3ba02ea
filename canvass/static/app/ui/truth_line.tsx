import { truthLine } from "../organisation";

export interface TruthLineProps {
	/** "37 enviadas · 4 en este teléfono · 14:02" */
	text: string;
}

/** What is on this phone only, always in sight; a tap shows each record. */
export function TruthLine({ text }: TruthLineProps) {
	return (
		<a class="truth" href="/records">
			{text}
		</a>
	);
}

/** The line as the shell keeps it, or nothing before there is something to say. */
export function CurrentTruth() {
	return truthLine.value === null ? null : <TruthLine text={truthLine.value} />;
}
