import { useState } from "preact/hooks";
import { type CutTurf, changeTurf } from "../device/cutting";
import type { GoodFor } from "../device/types";
import { useDirty } from "./dirty";
import { GOOD_FOR, goodForName, goodForText } from "./good_for";
import { mayKeep } from "./guard";
import { _ } from "./i18n";
import { Fault, fieldError, staleRecord, useAct } from "./server";
import { Stale } from "./stale";
import { Button, ChoiceChips, showToast, TextField } from "./ui";

/** What people read of a turf: its name, what to know before walking it, whom it suits. */
export interface TurfText {
	name: string;
	note: string;
	good_for: GoodFor[];
}

interface TurfWordsProps {
	turf: CutTurf;
	onChange: () => Promise<void>;
}

/** A turf's name, the note for who walks it, and whom it is good for. */
export function TurfWords({ turf, onChange }: TurfWordsProps) {
	const [text, setText] = useState<TurfText>(turf);
	const act = useAct();
	const { name, note, good_for } = text;
	const suits = goodForText(inOrder(good_for));
	const changed =
		name.trim() !== turf.name || note.trim() !== turf.note || suits !== goodForText(turf.good_for);
	const current = staleRecord<CutTurf>(act.fault);
	useDirty(changed);
	const save = (rev: number) =>
		act.run(async () => {
			if (!(await mayKeep(name, note))) return;
			await changeTurf(turf.id, { name: name.trim(), note: note.trim(), good_for, rev });
			showToast({ text: _("Guardado") });
			await onChange();
		});
	const submit = (event: Event) => {
		event.preventDefault();
		return save(turf.rev);
	};
	return (
		<form onSubmit={submit} noValidate>
			{current && (
				<Stale
					differences={[
						{ label: _("Nombre de la zona"), theirs: current.name, mine: name },
						{ label: _("Nota para quien camina"), theirs: current.note, mine: note },
						{ label: _("Buena para"), theirs: goodForText(current.good_for), mine: suits },
					].filter(({ theirs, mine }) => theirs !== mine)}
					onTheirs={() => void onChange()}
					onMine={() => save(current.rev)}
				/>
			)}
			<TurfFields text={text} fault={act.fault} onChange={setText} />
			{!current && <Fault of={act.fault} />}
			{changed && (
				<Button type="submit" busy={act.busy} disabled={!name.trim()}>
					{_("Guardar")}
				</Button>
			)}
		</form>
	);
}

interface TurfFieldsProps {
	text: TurfText;
	fault: unknown;
	onChange: (text: TurfText) => void;
}

/** The fields of a turf, also for a new one. */
export function TurfFields({ text, fault, onChange }: TurfFieldsProps) {
	return (
		<>
			<TextField
				label={_("Nombre de la zona")}
				value={text.name}
				maxLength={80}
				error={fieldError(fault, "name")}
				onInput={(name) => onChange({ ...text, name })}
			/>
			<TextField
				label={_("Nota para quien camina")}
				hint={_("Por ejemplo: el portón se abre por atrás. Nunca escriba nombres.")}
				value={text.note}
				maxLength={500}
				rows={2}
				error={fieldError(fault, "note")}
				onInput={(note) => onChange({ ...text, note })}
			/>
			<ChoiceChips
				multiple
				legend={_("Buena para")}
				options={GOOD_FOR.map((value) => ({ value, label: goodForName(value) }))}
				value={text.good_for}
				onChange={(good_for) => onChange({ ...text, good_for })}
			/>
		</>
	);
}

function inOrder(chosen: readonly GoodFor[]): GoodFor[] {
	return GOOD_FOR.filter((each) => chosen.includes(each));
}
