import { useState } from "preact/hooks";
import { changeMost, mostADay } from "../device/accompaniment";
import { listMembers } from "../device/members";
import { _, formatNumber } from "./i18n";
import { member } from "./organisation";
import { Answered, Fault, useAct, useAnswer } from "./server";
import { StaleFault } from "./stale_fault";
import { Button, showToast, TextField } from "./ui";

const MOST = 99;

/** How many people can be accompanied on one day: seen by the office, said by who coordinates or administers. */
export function AccompanimentCap() {
	const most = useAnswer(mostADay, []);
	const team = useAnswer(listMembers, []);
	const me = team.value?.find(({ id }) => id === member.value?.id);
	const may = me?.coordinator || member.value?.role === "administrator";
	return (
		<section class="card">
			<h2>{_("Acompañamientos por día")}</h2>
			<p class="soft">
				{_(
					"A cuántas personas se puede acompañar el mismo día. Al planear uno se ve quién va ya, y más no caben.",
				)}
			</p>
			<Answered answer={most}>
				{(value) =>
					may ? (
						<Change key={value} most={value} onChange={most.take} />
					) : (
						<p class="large">{value === null ? _("Nadie dijo cuántos") : formatNumber(value)}</p>
					)
				}
			</Answered>
		</section>
	);
}

function Change({ most, onChange }: { most: number | null; onChange: (most: number | null) => void }) {
	const [text, setText] = useState(most === null ? "" : String(most));
	const act = useAct();
	const asked = text.trim() === "" ? null : Number(text);
	const isGood = asked === null || (Number.isInteger(asked) && asked >= 1 && asked <= MOST);
	const save = (event: Event) => {
		event.preventDefault();
		return act.run(async () => {
			onChange(await changeMost(asked, most));
			showToast({ text: _("Guardado") });
		});
	};
	return (
		<form onSubmit={save} noValidate>
			<TextField
				label={_("Cuántos en un día")}
				hint={_("Vacío: sin número.")}
				type="number"
				inputMode="numeric"
				min={1}
				max={MOST}
				value={text}
				onInput={setText}
			/>
			<StaleFault
				of={act}
				onCurrent={(current: { most: number | null }) => onChange(current.most)}
				otherwise={<Fault of={act.fault} />}
			/>
			<Button type="submit" busy={act.busy} disabled={!isGood || asked === most}>
				{_("Guardar")}
			</Button>
		</form>
	);
}
