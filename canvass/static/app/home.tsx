import { DoorOpen } from "lucide";
import type { ComponentChild } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { _ } from "./i18n";
import { member, type Role } from "./organisation";
import { Empty, Page } from "./ui";

const STARTS: Record<Role, string> = {
	volunteer: "/turfs",
	lead: "/campaigns",
	staff: "/review",
	administrator: "/vaults",
};

/** The way in: each to the screen where their day begins; a device that is not enrolled learns how to be. */
export function Home() {
	const { route } = useLocation();
	const start = member.value && STARTS[member.value.role];
	useEffect(() => {
		if (start) route(start, true);
	}, [start]);
	if (start) return null;
	return <Stranger />;
}

/** A phone with an empty store: new here, or one whose store the browser has cleared. */
function Stranger() {
	const { route } = useLocation();
	const [lost, setLost] = useState<ComponentChild>(null);
	useEffect(() => {
		import("./evicted")
			.then(async ({ Evicted, findBefore }) => {
				const before = await findBefore(route);
				if (before) setLost(<Evicted {...before} />);
			})
			.catch(console.error);
	}, []);
	if (lost) return lost;
	return (
		<Page title={document.title}>
			<Empty icon={DoorOpen} title={_("Este teléfono todavía no está inscrito")}>
				{_("Pida a quien coordina su recorrido un enlace o un código QR, y ábralo en este teléfono.")}
			</Empty>
		</Page>
	);
}
