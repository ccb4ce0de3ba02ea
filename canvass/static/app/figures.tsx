import type { ComponentChildren } from "preact";

/** A number that matters, large, over its word. */
export function Figure({ value, children }: { value: string; children: ComponentChildren }) {
	return (
		<div class="figure">
			<dd class="large">{value}</dd>
			<dt>{children}</dt>
		</div>
	);
}

/** Numbers side by side. */
export function Figures({ children }: { children: ComponentChildren }) {
	return <dl class="figures">{children}</dl>;
}

interface BarProps {
	label: ComponentChildren;
	/** The number as people read it. */
	text: string;
	/** From 0 to 1, of the longest bar. */
	share: number;
}

/** A row of a bar chart: the word and the number tell it, the bar shows it. */
export function Bar({ label, text, share }: BarProps) {
	return (
		<li class="bar">
			<span>{label}</span>
			<span class="bar-number">{text}</span>
			<span class="bar-line" aria-hidden="true">
				<span style={{ width: `${Math.round(share * 100)}%` }} />
			</span>
		</li>
	);
}
