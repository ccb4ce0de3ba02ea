import { useState } from "preact/hooks";
import { acceptKept, discardKept, type Kept, type KeptVersion } from "../device/quarantine";
import { momentWords } from "./assignment_words";
import { mayKeep } from "./guard";
import { _, ngettext } from "./i18n";
import { adviceText, reasonText, saidText, whereText } from "./quarantine_words";
import { Fault, useAct } from "./server";
import { Button, Sheet, showToast, TextField } from "./ui";

const REASON_LETTERS = 200;

interface DecisionSheetProps {
	/** One, or all that a phone handed in and was set apart for the same reason. */
	items: readonly Kept[];
	onClose: () => void;
	onChange: () => Promise<void>;
}

/** Decides: it was so, and counts; or it was not, and goes for good. */
export function DecisionSheet({ items, onClose, onChange }: DecisionSheetProps) {
	const [reason, setReason] = useState("");
	const act = useAct();
	const [first] = items;
	if (!first) return null;
	const decide = async (decision: typeof acceptKept, said: string) => {
		if (!(await mayKeep(reason))) return;
		const done = await act.run(async () => {
			try {
				for (const one of items) await decision(one, reason.trim());
			} finally {
				await onChange();
			}
		});
		if (!done) return;
		showToast({ text: said });
		onClose();
	};
	const n = items.length;
	return (
		<Sheet
			open
			onClose={onClose}
			title={n === 1 ? saidText(first.said) : _("%(n)s registros de %(alias)s", { n, alias: first.by })}
			foot={
				<>
					<Button
						kind="danger"
						busy={act.busy}
						disabled={!reason.trim()}
						onClick={() => decide(discardKept, _("Descartado"))}
					>
						{n === 1 ? _("Descartar") : _("Descartar los %(n)s", { n })}
					</Button>
					{first.acceptable && (
						<Button kind="main" busy={act.busy} onClick={() => decide(acceptKept, _("Aceptado: ya cuenta"))}>
							{n === 1 ? _("Aceptar") : _("Aceptar los %(n)s", { n })}
						</Button>
					)}
				</>
			}
		>
			<p>{reasonText(first.reason)}</p>
			<p>{adviceText(first)}</p>
			{n === 1 ? (
				<About one={first} />
			) : (
				<p>
					{ngettext("Es %(n)s registro.", "Son %(n)s registros.", n, { n })}{" "}
					{_("Para verlos uno por uno, cierre esto y tóquelos en la lista.")}
				</p>
			)}
			<TextField
				label={_("Por qué lo decide así")}
				hint={_("Para descartar hace falta. Nunca escriba nombres.")}
				value={reason}
				rows={2}
				maxLength={REASON_LETTERS}
				autoCapitalize="sentences"
				onInput={setReason}
			/>
			<Fault of={act.fault} />
		</Sheet>
	);
}

function About({ one: { by, turf, said, other } }: { one: Kept }) {
	const where = whereText(said);
	return (
		<>
			<dl class="kept-facts">
				{where && <Fact name={_("Puerta")} text={where} />}
				{turf && <Fact name={_("Zona")} text={turf} />}
				<Fact name={_("Teléfono de")} text={by} />
				{said.at && <Fact name={_("Anotado")} text={momentWords(said.at)} />}
				{said.received_at && <Fact name={_("Recibido")} text={momentWords(said.received_at)} />}
			</dl>
			{other && (
				<dl class="kept-facts">
					<Fact name={_("Primero llegó")} text={versionText(other)} />
					<Fact name={_("Después llegó")} text={versionText(said)} />
				</dl>
			)}
		</>
	);
}

function versionText(version: KeptVersion): string {
	return [saidText(version), whereText(version)].filter(Boolean).join(" · ");
}

function Fact({ name, text }: { name: string; text: string }) {
	return (
		<div>
			<dt>{name}</dt>
			<dd>{text}</dd>
		</div>
	);
}
