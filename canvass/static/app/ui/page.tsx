import { ChevronLeft } from "lucide";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { _ } from "../i18n";
import { Update } from "../update";
import { Button, ButtonLink } from "./button";
import { Hotline } from "./hotline";
import { LanguageSwitch } from "./language_switch";
import { Menu } from "./menu";
import { CurrentTruth } from "./truth_line";

export interface PageProps {
	/** Empty while what it names is still being read. */
	title: string;
	/** Where "back" goes: an address, or an act. Left out on a first screen. */
	back?: string | (() => void);
	/** Under the title, for example how far along the turf is. */
	under?: ComponentChildren;
	/** The act of the screen, kept at the bottom within reach of the thumb. */
	foot?: ComponentChildren;
	/** `reading`: one column; `wide`: lists and records side by side; `full`: edge to edge, for the map. */
	width?: "reading" | "wide" | "full";
	children: ComponentChildren;
}

/** The frame of every screen: header with back, title, Línea and language; what it shows; the offer of a new version; the act; the truth line. */
export function Page({ title, back, under, foot, width = "reading", children }: PageProps) {
	const heading = useRef<HTMLHeadingElement>(null);
	const footer = useRef<HTMLElement>(null);
	useHeightAs("--foot-height", footer);
	const titled = title !== "";
	useEffect(() => {
		if (!titled) return;
		// A screen reader starts at the new screen's title. The tab's title stays the app's name: it is no place for anything personal.
		if (!document.querySelector("[autofocus], main :focus")) heading.current?.focus({ preventScroll: true });
	}, [titled]);
	return (
		<div class={`page page-${width}`}>
			<header class="page-head">
				<div class="page-bar">
					<Back to={back} />
					<h1 ref={heading} tabIndex={-1}>
						{title}
					</h1>
					<Menu />
					<LanguageSwitch />
					<Hotline />
				</div>
				{under && <div class="page-under">{under}</div>}
			</header>
			<main>{children}</main>
			<footer ref={footer} class="page-foot">
				<Update />
				{foot && <div class="page-act">{foot}</div>}
				<CurrentTruth />
			</footer>
		</div>
	);
}

/** Tells the style sheets how high an element is: what floats above the footer must not hide it. */
function useHeightAs(property: string, element: { current: HTMLElement | null }): void {
	useLayoutEffect(() => {
		const { current } = element;
		if (!current) return;
		// After the frame: what stands at the root makes the browser look at the style of everything again.
		const observer = new ResizeObserver(([entry]) => {
			const height = `${entry?.borderBoxSize[0]?.blockSize}px`;
			setTimeout(() => document.documentElement.style.setProperty(property, height));
		});
		observer.observe(current);
		return () => observer.disconnect();
	}, [property, element]);
}

function Back({ to }: { to: PageProps["back"] }) {
	if (to === undefined) return null;
	const face = { kind: "quiet", icon: ChevronLeft, label: _("Atrás") } as const;
	return typeof to === "string" ? <ButtonLink {...face} href={to} /> : <Button {...face} onClick={to} />;
}
