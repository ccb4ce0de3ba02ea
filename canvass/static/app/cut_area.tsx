import { Eraser, PenLine, Signpost } from "lucide";
import { useEffect } from "preact/hooks";
import type { Shape } from "../device/cutting";
import { useDirty } from "./dirty";
import { _, ngettext } from "./i18n";
import type { Sketch } from "./map/drawing";
import type { TurfMap } from "./map/turf_map";
import { useSketch, useUndoKeys } from "./sketching";
import { Crossing, SketchActs } from "./turf_sketch";
import { Button } from "./ui";

/** Drawing an area, from a shape or from nothing; null while all free doors count. */
export type Area = { start: Shape | null } | null;

interface CutAreaProps {
	map: TurfMap | null;
	area: Area;
	/** Whether all doors are here, and their streets with them. */
	known: boolean;
	/** Free doors inside; null while nobody knows. */
	free: number | null;
	onArea: (area: Area) => void;
	onSketch: (sketch: Sketch) => void;
	onStreets: () => void;
}

/** Where to cut: all free doors, or those in an area that is drawn by hand or made of streets. */
export function CutArea(props: CutAreaProps) {
	const { map, area, known, onArea, onStreets } = props;
	return (
		<fieldset class="chips">
			<legend>{_("¿Dónde?")}</legend>
			{area && map ? (
				<Drawn {...props} area={area} map={map} />
			) : (
				<>
					<p class="soft">{_("En toda la campaña, si no marca un área.")}</p>
					<div class="row">
						<Button icon={PenLine} disabled={!map} onClick={() => onArea({ start: null })}>
							{_("Trazar un área")}
						</Button>
						<Button icon={Signpost} disabled={!map || !known} onClick={onStreets}>
							{_("Elegir calles")}
						</Button>
					</div>
				</>
			)}
		</fieldset>
	);
}

type DrawnProps = CutAreaProps & { area: NonNullable<Area>; map: TurfMap };

function Drawn({ map, area, free, onArea, onSketch }: DrawnProps) {
	const sketch = useSketch(map, area.start);
	useEffect(() => onSketch(sketch), [sketch, onSketch]);
	useDirty(sketch.canUndo);
	useUndoKeys(() => map.sketch?.undo());
	return (
		<div class="stack">
			<p role="status">{drawnWords(sketch, free)}</p>
			<SketchActs sketch={sketch} map={map} />
			{sketch.crossing && <Crossing />}
			<Button icon={Eraser} onClick={() => onArea(null)}>
				{_("Sin área: toda la campaña")}
			</Button>
		</div>
	);
}

function drawnWords({ corners, phase }: Sketch, free: number | null): string {
	if (corners < 3 && phase === "placing") {
		return _("Toque el mapa para poner las esquinas del área, una tras otra.");
	}
	if (free === null) return _("Contando…");
	return ngettext("%(n)s puerta libre dentro", "%(n)s puertas libres dentro", free, { n: free });
}
