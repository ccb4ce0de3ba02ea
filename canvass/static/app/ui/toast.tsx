import { signal } from "@preact/signals";
import { Undo2, X } from "lucide";
import { useEffect, useState } from "preact/hooks";
import { _ } from "../i18n";
import { Button } from "./button";

export interface ToastText {
	text: string;
	/** Takes back what the text says; shown as "Deshacer" for as long as the toast stands. */
	undo?: () => void;
	/** How long it stands: 4 s, or 8 s where something can be undone. */
	seconds?: number;
}

const shown = signal<(ToastText & { n: number }) | null>(null);
let count = 0;

/** Says at the bottom of the screen what was done. A newer one takes the older one's place. */
export function showToast(toast: ToastText): void {
	count += 1;
	shown.value = { ...toast, n: count };
}

export function hideToast(): void {
	shown.value = null;
}

/** Where toasts appear: stands once in the shell. Time stands still while a finger or the focus rests on it. */
export function Toasts() {
	const toast = shown.value;
	const [held, setHeld] = useState(false);
	const n = toast?.n;
	useEffect(() => {
		if (!toast || held) return;
		const timer = setTimeout(hideToast, (toast.seconds ?? (toast.undo ? 8 : 4)) * 1000);
		return () => clearTimeout(timer);
	}, [n, held]);
	useEffect(() => setHeld(false), [n]);
	const undo = toast?.undo;
	return (
		<div class="toasts" role="status">
			{toast && (
				<div
					class="toast"
					key={toast.n}
					onPointerEnter={() => setHeld(true)}
					onPointerLeave={() => setHeld(false)}
					onFocusIn={() => setHeld(true)}
					onFocusOut={() => setHeld(false)}
				>
					<p>{toast.text}</p>
					{undo ? (
						<Button
							kind="quiet"
							icon={Undo2}
							onClick={() => {
								hideToast();
								undo();
							}}
						>
							{_("Deshacer")}
						</Button>
					) : (
						<Button kind="quiet" icon={X} label={_("Cerrar")} onClick={hideToast} />
					)}
				</div>
			)}
		</div>
	);
}
