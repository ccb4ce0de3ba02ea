import { RotateCcw } from "lucide";
import { useState } from "preact/hooks";
import type { OpenNotice } from "../device/notices";
import type { Track } from "../device/triage";
import { dropNotice, isWhole, type Left, stopAll, stoppedFor, undoAll } from "../device/withdrawn";
import { ActFault } from "./desk_faults";
import { dayWords } from "./desk_words";
import { _ } from "./i18n";
import { phoneWords } from "./person_card";
import { useAct } from "./server";
import { Button, Notice } from "./ui";
import { EraseFound, NotUndone, StopPerson, StoppedList } from "./withdrawal_whom";
import { stopWords, takenWords } from "./withdrawal_words";

interface NoticesProps {
	track: Track;
	notices: readonly OpenNotice[];
	/** Something was stopped, taken back or erased: the list is read anew. */
	onChange: () => void;
}

/** Word from the review that somebody took something back: whoever holds this vault stops it here. */
export function WithdrawalNotices({ track, notices, onChange }: NoticesProps) {
	return (
		<>
			{notices.map((one) => (
				<OneNotice key={one.record.id} track={track} one={one} onChange={onChange} />
			))}
		</>
	);
}

function OneNotice({ track, one, onChange }: Omit<NoticesProps, "notices"> & { one: OpenNotice }) {
	const { record, body } = one;
	const [over, setOver] = useState(isWhole(record.id));
	const [left, setLeft] = useState<readonly Left[]>([]);
	const act = useAct();
	const undo = () =>
		act.run(async () => {
			const found = await undoAll(record.id);
			setLeft(found);
			setOver(stoppedFor(record.id).length > 0);
			onChange();
		});
	const drop = () =>
		act.run(async () => {
			await dropNotice(track, one);
			onChange();
		});
	return (
		<Notice kind="attention" title={_("Retiró su permiso: hay que parar")}>
			<p>
				<strong>{body.name || phoneWords(body.phone)}</strong>
				{_("Ya no quiere: %(what)s", { what: takenWords(body) })}
			</p>
			<p class="soft">
				{_("Lo dijo el %(day)s; lo confirmó %(who)s.", { day: dayWords(body.on), who: body.by })}
			</p>
			<NotUndone left={left} />
			<div role="status">{over && <StoppedList stopped={stoppedFor(record.id)} />}</div>
			{over ? (
				<>
					{body.erase && <EraseFound taken={body} contacts={[]} track={track} onErased={onChange} />}
					<ActFault of={act.fault} />
					<div class="row">
						<Button kind="main" busy={act.busy} onClick={drop}>
							{_("Listo: quitar el aviso")}
						</Button>
						{stoppedFor(record.id).length > 0 && (
							<Button icon={RotateCcw} busy={act.busy} onClick={undo}>
								{_("Deshacer: que todo siga como antes")}
							</Button>
						)}
					</div>
				</>
			) : (
				<StopPerson
					taken={body}
					contacts={[]}
					track={track}
					stop={async (chosen) => {
						setLeft([]);
						await stopAll(record.id, chosen, body, stopWords(body));
						setOver(true);
						onChange();
					}}
					onStale={onChange}
				/>
			)}
		</Notice>
	);
}
