import { useState } from "preact/hooks";
import type { Opened, TrackRecord } from "../device/tracks";
import { ActFault } from "./desk_faults";
import { dueWords, isOverdue } from "./desk_words";
import { useDirty } from "./dirty";
import { type NextStep, NextStepFields } from "./follow_up";
import { mayKeep } from "./guard";
import { _ } from "./i18n";
import { staleRecord, useAct } from "./server";
import { Stale } from "./stale";
import { Button, showToast } from "./ui";

type Clear = Pick<NextStep, "next_on">;
type Inside = Partial<Pick<NextStep, "next_step">>;

interface FollowUpFormProps<R extends TrackRecord, B extends { next_step: string }> {
	open: Opened<R, B>;
	body: B;
	/** Whether anything is owed at all: a closed case has no date to be late for. */
	live: boolean;
	save: (from: Opened<R, B>, clear: Clear, inside: Inside) => Promise<Opened<R, B>>;
	/** Opens the record that somebody else has saved meanwhile. */
	reopen: (record: R) => Promise<Opened<R, B>>;
	onChange: (open: Opened<R, B>) => void;
}

/** What is owed next to somebody, and by when; saved only over what was read. */
export function FollowUpForm<R extends TrackRecord, B extends { next_step: string }>(
	props: FollowUpFormProps<R, B>,
) {
	// Begun anew only where that changed: who accepts the case while a step is half typed keeps what they typed.
	return <Draft key={JSON.stringify(followUpOf(props.open.record, props.body))} {...props} />;
}

function Draft<R extends TrackRecord, B extends { next_step: string }>(props: FollowUpFormProps<R, B>) {
	const { open, body, live, onChange } = props;
	const initial = followUpOf(open.record, body);
	const [draft, setDraft] = useState(initial);
	const [theirs, setTheirs] = useState<Opened<R, B> | null>(null);
	const act = useAct();
	const changed = JSON.stringify(draft) !== JSON.stringify(initial);
	useDirty(changed);
	const save = (from: Opened<R, B>) =>
		act.run(async () => {
			const saved = await orTheirs(props, from, draft);
			if (!saved.mine) return setTheirs(saved.open);
			showToast({ text: _("Guardado") });
			onChange(saved.open);
		});
	const submit = async (event: Event) => {
		event.preventDefault();
		if (await mayKeep(draft.next_step)) await save(open);
	};
	return (
		<form class="card" onSubmit={submit} noValidate>
			<h3>{_("Seguimiento")}</h3>
			{live && <Due on={open.record.next_on} />}
			<NextStepFields value={draft} onChange={setDraft} />
			{theirs && (
				<Stale
					differences={differences(followUpOf(theirs.record, theirs.body), draft)}
					onTheirs={() => onChange(theirs)}
					onMine={() => save(theirs)}
				/>
			)}
			<ActFault of={act.fault} />
			<Button kind="main" type="submit" wide busy={act.busy} disabled={!changed}>
				{_("Guardar")}
			</Button>
		</form>
	);
}

function Due({ on }: { on: string | null }) {
	return <p class={isOverdue(on) ? "attention due" : "due"}>{dueWords(on)}</p>;
}

/** Saves, or finds what somebody else has saved first. */
async function orTheirs<R extends TrackRecord, B extends { next_step: string }>(
	{ save, reopen }: FollowUpFormProps<R, B>,
	from: Opened<R, B>,
	{ next_step, ...clear }: NextStep,
): Promise<{ mine: boolean; open: Opened<R, B> }> {
	const inside = next_step.trim() === from.body?.next_step ? {} : { next_step: next_step.trim() };
	try {
		return { mine: true, open: await save(from, clear, inside) };
	} catch (fault) {
		const current = staleRecord<R>(fault);
		if (current === null) throw fault;
		return { mine: false, open: await reopen(current) };
	}
}

function followUpOf(record: TrackRecord, body: { next_step: string } | null): NextStep {
	return { next_step: body?.next_step ?? "", next_on: record.next_on };
}

function differences(theirs: NextStep, mine: NextStep) {
	const rows = [
		{ label: _("Siguiente paso"), theirs: theirs.next_step, mine: mine.next_step },
		{ label: _("Para cuándo"), theirs: dueWords(theirs.next_on), mine: dueWords(mine.next_on) },
	];
	return rows.filter((row) => row.theirs !== row.mine);
}
