import type { IconNode } from "lucide";
import { h } from "preact";

export interface IconProps {
	/** A single icon: `import { Phone } from "lucide"`. */
	of: IconNode;
	/** The accessible name; left out where a word stands beside the icon. */
	label?: string;
	size?: number;
}

/** One icon of the set, drawn as text is: in the colour and weight around it. */
export function Icon({ of, label, size = 24 }: IconProps) {
	return (
		<svg
			class="icon"
			viewBox="0 0 24 24"
			width={size}
			height={size}
			fill="none"
			stroke="currentColor"
			stroke-width="2"
			stroke-linecap="round"
			stroke-linejoin="round"
			role={label ? "img" : undefined}
			aria-label={label}
			aria-hidden={label ? undefined : "true"}
			focusable="false"
		>
			{of.map(([tag, attributes]) => h(tag, attributes))}
		</svg>
	);
}
