export interface ProgressProps {
	/** Left out while nobody can know. */
	value?: number;
	max: number;
	/** What progresses: the accessible name. */
	label: string;
	/** Beside the bar, for the eye: "23 de 48". */
	text?: string;
}

export function Progress({ value, max, label, text }: ProgressProps) {
	return (
		<div class="progress">
			{text && <span class="progress-text">{text}</span>}
			<progress {...(value === undefined ? {} : { value })} max={max} aria-label={label} />
		</div>
	);
}
