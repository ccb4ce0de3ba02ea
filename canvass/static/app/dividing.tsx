import { Slash, Split, Undo2, X } from "lucide";
import { useEffect, useState } from "preact/hooks";
import type { Line, Position } from "../device/cutting";
import { useDirty } from "./dirty";
import { _, ngettext } from "./i18n";
import type { DeskMap } from "./map/desk_map";
import { useUndoKeys } from "./sketching";
import { Button } from "./ui";

interface DividingProps {
	/** The turf's. */
	name: string;
	map: DeskMap;
	busy: boolean;
	/** Resolves to whether it was done. */
	onDivide: (line: Line) => Promise<unknown>;
	onBack: () => void;
}

/** Divides a turf along a line that is drawn with taps; a draft's as well as one that is walked. */
export function Dividing({ name, map, busy, onDivide, onBack }: DividingProps) {
	const [line, setLine] = useState<readonly Position[]>([]);
	useDirty(line.length > 0);
	useEffect(() => {
		map.startDividing(setLine);
		return () => map.stopDividing();
	}, [map]);
	useUndoKeys(() => map.undoDividing());
	const divide = async () => {
		if (await onDivide({ type: "LineString", coordinates: [...line] })) onBack();
	};
	return (
		<div class="stack plan-body">
			<div class="panel-head">
				<h2>{_("Dividir «%(name)s»", { name })}</h2>
				<Button kind="quiet" icon={X} label={_("Dejar de trazar")} onClick={onBack} />
			</div>
			<p role="status">
				{line.length === 0
					? _("Toque el mapa a un lado de la zona y después al otro: la línea la parte en dos.")
					: ngettext(
							"%(n)s punto. Toque el siguiente.",
							"%(n)s puntos. Puede dividir ya, o seguir la línea.",
							line.length,
							{ n: line.length },
						)}
			</p>
			<div class="row">
				<Button icon={Undo2} disabled={line.length === 0} onClick={() => map.undoDividing()}>
					{_("Quitar el último punto")}
				</Button>
			</div>
			<div class="panel-act">
				<Button kind="main" wide busy={busy} disabled={line.length < 2} onClick={divide}>
					{_("Dividir por esta línea")}
				</Button>
			</div>
		</div>
	);
}

interface DividingActsProps {
	/** The turf's. */
	doors: number;
	busy: boolean;
	onSplit: () => void;
	onLine: () => void;
}

/** The two ways to make two turfs of one: evenly, or along a line. */
export function DividingActs({ doors, busy, onSplit, onLine }: DividingActsProps) {
	return (
		<>
			<Button icon={Split} busy={busy} disabled={doors < 2} onClick={onSplit}>
				{_("Dividir en dos")}
			</Button>
			<Button icon={Slash} disabled={doors < 2} onClick={onLine}>
				{_("Dividir por una línea")}
			</Button>
		</>
	);
}
