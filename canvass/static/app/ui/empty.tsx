import type { IconNode } from "lucide";
import type { ComponentChildren } from "preact";
import { Icon } from "./icon";

export interface EmptyProps {
	icon?: IconNode;
	title: string;
	/** What to do next, in words. */
	children?: ComponentChildren;
	/** The button or link that does it. */
	act?: ComponentChildren;
}

/** What a screen says when it has nothing to show yet. */
export function Empty({ icon, title, children, act }: EmptyProps) {
	return (
		<section class="empty">
			{icon && <Icon of={icon} size={48} />}
			<h2>{title}</h2>
			{children && <p>{children}</p>}
			{act}
		</section>
	);
}
