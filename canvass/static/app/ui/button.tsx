import type { IconNode } from "lucide";
import type { ComponentChildren, Ref } from "preact";
import { Icon } from "./icon";

/** `main` is the one act of a screen (56 px, full width); `danger` takes something away. */
export type ButtonKind = "main" | "secondary" | "quiet" | "danger";

interface Face {
	kind?: ButtonKind;
	icon?: IconNode;
	/** The accessible name, where the icon stands alone. */
	label?: string;
	/** Takes the width of its row. */
	wide?: boolean;
	/** Stands in the header: on a phone, its word goes under its icon. */
	bar?: boolean;
	children?: ComponentChildren;
}

export interface ButtonProps extends Face {
	onClick?: (event: MouseEvent) => void;
	type?: "button" | "submit";
	disabled?: boolean;
	/** At work: stays in place and readable, takes no second tap. */
	busy?: boolean;
	/** The language of its word, where it is not the page's. */
	lang?: string;
	/** Where the button is one of two states: whether it is pressed. */
	pressed?: boolean;
	/** Where the button opens something: whether it is open. */
	expanded?: boolean;
	buttonRef?: Ref<HTMLButtonElement>;
}

export function Button({ type = "button", disabled = false, busy = false, ...props }: ButtonProps) {
	return (
		<button
			ref={props.buttonRef ?? null}
			type={type}
			class={faceClass(props)}
			disabled={disabled}
			aria-disabled={busy || undefined}
			aria-busy={busy || undefined}
			lang={props.lang}
			aria-label={props.label}
			aria-pressed={props.pressed}
			aria-expanded={props.expanded}
			onClick={(event) => (busy ? event.preventDefault() : props.onClick?.(event))}
		>
			<FaceContent {...props} />
		</button>
	);
}

export interface ButtonLinkProps extends Face {
	href: string;
	/** Names the file that the link saves. */
	download?: string;
}

/** A link that looks like a button: it goes somewhere and changes nothing. */
export function ButtonLink({ href, download, ...props }: ButtonLinkProps) {
	return (
		<a href={href} download={download} class={faceClass(props)} aria-label={props.label}>
			<FaceContent {...props} />
		</a>
	);
}

function faceClass({ kind = "secondary", wide, bar, children }: Face): string {
	return ["button", `button-${kind}`, wide && "button-wide", bar && "bar-act", !children && "button-icon"]
		.filter(Boolean)
		.join(" ");
}

function FaceContent({ icon, children }: Face) {
	return (
		<>
			{icon && <Icon of={icon} />}
			{children && <span>{children}</span>}
		</>
	);
}
