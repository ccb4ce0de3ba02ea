import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { useDirty } from "./dirty";
import { mayKeep } from "./guard";
import { _ } from "./i18n";
import type { Act } from "./server";
import { Button, Sheet, TextField } from "./ui";

/** What fits under one seal, whatever the letters. */
const REASON_LETTERS = 400;

interface ReasonSheetProps {
	title: string;
	about: string;
	act: Act;
	verb: string;
	label?: string;
	/** Whether all else that is asked was answered. */
	ready?: boolean;
	onSend: (reason: string) => void;
	onClose: () => void;
	/** What went wrong, where it is shown. */
	children?: ComponentChildren;
}

/** Asks for a reason, or for what came of something, in a person's words: without them it is not done. */
export function ReasonSheet({ title, about, act, verb, label, ready = true, ...props }: ReasonSheetProps) {
	const { onSend, onClose, children } = props;
	const [reason, setReason] = useState("");
	useDirty(reason !== "");
	const send = async (event: Event) => {
		event.preventDefault();
		if (await mayKeep(reason)) onSend(reason.trim());
	};
	return (
		<Sheet open onClose={onClose} title={title}>
			<form class="stack" onSubmit={send} noValidate>
				<p>{about}</p>
				<TextField
					label={label ?? _("Por qué")}
					rows={3}
					maxLength={REASON_LETTERS}
					value={reason}
					autoFocus
					autoCapitalize="sentences"
					onInput={setReason}
				/>
				{children}
				<Button kind="main" type="submit" wide busy={act.busy} disabled={!ready || !reason.trim()}>
					{verb}
				</Button>
			</form>
		</Sheet>
	);
}
