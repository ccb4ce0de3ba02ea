import { signal } from "@preact/signals";
import { Menu as MenuIcon } from "lucide";
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { _ } from "../i18n";
import { Button } from "./button";
import { Sheet } from "./sheet";

export interface MenuEntry {
	href: string;
	label: () => string;
}

/** The first screens that this member's role has; the shell sets them from the route table. */
export const menu = signal<readonly MenuEntry[]>([]);

/** An administrator's row is too long for a small laptop: it stays behind the button there. */
const MOST_IN_A_ROW = 7;

/** The role's first screens: a row of links on a desktop, behind one button on a phone. */
export function Menu() {
	const [open, setOpen] = useState(false);
	if (menu.value.length < 2) return null;
	return (
		<div class={menu.value.length > MOST_IN_A_ROW ? "menu menu-long" : "menu"}>
			<nav class="menu-row" aria-label={_("Secciones")}>
				<Links />
			</nav>
			<div class="menu-button">
				<Button kind="quiet" bar icon={MenuIcon} expanded={open} onClick={() => setOpen(true)}>
					{_("Menú")}
				</Button>
			</div>
			<Sheet open={open} onClose={() => setOpen(false)} title={_("Menú")}>
				<nav class="menu-list" aria-label={_("Secciones")}>
					<Links />
				</nav>
			</Sheet>
		</div>
	);
}

function Links() {
	const { path } = useLocation();
	return (
		<>
			{menu.value.map(({ href, label }) => (
				<a key={href} href={href} aria-current={path.startsWith(href) ? "page" : undefined}>
					{label()}
				</a>
			))}
		</>
	);
}
