import { ChevronLeft, Hand } from "lucide";
import { useState } from "preact/hooks";
import { useRoute } from "preact-iso";
import {
	type DoNotKnockReason,
	getPlace,
	liftDoNotKnock,
	markDoNotKnock,
	type Place,
	type PlaceDoor,
} from "../device/places";
import { _ } from "./i18n";
import { qualityText } from "./pin_words";
import { kindName, placeName, unitsText } from "./places";
import { Answered, Fault, useAct, useAnswer } from "./server";
import { Button, ButtonLink, ChoiceChips, Icon, Sheet, TextField } from "./ui";

interface PlacePanelProps {
	id: string;
	onBack: () => void;
	onChange: () => Promise<void>;
}

/** One place and its doors; a lead marks those whose people asked not to be visited. */
export function PlacePanel({ id, onBack, onChange }: PlacePanelProps) {
	const answer = useAnswer(() => getPlace(id), [id]);
	const place = answer.value;
	const changed = async () => {
		await answer.again();
		await onChange();
	};
	return (
		<div class="stack">
			<div class="panel-head">
				<Button kind="quiet" icon={ChevronLeft} label={_("Todas las zonas")} onClick={onBack} />
				<h2>{place ? placeName(place) : _("Lugar")}</h2>
			</div>
			<Answered answer={answer}>{(found) => <PlaceDoors place={found} onChange={changed} />}</Answered>
		</div>
	);
}

function PlaceDoors({ place, onChange }: { place: Place; onChange: () => Promise<void> }) {
	const address = [place.number, place.street].filter(Boolean).join(" ");
	const { id: campaign = "" } = useRoute().params;
	return (
		<>
			<p class="soft">
				{place.name && `${address} · `}
				{kindName(place.kind)} · {unitsText(place.kind, place.doors.length)}
			</p>
			<p class="soft">{qualityText(place.quality)}</p>
			<ButtonLink href={`/points?${new URLSearchParams({ place: place.id, campaign })}`}>
				{_("Mover el punto")}
			</ButtonLink>
			<ul class="record-list">
				{place.doors.map((door) => (
					<DoorRow key={door.id} door={door} name={door.label || address} onChange={onChange} />
				))}
			</ul>
		</>
	);
}

interface DoorRowProps {
	door: PlaceDoor;
	name: string;
	onChange: () => Promise<void>;
}

function DoorRow({ door, name, onChange }: DoorRowProps) {
	const [asking, setAsking] = useState(false);
	return (
		<li class="record">
			<span>
				{name}
				{door.vanished && <small> · {_("ya no está en la lista")}</small>}
			</span>
			{door.do_not_knock && (
				<span class="badge">
					<Icon of={Hand} size={16} /> {_("No tocar")}
				</span>
			)}
			<Button onClick={() => setAsking(true)}>
				{door.do_not_knock ? _("Quitar la marca") : _("No tocar")}
			</Button>
			{asking && (
				<KnockSheet
					door={door}
					name={name}
					onClose={() => setAsking(false)}
					onDone={async () => {
						setAsking(false);
						await onChange();
					}}
				/>
			)}
		</li>
	);
}

interface KnockSheetProps {
	door: PlaceDoor;
	name: string;
	onClose: () => void;
	onDone: () => Promise<void>;
}

/** Marks a door or lifts its mark; either way the reason is asked. */
function KnockSheet({ door, name, onClose, onDone }: KnockSheetProps) {
	const [reason, setReason] = useState<DoNotKnockReason>("asked");
	const [why, setWhy] = useState("");
	const act = useAct();
	const lifting = door.do_not_knock;
	const save = () =>
		act.run(async () => {
			await (lifting ? liftDoNotKnock(door.id, why.trim()) : markDoNotKnock(door.id, reason));
			await onDone();
		});
	return (
		<Sheet
			open
			onClose={onClose}
			title={
				lifting
					? _("Quitar «no tocar» de %(door)s", { door: name })
					: _("No tocar en %(door)s", { door: name })
			}
			foot={
				<Button kind="main" busy={act.busy} disabled={lifting && !why.trim()} onClick={save}>
					{lifting ? _("Quitar la marca") : _("Marcar")}
				</Button>
			}
		>
			{lifting ? (
				<TextField
					label={_("Por qué se quita")}
					hint={_("Por ejemplo: lo pidió la familia. No escriba nombres.")}
					value={why}
					maxLength={200}
					onInput={setWhy}
				/>
			) : (
				<ChoiceChips
					legend={_("Por qué")}
					hint={_("Vale para todas las campañas, hasta que alguien la quite.")}
					options={reasonChoices()}
					value={reason}
					onChange={setReason}
				/>
			)}
			<Fault of={act.fault} />
		</Sheet>
	);
}

function reasonChoices(): { value: DoNotKnockReason; label: string }[] {
	return [
		{ value: "asked", label: _("Lo pidieron") },
		{ value: "sign", label: _("Hay un letrero") },
		{ value: "hostile", label: _("No es seguro") },
	];
}
