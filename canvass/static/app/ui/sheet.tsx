import { X } from "lucide";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useMemo, useRef } from "preact/hooks";
import { _ } from "../i18n";
import { Button } from "./button";

export interface SheetProps {
	open: boolean;
	onClose: () => void;
	title: string;
	children: ComponentChildren;
	/** The acts at the bottom, within reach of the thumb. */
	foot?: ComponentChildren;
	/** For what went wrong: red, and a tap beside it does not send it away. */
	alarm?: boolean;
}

/** A dialog: a sheet at the bottom of a phone, a card in the middle of a desktop. The browser keeps the focus in it. */
export function Sheet({ open, onClose, title, children, foot, alarm = false }: SheetProps) {
	const dialog = useRef<HTMLDialogElement>(null);
	const id = useId();
	// Seen before a field of the dialog takes it.
	const before = useMemo(() => document.activeElement, [open]);
	useEffect(() => {
		const element = dialog.current;
		if (!open || !element) return;
		const field = element.querySelector<HTMLElement>(":focus");
		element.showModal();
		// The browser begins at the first button, whichever field has asked for it.
		field?.focus();
		return () => {
			element.close();
			// By now it is out of the page, and the browser gives its focus back to nobody.
			if (document.activeElement === document.body && before instanceof HTMLElement)
				before.focus({ preventScroll: true });
		};
	}, [open]);
	if (!open) return null;
	return (
		// biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself; the click is the one on its backdrop.
		<dialog
			ref={dialog}
			class={alarm ? "sheet sheet-alarm" : "sheet"}
			role={alarm ? "alertdialog" : undefined}
			aria-labelledby={id}
			onCancel={(event) => {
				event.preventDefault();
				onClose();
			}}
			onClick={(event) => event.target === dialog.current && !alarm && onClose()}
		>
			<div class="sheet-card">
				<div class="sheet-head">
					<h2 id={id}>{title}</h2>
					<Button kind="quiet" icon={X} label={_("Cerrar")} onClick={onClose} />
				</div>
				<div class="sheet-body">{children}</div>
				{foot && <div class="sheet-foot">{foot}</div>}
			</div>
		</dialog>
	);
}
