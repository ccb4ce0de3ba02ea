import { ChevronRight, Send } from "lucide";
import { useState } from "preact/hooks";
import type { OpenCase } from "../device/cases";
import type { ListedOrganisation, ListedService } from "../device/directory";
import { listMembers } from "../device/members";
import { listOwnCases, referable } from "../device/referring";
import { CASE_TASKS } from "../device/tasks";
import { needName, urgencyName } from "./contact_words";
import { DeskFault } from "./desk_faults";
import { beside } from "./desk_words";
import { _, formatNumber } from "./i18n";
import { member } from "./organisation";
import { useAnswer } from "./server";
import { chosen } from "./service_field";
import { TaskForm } from "./task_form";
import { Button, Icon, Sheet, showToast, TextField } from "./ui";
import { BehindVault } from "./unlock";

/** How many are shown before somebody searches. */
const SHOWN = 20;
const PLACE_LETTERS = 80;

interface ReferHereProps {
	one: Pick<ListedOrganisation, "name">;
	/** Left out where the organisation has none: then its name is where to go. */
	service?: ListedService;
	onReferred: () => void;
}

/** Refers somebody of my cases here: whom is chosen in this browser's memory, and the rest is as at the case. */
export function ReferHere({ one, service, onReferred }: ReferHereProps) {
	const [open, setOpen] = useState(false);
	return (
		<>
			<Button
				icon={Send}
				label={_("Derivar a alguien aquí: %(name)s", { name: service?.name ?? one.name })}
				onClick={() => setOpen(true)}
			>
				{_("Derivar a alguien aquí")}
			</Button>
			{open && (
				<Sheet open onClose={() => setOpen(false)} title={_("¿A quién deriva?")}>
					<p class="soft">{beside([service?.name ?? "", one.name].filter(Boolean))}</p>
					<BehindVault vault="consulta">
						{() => (
							<Choosing
								one={one}
								service={service ?? null}
								onReferred={() => {
									setOpen(false);
									onReferred();
									showToast({ text: _("La derivación quedó en su caso") });
								}}
							/>
						)}
					</BehindVault>
				</Sheet>
			)}
		</>
	);
}

interface ChoosingProps extends Pick<ReferHereProps, "one" | "onReferred"> {
	service: ListedService | null;
}

/** Whom, and then the same form, so the same referral, as at the case. Both are gone when the vaults are locked. */
function Choosing({ one, service, onReferred }: ChoosingProps) {
	const [whose, setWhose] = useState<OpenCase | null>(null);
	const team = useAnswer(listMembers, []);
	return (
		<>
			<Whom service={service} onChoose={setWhose} />
			{whose && (
				<TaskForm
					of={CASE_TASKS}
					record={whose.record.id}
					team={team.value ?? []}
					title={_("Derivar a %(name)s", { name: whose.body?.card.name || _("Sin nombre") })}
					referral={
						service
							? { service: chosen(one, service), place: "" }
							: { service: null, place: one.name.slice(0, PLACE_LETTERS) }
					}
					onAdded={onReferred}
					onClose={() => setWhose(null)}
				/>
			)}
		</>
	);
}

interface WhomProps {
	service: ListedService | null;
	onChoose: (whose: OpenCase) => void;
}

function Whom({ service, onChoose }: WhomProps) {
	const [words, setWords] = useState("");
	const cases = useAnswer(() => listOwnCases(member.value?.id ?? ""), []);
	if (cases.fault !== null) return <DeskFault of={cases.fault} again={cases.again} />;
	if (!cases.value) return <p class="soft">{_("Abriendo…")}</p>;
	if (cases.value.length === 0)
		return <p>{_("Ahora no lleva ningún caso abierto ni ayuda en ninguno. Se deriva desde un caso.")}</p>;
	const found = referable(cases.value, service, words);
	const [only] = found;
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				if (only && found.length === 1) onChoose(only.one);
			}}
		>
			<TextField
				label={_("Buscar")}
				hint={_("Entre los casos que lleva o en los que ayuda.")}
				type="search"
				value={words}
				autoFocus
				onInput={setWords}
			/>
			<ul class="record-list">
				{found.slice(0, SHOWN).map(({ one, score }) => (
					<li key={one.record.id}>
						<button type="button" class="record-link" onClick={() => onChoose(one)}>
							<CaseWords one={one} />
							{score > 0 && <span class="badge badge-live">{_("Le sirve")}</span>}
							<Icon of={ChevronRight} />
						</button>
					</li>
				))}
			</ul>
			<p class="soft" role="status">
				{found.length === 0 && _("Nadie con esas palabras")}
				{found.length > SHOWN &&
					_("Hay %(n)s más: escriba un nombre.", { n: formatNumber(found.length - SHOWN) })}
			</p>
		</form>
	);
}

function CaseWords({ one: { body } }: { one: OpenCase }) {
	if (!body) return null;
	const { card, needs, urgency } = body;
	return (
		<span>
			<strong>{card.name || _("Sin nombre")}</strong>
			<small>{beside([urgencyName(urgency), ...needs.map(needName)])}</small>
		</span>
	);
}
