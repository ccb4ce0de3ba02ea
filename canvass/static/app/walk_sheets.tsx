import { useEffect, useState } from "preact/hooks";
import { useRoute } from "preact-iso";
import { type Campaign, getCampaign } from "../device/campaigns";
import { type CutTurf, listTurfs } from "../device/cutting";
import { type SheetStop, sheetDoors, stopsOf } from "../device/walk_sheet";
import { _, ngettext } from "./i18n";
import { Answered, Fault, useAnswer } from "./server";
import { Sheets } from "./sheet";
import { TurfChoice } from "./turf_choice";
import { byName } from "./turf_list";
import { Page } from "./ui";

/** More than that is a pile that nobody sorts again, and a page that no browser likes to lay out. */
const MOST = 60;

/** Several turfs on paper in one print, each on a page of its own. */
export function WalkSheets() {
	const { id = "" } = useRoute().params;
	const answer = useAnswer(async () => {
		const [campaign, turfs] = await Promise.all([getCampaign(id), listTurfs(id)]);
		return { campaign, turfs: turfs.sort(byName) };
	}, [id]);
	return (
		<Page title={_("Hojas para caminar")} back={`/campaigns/${id}`} width="wide">
			<Answered answer={answer}>{(found) => <Pile {...found} />}</Answered>
		</Page>
	);
}

function Pile({ campaign, turfs }: { campaign: Campaign; turfs: readonly CutTurf[] }) {
	const [chosen, setChosen] = useState<readonly string[]>([]);
	const picked = turfs.filter(({ id }) => chosen.includes(id));
	const few = picked.length <= MOST ? picked : [];
	const { stops, fault, again } = useStops(few);
	const sheets = few.flatMap((turf) => {
		const its = stops.get(turf.id);
		return its ? [{ turf, stops: its }] : [];
	});
	return (
		<Sheets
			campaign={campaign.name}
			sheets={sheets}
			ready={sheets.length > 0 && sheets.length === picked.length}
		>
			<TurfChoice turfs={turfs} chosen={chosen} onChange={setChosen} />
			<p role="status">{pileWords(picked.length, sheets.length)}</p>
			<Fault of={fault} again={again} />
		</Sheets>
	);
}

function pileWords(wanted: number, here: number): string {
	if (wanted === 0) return _("Elija las zonas que quiere en papel.");
	if (wanted > MOST) return _("Son demasiadas para una vez: elija hasta %(n)s.", { n: MOST });
	if (here < wanted) return _("Preparando las hojas: %(here)s de %(wanted)s", { here, wanted });
	return ngettext("%(n)s zona lista, en su página.", "%(n)s zonas listas, cada una en su página.", wanted, {
		n: wanted,
	});
}

interface Stops {
	stops: ReadonlyMap<string, SheetStop[]>;
	fault: unknown;
	again: () => void;
}

/** The doors of these turfs, fetched one turf after another, each once. */
function useStops(turfs: readonly CutTurf[]): Stops {
	const [stops, setStops] = useState<ReadonlyMap<string, SheetStop[]>>(new Map());
	const [fault, setFault] = useState<unknown>(null);
	const [tries, setTries] = useState(0);
	const next = turfs.find(({ id }) => !stops.has(id))?.id;
	useEffect(() => {
		setFault(null);
		if (!next) return;
		let left = false;
		sheetDoors(next).then(
			(doors) => !left && setStops((before) => new Map(before).set(next, stopsOf(doors))),
			(error: unknown) => !left && setFault(error),
		);
		return () => {
			left = true;
		};
	}, [next, tries]);
	return { stops, fault, again: () => setTries(tries + 1) };
}
