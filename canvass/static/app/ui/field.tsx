import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

export interface FieldTexts {
	label: string;
	/** What helps to fill it in. */
	hint?: string | undefined;
	/** What is wrong and what to do; announced when it appears. */
	error?: string | undefined;
}

/** The ids that a control needs to be named and described by its field. */
export interface FieldIds {
	id: string;
	"aria-describedby": string | undefined;
	"aria-invalid": true | undefined;
}

interface FieldProps extends FieldTexts {
	children: (ids: FieldIds) => ComponentChildren;
}

/** A label above, a hint and an error below, and the control between them. */
export function Field({ label, hint, error, children }: FieldProps) {
	const id = useId();
	const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ") || undefined;
	return (
		<div class="field">
			<label for={id}>{label}</label>
			{children({ id, "aria-describedby": described, "aria-invalid": error ? true : undefined })}
			{hint && (
				<p class="field-hint" id={`${id}-hint`}>
					{hint}
				</p>
			)}
			<p class="field-error" id={`${id}-error`} aria-live="polite">
				{error}
			</p>
		</div>
	);
}
