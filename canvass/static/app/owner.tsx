import { Check, Hand, Undo2, UserRoundPlus } from "lucide";
import { useState } from "preact/hooks";
import type { TeamMember } from "../device/members";
import type { Note } from "../device/notes";
import {
	acceptTrack,
	changeTrack,
	type Opened,
	offerTrack,
	openTrack,
	returnTrack,
	type TrackKind,
	type TrackRecord,
} from "../device/tracks";
import { aliasOf, WhoField } from "./follow_up";
import { _ } from "./i18n";
import { member } from "./organisation";
import { ReasonSheet } from "./reason_sheet";
import { useAct } from "./server";
import { TrackConflict } from "./track_conflict";
import { Button, CheckField, ChoiceChips, Sheet, showToast } from "./ui";

interface OwnerProps<R extends TrackRecord, B extends object> {
	of: TrackKind<B>;
	open: Opened<R, B>;
	team: readonly TeamMember[];
	/** Whether it can be given out of one's hands, after which its owner sees it no more. */
	transfers?: boolean;
	onChange: (open: Opened<R, B>) => void;
	onNote: (note: Note) => void;
}

/** Who carries a record: it is theirs who accepted it, and until then whose it was. */
export function Owner<R extends TrackRecord, B extends object>(props: OwnerProps<R, B>) {
	const { of, open, team, onChange } = props;
	const { record } = open;
	const [offering, setOffering] = useState(false);
	const act = useAct();
	const me = member.value?.id ?? "";
	const take = () =>
		act.run(async () => onChange(await changeTrack(of, open, { assignee: me } as Partial<R>)));
	return (
		<section class="card">
			<h3>{_("Quién lo lleva")}</h3>
			<p class="large">{aliasOf(team, record.assignee)}</p>
			<Asked {...props} me={me} />
			<TrackConflict of={act} reopen={(current: R) => openTrack(of, current)} onCurrent={onChange} />
			<div class="row">
				{record.assignee !== me && record.offered_to !== me && (
					<Button icon={Hand} busy={act.busy} onClick={take}>
						{_("Tomarlo yo")}
					</Button>
				)}
				<Button icon={UserRoundPlus} onClick={() => setOffering(true)}>
					{_("Ofrecer a otra persona")}
				</Button>
			</div>
			{offering && <Offer {...props} onClose={() => setOffering(false)} />}
		</section>
	);
}

/** Who was asked, and what came of it. */
function Asked<R extends TrackRecord, B extends object>({
	open,
	team,
	me,
}: OwnerProps<R, B> & { me: string }) {
	const { assignee, offered_to, offered_by } = open.record;
	if (offered_to === null && assignee === null && offered_by !== null)
		return (
			<p class="attention">{_("Lo devolvieron, y la razón está en las notas. Busque a otra persona.")}</p>
		);
	if (offered_to === null || offered_to === me) return null;
	return (
		<p>{_("Se le ofreció a %(name)s, que todavía no contesta.", { name: aliasOf(team, offered_to) })}</p>
	);
}

/** To whom it is offered, the answer: at the head of the record, for on a phone who carries it lies far below the person. */
export function OfferedToMe<R extends TrackRecord, B extends object>(props: OwnerProps<R, B>) {
	const { of, open, team, onChange } = props;
	const { offered_to, offered_by } = open.record;
	const [returning, setReturning] = useState(false);
	const act = useAct();
	if (offered_to === null || offered_to !== member.value?.id) return null;
	const accept = () =>
		act.run(async () => {
			onChange(await acceptTrack(of, open));
			showToast({ text: _("Ahora lo lleva usted") });
		});
	return (
		<div class="asked">
			<p>
				<strong>{_("%(name)s se lo ofrece a usted.", { name: aliasOf(team, offered_by) })}</strong>
			</p>
			<TrackConflict of={act} reopen={(current: R) => openTrack(of, current)} onCurrent={onChange} />
			<div class="row">
				<Button kind="main" icon={Check} busy={act.busy} onClick={accept}>
					{_("Lo acepto")}
				</Button>
				<Button icon={Undo2} onClick={() => setReturning(true)}>
					{_("Devolver")}
				</Button>
			</div>
			{returning && <GiveBack {...props} onClose={() => setReturning(false)} />}
		</div>
	);
}

function GiveBack<R extends TrackRecord, B extends object>({
	of,
	open,
	onChange,
	onNote,
	onClose,
}: OwnerProps<R, B> & { onClose: () => void }) {
	const act = useAct();
	const send = (reason: string) =>
		act.run(async () => {
			const returned = await returnTrack(of, open, reason);
			onNote(returned.note);
			onChange(returned.open);
			onClose();
		});
	return (
		<ReasonSheet
			title={_("Devolver")}
			about={_("Quien se lo ofreció lo recibe de vuelta y lee por qué. Nadie queda olvidado.")}
			act={act}
			verb={_("Devolver")}
			onSend={send}
			onClose={onClose}
		>
			<TrackConflict of={act} reopen={(current: R) => openTrack(of, current)} onCurrent={onChange} />
		</ReasonSheet>
	);
}

type How = "stays" | "leaves";

function Offer<R extends TrackRecord, B extends object>(props: OwnerProps<R, B> & { onClose: () => void }) {
	const { of, open, team, transfers = false, onChange, onNote, onClose } = props;
	const [to, setTo] = useState<string | null>(null);
	const [how, setHow] = useState<How>("stays");
	const [agrees, setAgrees] = useState(false);
	const act = useAct();
	// Nobody gives out of their hands what they do not carry.
	const gives = transfers && member.value !== null && open.record.assignee === member.value.id;
	const leaves = gives && how === "leaves";
	const send = async (event: Event) => {
		event.preventDefault();
		if (to === null) return;
		await act.run(async () => {
			const name = aliasOf(team, to);
			const agreed = transfers ? agreedWords(name, leaves) : "";
			const offered = await offerTrack(of, open, transfers ? { to, transfer: leaves } : { to }, agreed);
			if (offered.note) onNote(offered.note);
			onChange(offered.open);
			onClose();
			showToast({ text: _("Se le ofreció a %(name)s", { name }) });
		});
	};
	return (
		<Sheet open onClose={onClose} title={_("Ofrecer a otra persona")}>
			<form class="stack" onSubmit={send} noValidate>
				<p>{_("Será de esa persona cuando lo acepte. Mientras tanto sigue como está.")}</p>
				<WhoField
					label={_("A quién")}
					vault={of.vault}
					value={to}
					onChange={setTo}
					team={team}
					mine={false}
				/>
				{gives && (
					<ChoiceChips
						legend={_("¿Y quien lo lleva ahora?")}
						value={how}
						onChange={setHow}
						options={[
							{ value: "stays", label: _("Lo sigue viendo") },
							{ value: "leaves", label: _("Deja de verlo") },
						]}
					/>
				)}
				{transfers && (
					<CheckField label={_("La persona lo sabe y dijo que sí")} checked={agrees} onChange={setAgrees} />
				)}
				<TrackConflict of={act} reopen={(current: R) => openTrack(of, current)} onCurrent={onChange} />
				<Button
					kind="main"
					type="submit"
					wide
					busy={act.busy}
					disabled={to === null || (transfers && !agrees)}
				>
					{_("Ofrecer")}
				</Button>
			</form>
		</Sheet>
	);
}

/** What the person agreed to, as it stays with their record. */
function agreedWords(name: string, leaves: boolean): string {
	return leaves
		? _("La persona dijo que sí a que la acompañe solo %(name)s.", { name })
		: _("La persona dijo que sí a que la acompañe %(name)s.", { name });
}
