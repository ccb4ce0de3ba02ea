import { List } from "lucide";
import { useEffect, useRef } from "preact/hooks";
import { useLocation, useRoute } from "preact-iso";
import { type TurfView, turfView } from "../device/turfs";
import { _ } from "./i18n";
import { drawTurf } from "./map/turf";
import { useStore } from "./store";
import { NotHere } from "./turf";
import { ButtonLink, Page } from "./ui";
import "./turf_map.css";

/** The turf as a map, beside its list: what it shows stands there too. */
export function TurfMap() {
	const { turf: id } = useRoute().params as { turf: string };
	const turf = useStore(() => turfView(id), [id]);
	if (turf === undefined) return null;
	if (turf === null) return <NotHere />;
	return (
		<Page
			title={turf.name}
			back={`/turfs/${id}`}
			width="full"
			foot={
				<ButtonLink icon={List} href={`/turfs/${id}`}>
					{_("Lista")}
				</ButtonLink>
			}
		>
			<Canvas turf={turf} />
		</Page>
	);
}

function Canvas({ turf }: { turf: TurfView }) {
	const { route } = useLocation();
	const box = useRef<HTMLDivElement>(null);
	const drawn = useRef<ReturnType<typeof drawTurf> | null>(null);
	useEffect(() => {
		if (!box.current) return;
		drawn.current = drawTurf(box.current, turf, {
			label: _("Mapa de %(name)s", { name: turf.name }),
			onOpen: route,
		});
		return () => drawn.current?.remove();
	}, [turf.turf]);
	useEffect(() => drawn.current?.show(turf), [turf]);
	return <div ref={box} class="turf-map" />;
}
