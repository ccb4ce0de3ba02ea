import { useRoute } from "preact-iso";
import { getCampaign } from "../device/campaigns";
import { getTurf } from "../device/cutting";
import { sheetDoors, stopsOf } from "../device/walk_sheet";
import { _ } from "./i18n";
import { Answered, useAnswer } from "./server";
import { Sheets } from "./sheet";
import { Page } from "./ui";

export { WalkSheets } from "./walk_sheets";

/** One turf on paper. */
export function WalkSheet() {
	const { id = "", turf: turfId = "" } = useRoute().params;
	const answer = useAnswer(async () => {
		const [campaign, turf, doors] = await Promise.all([getCampaign(id), getTurf(turfId), sheetDoors(turfId)]);
		return { campaign, sheets: [{ turf, stops: stopsOf(doors) }] };
	}, [id, turfId]);
	return (
		<Page title={_("Hoja para caminar")} back={`/campaigns/${id}/map?turf=${turfId}`} width="wide">
			<Answered answer={answer}>
				{({ campaign, sheets }) => <Sheets campaign={campaign.name} sheets={sheets} ready />}
			</Answered>
		</Page>
	);
}
