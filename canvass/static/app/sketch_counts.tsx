import type { TurfPreview } from "../device/cutting";
import { _, formatList, ngettext } from "./i18n";
import type { Held } from "./map/door_points";
import type { Sketch } from "./map/drawing";
import { distanceText, doorsText } from "./places";
import { Notice } from "./ui";

interface SketchCountsProps {
	sketch: Sketch;
	/** Null while the doors are not known. */
	inside: Held | null;
	/** What the server says of the shape as it rests. */
	preview: TurfPreview | null;
}

/** What a drawing holds: counted here with every move, and exactly once it rests. */
export function SketchCounts({ sketch, inside, preview }: SketchCountsProps) {
	if (sketch.phase === "placing" && sketch.corners < 3) return <Instructions corners={sketch.corners} />;
	const doors = preview?.doors ?? inside?.free;
	return (
		<>
			<p role="status" class="sketch-counts">
				{doors !== undefined && (
					<>
						<span class="large">{doorsText(doors)}</span>
						<br />
					</>
				)}
				<span class="soft">
					<Under sketch={sketch} preview={preview} />
				</span>
			</p>
			{preview && preview.overlapping.length > 0 && <Overlap preview={preview} />}
			{preview?.doors === 0 && (
				<Notice>
					<p>{_("Aquí no hay puertas libres. Haga la forma más grande o llévela a otro lugar.")}</p>
				</Notice>
			)}
		</>
	);
}

function Instructions({ corners }: { corners: number }) {
	return (
		<p role="status">
			{corners === 0
				? _("Toque el mapa para poner la primera esquina.")
				: ngettext(
						"%(n)s esquina. Siga tocando alrededor de las puertas.",
						"%(n)s esquinas. Siga tocando alrededor de las puertas.",
						corners,
						{ n: corners },
					)}
		</p>
	);
}

/** What stands under the number: the server is asked only once the shape is closed. */
function Under({ sketch: { phase, crossing }, preview }: Omit<SketchCountsProps, "inside">) {
	if (phase === "placing") return <>{_("Para terminar, toque la primera esquina o «Cerrar la forma».")}</>;
	if (crossing) return null;
	return preview ? <Exactly preview={preview} /> : <>{_("Contando…")}</>;
}

function Exactly({ preview }: { preview: TurfPreview }) {
	const { places, walk_metres, do_not_knock } = preview;
	return (
		<>
			{ngettext("%(n)s lugar", "%(n)s lugares", places, { n: places })}
			{" · "}
			{_("%(distance)s a pie", { distance: distanceText(walk_metres) })}
			{do_not_knock > 0 && (
				<> · {ngettext("%(n)s no tocar", "%(n)s no tocar", do_not_knock, { n: do_not_knock })}</>
			)}
		</>
	);
}

function Overlap({ preview }: { preview: TurfPreview }) {
	const turfs = preview.overlapping.map(({ name, doors }) => `${name} (${doorsText(doors)})`);
	return (
		<Notice>
			<p>{_("Una parte ya es de otras zonas y se recorta: %(turfs)s.", { turfs: formatList(turfs) })}</p>
		</Notice>
	);
}
