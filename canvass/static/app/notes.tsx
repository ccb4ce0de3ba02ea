import { useState } from "preact/hooks";
import type { Note, NoteBody, NoteKind } from "../device/notes";
import { ActFault } from "./desk_faults";
import { dayWords } from "./desk_words";
import { useDirty } from "./dirty";
import { mayKeep } from "./guard";
import { _ } from "./i18n";
import { useAct } from "./server";
import { Button, showToast, TextField } from "./ui";

/** What fits under one seal, with all the accents there are. */
const NOTE_LETTERS = 800;

interface NotesProps {
	notes: readonly Note[];
	add: (text: string) => Promise<Note>;
	onAdded: (note: Note) => void;
}

/** Notes that only grow: what was written stays, with its day and author; a mistake is mended by another note. */
export function Notes({ notes, add, onAdded }: NotesProps) {
	const [text, setText] = useState("");
	const act = useAct();
	useDirty(text !== "");
	const save = async (event: Event) => {
		event.preventDefault();
		if (!(await mayKeep(text))) return;
		await act.run(async () => {
			onAdded(await add(text));
			setText("");
			showToast({ text: _("Guardado") });
		});
	};
	return (
		<section>
			<h3>{_("Notas")}</h3>
			{notes.length === 0 && <p class="soft">{_("Todavía no hay notas.")}</p>}
			<ol class="notes">
				{notes.map((note) => (
					<li key={note.id}>
						<small>{note.body ? headOf(note.body) : _("No se pudo abrir esta nota.")}</small>
						{note.body && <p>{note.body.text}</p>}
					</li>
				))}
			</ol>
			<form onSubmit={save} noValidate>
				<TextField
					label={_("Nota nueva")}
					hint={_("Queda con su nombre y el día, y ya no se cambia. Nada de estatus ni documentos.")}
					rows={3}
					maxLength={NOTE_LETTERS}
					autoCapitalize="sentences"
					value={text}
					onInput={setText}
				/>
				<ActFault of={act.fault} />
				<Button type="submit" busy={act.busy} disabled={!text.trim()}>
					{_("Guardar la nota")}
				</Button>
			</form>
		</section>
	);
}

const KIND_WORDS: Record<Exclude<NoteKind, "note">, () => string> = {
	reached: () => _("Se habló"),
	returned: () => _("Devuelto"),
	outcome: () => _("Resultado"),
	reopened: () => _("Se volvió a abrir"),
	joined: () => _("Se unió otro contacto"),
	separated: () => _("Se separó el contacto que se había unido"),
	transferred: () => _("Se ofreció a otra persona"),
	move: () => _("Cambió de paso"),
	roster: () => _("Cambió su papel en la red"),
	withdrawn: () => _("Retiró su permiso"),
	restored: () => _("Se deshizo"),
};

function headOf({ kind, by, on }: NoteBody): string {
	const head = `${by}, ${dayWords(on)}`;
	return kind === "note" ? head : `${KIND_WORDS[kind]()} · ${head}`;
}
