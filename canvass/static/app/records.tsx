import { Check, Eye, type IconNode, Send, Smartphone, TriangleAlert } from "lucide";
import { useEffect, useState } from "preact/hooks";
import type { OutboxRecord, OutboxState } from "../device/db";
import { addressOf } from "../device/doors";
import { releasePeople } from "../device/people_saving";
import { outboxRecords } from "../device/records";
import { onSync, sync } from "../device/sync";
import { type Counts, counts } from "../device/truth";
import { turfView } from "../device/turfs";
import type { Kind } from "../device/types";
import { _, formatDateTime, formatTime, ngettext } from "./i18n";
import { OutboxCopy } from "./outbox_copy";
import { PeopleHandedIn } from "./people_handed_in";
import { putOffFor, standsText } from "./record_words";
import { resultName } from "./results";
import { useStore } from "./store";
import { Standing } from "./turfs";
import { Button, Icon, Notice, Page, WindowedList } from "./ui";
import "./records.css";

const ROW = 64;

/** Everything that this phone has saved, and where each of it is now. */
export function Records() {
	const found = useStore(readRecords, []);
	if (!found) return null;
	return (
		<Page title={_("Mis registros")} back="/" foot={<SendNow />}>
			<Standing />
			<Summary {...found.counts} />
			<PutOff records={found.records.map(({ record }) => record)} />
			<PeopleHandedIn />
			<h2>{_("Puertas y turnos")}</h2>
			{found.records.length ? (
				<WindowedList
					items={found.records}
					keyOf={({ record }) => record.id}
					rowHeight={ROW}
					label={_("Registros: primero lo que le necesita, después lo más nuevo")}
				>
					{(shown) => <RecordRow {...shown} />}
				</WindowedList>
			) : (
				<p class="soft">
					{_("Nada todavía. Cada visita que guarde aparece aquí, con lo que ya se envió y lo que no.")}
				</p>
			)}
		</Page>
	);
}

interface ShownRecord {
	record: OutboxRecord;
	/** Null once the turf has left this phone. */
	address: string | null;
}

async function readRecords(): Promise<{ records: ShownRecord[]; counts: Counts }> {
	const [records, now] = await Promise.all([outboxRecords(), counts()]);
	const addresses = await addressesIn(new Set(records.map(({ turf }) => turf)));
	const shown = records.map((record) => ({ record, address: addresses.get(record.door ?? "") ?? null }));
	return { records: shown, counts: now };
}

async function addressesIn(turfs: ReadonlySet<string | null>): Promise<Map<string, string>> {
	const addresses = new Map<string, string>();
	for (const turf of turfs) {
		const view = turf === null ? null : await turfView(turf);
		for (const door of view?.doors ?? []) addresses.set(door.door, addressOf(door));
	}
	return addresses;
}

function SendNow() {
	const [running, setRunning] = useState(false);
	const [said, setSaid] = useState("");
	useEffect(() => onSync(setRunning), []);
	const send = async () => {
		setSaid("");
		await releasePeople();
		const { ok, fault } = await sync({ tapped: true });
		setSaid(ok ? _("Enviado: todo al día.") : notSentText(fault));
	};
	return (
		<div class="send-now">
			<p role="status">{said}</p>
			<Button kind="main" icon={Send} wide busy={running} onClick={send}>
				{running ? _("Enviando…") : _("Enviar ahora")}
			</Button>
		</div>
	);
}

function notSentText(fault: string | null): string {
	if (fault === "not_ours") return _("Esta red pide algo antes de dejar pasar. Lo guardado sigue aquí.");
	if (fault === "store") return _("Este teléfono no deja leer o escribir. Libere espacio y pruebe otra vez.");
	if (fault === "offline") return _("No hay señal. Sale solo en cuanto la haya.");
	return _("Ahora no se pudo. Se intenta solo dentro de un rato.");
}

function Summary({ sent, waiting, checking, needs_you, lost, last_sync }: Counts) {
	return (
		<section aria-label={_("Resumen")}>
			<p class="large">
				{waiting ? _("%(n)s solo en este teléfono", { n: waiting }) : _("Nada espera en este teléfono")}
			</p>
			<p>
				{ngettext("%(n)s enviada", "%(n)s enviadas", sent, { n: sent })}
				{checking > 0 && <> · {_("%(n)s en revisión", { n: checking })}</>}
				{last_sync && <> · {_("última vez: %(when)s", { when: formatDateTime(last_sync) })}</>}
			</p>
			{needs_you > 0 && (
				<Notice kind="attention" title={_("Algo le necesita")}>
					<p>
						{_(
							"Lo marcado abajo no pasa por sí solo. Muéstrelo a quien coordina; mientras, no borre la aplicación.",
						)}
					</p>
				</Notice>
			)}
			{lost > 0 && (
				<Notice kind="attention">
					{ngettext(
						"%(n)s registro de este teléfono nunca llegó. Avise a quien coordina.",
						"%(n)s registros de este teléfono nunca llegaron. Avise a quien coordina.",
						lost,
						{ n: lost },
					)}
				</Notice>
			)}
			{waiting + needs_you > 0 && <OutboxCopy />}
		</section>
	);
}

/** What the server does not take yet, and who can change that. Nothing of it is lost. */
function PutOff({ records }: { records: readonly OutboxRecord[] }) {
	return (
		<>
			{putOffFor(records, "held") && (
				<Notice kind="attention" title={_("El servidor no conoce este teléfono")}>
					<p>
						{_(
							"Volvió a una copia de seguridad de antes. Pida a quien coordina que diga de quién es este teléfono: lo guardado sigue aquí y después sale solo.",
						)}
					</p>
				</Notice>
			)}
			{putOffFor(records, "full") && (
				<Notice kind="attention" title={_("Hay mucho por revisar de este teléfono")}>
					<p>
						{_(
							"El servidor no recibe más hasta que quien coordina decida sobre lo que ya tiene. Lo demás espera aquí y no se pierde.",
						)}
					</p>
				</Notice>
			)}
		</>
	);
}

const ICONS: Record<OutboxState, IconNode> = {
	saved: Smartphone,
	sending: Send,
	received: Check,
	checking: Eye,
	needs_you: TriangleAlert,
};

function RecordRow({ record, address }: ShownRecord) {
	const what = KIND_WORDS[record.kind](record);
	// A door's turf may have left the phone since, and its address with it.
	const where = address ?? (record.door && _("Zona que ya no está aquí"));
	const words = (
		<>
			<span class="stop-words">
				<span class="stop-name">{where || what}</span>
				<small>
					{where && `${what} · `}
					{standsText(record)} · {formatTime(record.recorded_at)}
				</small>
			</span>
			<span class={record.state === "needs_you" ? "attention" : "soft"}>
				<Icon of={ICONS[record.state]} />
			</span>
		</>
	);
	if (!address) return <div class="stop">{words}</div>;
	return (
		<a class="stop" href={`/doors/${record.door}`}>
			{words}
		</a>
	);
}

const KIND_WORDS: Record<Kind, (record: OutboxRecord) => string> = {
	"visit.recorded": ({ result }) => (result ? resultName(result) : _("Visita")),
	"visit.corrected": ({ result }) =>
		_("Corrección: %(result)s", { result: result ? resultName(result) : "" }),
	"visit.voided": () => _("Visita anulada"),
	"door.added": () => _("Puerta añadida"),
	"door.reported": () => _("Aviso sobre la puerta"),
	"shift.started": () => _("Empezó el turno"),
	"shift.ended": () => _("Terminó el turno"),
};
