import { useEffect, useRef } from "preact/hooks";
import { _ } from "./i18n";
import { doorsText } from "./places";
import { Button } from "./ui";

interface MergingProps {
	/** What the turf has without them. */
	doors: number;
	/** Those that lie beside it. */
	beside: readonly { id: string; name: string; doors: number }[];
	busy: boolean;
	onMerge: (id: string) => void;
}

/** With which of its neighbours a turf becomes one, and how large that would be. */
export function Merging({ doors, beside, busy, onMerge }: MergingProps) {
	const box = useRef<HTMLFieldSetElement>(null);
	// On a phone they come below what is in sight; and once they are gone, the keyboard is still in the panel.
	useEffect(() => {
		const list = box.current;
		list?.focus();
		const panel = list?.closest("aside");
		return () => {
			const at = document.activeElement;
			if (at === document.body || list?.contains(at)) panel?.focus();
		};
	}, []);
	return (
		<fieldset ref={box} class="chips" tabIndex={-1}>
			<legend>{_("¿Con cuál de las de al lado?")}</legend>
			<div class="row">
				{beside.map((other) => (
					<Button key={other.id} busy={busy} onClick={() => onMerge(other.id)}>
						{_("%(turf)s: quedan %(doors)s", { turf: other.name, doors: doorsText(doors + other.doors) })}
					</Button>
				))}
			</div>
		</fieldset>
	);
}
