import { CircleCheck } from "lucide";
import { listFindings } from "../device/findings";
import { listHeld } from "../device/held_pushes";
import { type Kept, listKept } from "../device/quarantine";
import { Findings } from "./findings";
import { HeldPhones } from "./held_pushes";
import { _ } from "./i18n";
import { BringIn } from "./outbox_file";
import { DecidedList, KeptGroup, type Similar } from "./quarantine_group";
import { Answered, useAnswer } from "./server";
import { Empty, Page } from "./ui";
import { refreshWaiting } from "./waiting";
import "./styles/team.css";

async function readAll() {
	const [kept, findings, phones] = await Promise.all([listKept(), listFindings(), listHeld()]);
	return { kept, findings, phones };
}

/** What waits for somebody who leads: visits that the server set apart, what phones found at doors, unknown phones. */
export function Pending() {
	const answer = useAnswer(readAll, []);
	const again = async () => {
		await Promise.all([answer.again(), refreshWaiting({ now: true })]);
	};
	return (
		<Page title={_("Pendientes")}>
			<Answered answer={answer}>
				{({ kept, findings, phones }) => (
					<>
						{findings.length + phones.length + kept.filter(isOpen).length === 0 && <NothingWaits />}
						<HeldPhones phones={phones} onChange={again} />
						<SetApart kept={kept.filter(isOpen)} onChange={again} />
						<Findings findings={findings} onChange={again} />
						<DecidedList kept={kept.filter((one) => !isOpen(one))} />
						<BringIn onChange={again} />
					</>
				)}
			</Answered>
		</Page>
	);
}

function isOpen({ decision }: Kept): boolean {
	return decision === null;
}

function NothingWaits() {
	return (
		<Empty icon={CircleCheck} title={_("Nada espera su decisión")}>
			{_("Aquí aparece lo que el servidor aparta, y lo que los teléfonos encuentran en las puertas.")}
		</Empty>
	);
}

interface SetApartProps {
	kept: readonly Kept[];
	onChange: () => Promise<void>;
}

function SetApart({ kept, onChange }: SetApartProps) {
	if (kept.length === 0) return null;
	return (
		<section aria-labelledby="apart-title">
			<h2 id="apart-title">{_("Lo que el servidor apartó")}</h2>
			<p>{_("No se perdió nada, y nada de esto cuenta todavía. Usted decide si así fue.")}</p>
			{similar(kept).map((group) => (
				<KeptGroup key={group.key} group={group} onChange={onChange} />
			))}
		</section>
	);
}

/** What one phone handed in and was set apart for one reason is decided together, or one by one. */
function similar(kept: readonly Kept[]): Similar[] {
	const groups = new Map<string, Similar>();
	for (const one of kept) {
		const key = [one.device, one.reason, one.acceptable].join();
		const group = groups.get(key) ?? { key, first: one, items: [] };
		group.items.push(one);
		groups.set(key, group);
	}
	return [...groups.values()];
}
