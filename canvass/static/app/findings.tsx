import { DoorOpen, TriangleAlert } from "lucide";
import { type Finding, seeFinding } from "../device/findings";
import { momentWords } from "./assignment_words";
import { problemName } from "./doors";
import { _ } from "./i18n";
import { doorLine } from "./quarantine_words";
import { Fault, useAct } from "./server";
import { Button, Icon } from "./ui";

interface FindingsProps {
	findings: readonly Finding[];
	onChange: () => Promise<void>;
}

/** What phones found at doors: read, and taken off the list. */
export function Findings({ findings, onChange }: FindingsProps) {
	if (findings.length === 0) return null;
	return (
		<section aria-labelledby="findings-title">
			<h2 id="findings-title">{_("Avisos desde las puertas")}</h2>
			<ul class="record-list">
				{findings.map((finding) => (
					<FindingRow key={finding.event} finding={finding} onChange={onChange} />
				))}
			</ul>
		</section>
	);
}

function FindingRow({ finding, onChange }: { finding: Finding; onChange: () => Promise<void> }) {
	const act = useAct();
	const { event, kind, problem, door, turf_name, by, at } = finding;
	const said = problem ? problemName(problem) : _("Puerta añadida");
	const see = () =>
		act.run(async () => {
			await seeFinding(event);
			await onChange();
		});
	return (
		<li class="record">
			<span>
				<strong>
					<Icon of={kind === "door.added" ? DoorOpen : TriangleAlert} size={20} /> {doorLine(door)}
				</strong>
				<br />
				{said}
				<br />
				<small class="soft">{[turf_name, by, momentWords(at)].join(" · ")}</small>
				<Fault of={act.fault} />
			</span>
			<Button busy={act.busy} label={_("Visto: %(door)s", { door: doorLine(door) })} onClick={see}>
				{_("Visto")}
			</Button>
		</li>
	);
}
