import { CircleCheck, Info, TriangleAlert } from "lucide";
import type { ComponentChildren } from "preact";
import { Icon } from "./icon";

export type NoticeKind = "info" | "attention" | "done";

export interface NoticeProps {
	kind?: NoticeKind;
	title?: string;
	children?: ComponentChildren;
	/** Read out at once: for what just went wrong. */
	alert?: boolean;
}

const ICONS = { info: Info, attention: TriangleAlert, done: CircleCheck };

/** A few words that stay on the screen. `attention` is for what cannot be saved, ends soon, or went elsewhere; never for being offline. */
export function Notice({ kind = "info", title, children, alert = false }: NoticeProps) {
	return (
		<div class={`notice notice-${kind}`} role={alert ? "alert" : undefined}>
			<Icon of={ICONS[kind]} />
			<div>
				{title && <strong>{title}</strong>}
				{children}
			</div>
		</div>
	);
}
