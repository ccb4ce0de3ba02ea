import { useEffect, useState } from "preact/hooks";
import type { PlaceKind } from "../device/types";
import { _ } from "./i18n";
import { tokenColours } from "./map/base";
import { type DoorState, MARK_TOKENS, markUrl } from "./map/marks";
import { kindName } from "./places";

const KINDS: readonly PlaceKind[] = [
	"house",
	"apartment_building",
	"mobile_home_park",
	"public_space",
	"other",
];

/** What the marks on the map mean. */
export function MapLegend() {
	return (
		<details class="legend">
			<summary>{_("Qué significan los signos")}</summary>
			<ul>
				{KINDS.map((kind) => (
					<Sign key={kind} kind={kind} state="free" words={kindName(kind)} />
				))}
				<Sign kind="house" state="taken" words={_("Ya está en una zona")} />
				<Sign kind="house" state="avoid" words={_("Pidieron no tocar")} />
			</ul>
			<p class="soft">{_("El número debajo de un edificio o un parque dice cuántas puertas tiene.")}</p>
		</details>
	);
}

function Sign({ kind, state, words }: { kind: PlaceKind; state: DoorState; words: string }) {
	const dark = useDark();
	const [picture, setPicture] = useState("");
	useEffect(() => setPicture(markUrl(kind, state, tokenColours(MARK_TOKENS))), [kind, state, dark]);
	return (
		<li>
			<img src={picture} width={22} height={22} alt="" /> {words}
		</li>
	);
}

/** Whether it is night: pictures that are drawn in tokens are drawn anew. */
export function useDark(): boolean {
	const [dark, setDark] = useState(false);
	useEffect(() => {
		const scheme = matchMedia("(prefers-color-scheme: dark)");
		const look = () => setDark(scheme.matches);
		look();
		scheme.addEventListener("change", look);
		return () => scheme.removeEventListener("change", look);
	}, []);
	return dark;
}
