import { useState } from "preact/hooks";
import { type KindTerm, keepFor, type Retention } from "../device/privacy";
import { _, ngettext } from "./i18n";
import { daysWords, kindWords } from "./privacy_words";
import { withProof } from "./proof";
import { Fault, fieldError, useAct } from "./server";
import { Button, Sheet, showToast, TextField } from "./ui";

interface KeptProps {
	retention: Retention;
	onChange: (retention: Retention) => void;
}

/** Each kind with its days, and how much of it goes tonight; a tap changes them. */
export function Kept({ retention, onChange }: KeptProps) {
	const [open, setOpen] = useState<KindTerm | null>(null);
	return (
		<section>
			<h2>{_("Cuánto tiempo")}</h2>
			<ul class="record-list kinds">
				{retention.kinds.map((term) => (
					<li key={term.kind}>
						<button type="button" class="record-link" onClick={() => setOpen(term)}>
							<span>
								<strong>{kindWords(term.kind).name}</strong>
								<small>{dueWords(term)}</small>
							</span>
							<span class="badge">{daysWords(term.days)}</span>
						</button>
					</li>
				))}
			</ul>
			{open && (
				<DaysSheet
					term={open}
					onClose={() => setOpen(null)}
					onChange={(changed) => {
						setOpen(null);
						onChange(changed);
					}}
				/>
			)}
		</section>
	);
}

function dueWords({ due, held }: KindTerm): string {
	if (held) return _("Hay una orden de conservarlo: no se borra.");
	if (due === 0) return _("Nada que borrar esta noche");
	return ngettext("Esta noche se borra %(n)s", "Esta noche se borran %(n)s", due, { n: due });
}

interface DaysSheetProps {
	term: KindTerm;
	onClose: () => void;
	onChange: (retention: Retention) => void;
}

function DaysSheet({ term, onClose, onChange }: DaysSheetProps) {
	const [typed, setTyped] = useState(String(term.days));
	const act = useAct();
	const { name, from } = kindWords(term.kind);
	const days = /^\d+$/.test(typed.trim()) ? Number(typed) : Number.NaN;
	const fits = days >= term.least && days <= term.most;
	const save = (event: Event) => {
		event.preventDefault();
		return act.run(async () => {
			const changed = await withProof(() => keepFor(term.kind, days));
			showToast({ text: _("Guardado") });
			onChange(changed);
		});
	};
	return (
		<Sheet open onClose={onClose} title={name}>
			<form class="stack" onSubmit={save} noValidate>
				<p>{from}</p>
				<TextField
					label={_("Días")}
					hint={_("Entre %(least)s y %(most)s.", { least: term.least, most: term.most })}
					inputMode="numeric"
					maxLength={4}
					value={typed}
					error={fieldError(act.fault, "days")}
					onInput={setTyped}
				/>
				{fits && days < term.days && (
					<p class="attention">
						{_("Lo que ya pasó de ese tiempo se borra la próxima noche, para siempre.")}
					</p>
				)}
				<Fault of={act.fault} />
				<Button kind="main" type="submit" busy={act.busy} disabled={!fits || days === term.days}>
					{_("Guardar")}
				</Button>
			</form>
		</Sheet>
	);
}
