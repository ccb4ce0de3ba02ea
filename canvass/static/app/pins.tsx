import { CircleCheck } from "lucide";
import { useRoute } from "preact-iso";
import { pointOf, type UnsurePage, unsurePage } from "../device/pins";
import { getPlace } from "../device/places";
import { _ } from "./i18n";
import { PinDesk } from "./pin_desk";
import { Answered, useAnswer } from "./server";
import { ButtonLink, Empty, Page } from "./ui";
import "./styles/team.css";
import "./styles/turf_draw.css";

/** Points that are not sure, one after the other; or one place's, whoever asked for it. */
export function PinsScreen() {
	const { query } = useRoute();
	const { place = "", campaign = "" } = query;
	const answer = useAnswer(() => (place ? onlyPlace(place) : unsurePage()), [place]);
	const back = campaign ? `/campaigns/${campaign}/map` : "/import";
	const page = answer.value;
	return (
		<Page title={place ? _("El punto de un lugar") : _("Puntos por revisar")} back={back} width="full">
			{page && page.items.length > 0 ? (
				<PinDesk key={place} first={page} single={place !== ""} back={back} />
			) : (
				<div class="desk-waiting">
					<Answered answer={answer}>{() => <NothingUnsure />}</Answered>
				</div>
			)}
		</Page>
	);
}

async function onlyPlace(id: string): Promise<UnsurePage> {
	return { items: [pointOf(await getPlace(id))], next: null, count: 1 };
}

function NothingUnsure() {
	return (
		<Empty
			icon={CircleCheck}
			title={_("Ningún punto por revisar")}
			act={<ButtonLink href="/import">{_("Importar direcciones")}</ButtonLink>}
		>
			{_("Aquí aparecen los lugares cuyo punto se calculó por su calle o por sus vecinos.")}
		</Empty>
	);
}
