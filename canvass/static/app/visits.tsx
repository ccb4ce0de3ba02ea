import { Ellipsis, MessageSquareText, UserPlus } from "lucide";
import { useRef, useState } from "preact/hooks";
import { useLocation, useRoute } from "preact-iso";
import type { DoorView } from "../device/doors";
import { syncState } from "../device/truth";
import type { Result } from "../device/types";
import { useDirty } from "./dirty";
import { type DoorInTurf, doorInTurf, ReportDoor, upFrom } from "./doors";
import { _, formatRelative, ngettext } from "./i18n";
import { useLeaving } from "./leaving";
import { OtherLanguage, OtherResults } from "./other_results";
import { doorName, kindName, placeAddress } from "./places";
import { keepParts, record, takeParts, type VisitParts } from "./recording";
import { doorResult, ResultButton, ResultMark, resultName } from "./results";
import { useStore } from "./store";
import { useTop } from "./top";
import { isOthers, NotHere } from "./turf";
import { ButtonLink, Icon, Notice, Page } from "./ui";
import { VisitPartsFields } from "./visit_parts";
import "./visits.css";

/** The two that come most often stand large; the next three one row below; the rest one tap further. */
const MOST: readonly Result[] = ["conversation", "not_home"];
const OFTEN: readonly Result[] = ["come_back", "declined", "other_language"];

/** A door on the phone: one tap records what happened there. */
export function Door() {
	const { door: id } = useRoute().params as { door: string };
	const found = useStore(() => doorInTurf(id), [id]);
	if (found === undefined) return null;
	if (found === null) return <NotHere />;
	return <DoorScreen key={id} {...found} />;
}

function DoorScreen({ door, turf }: DoorInTurf) {
	const again = door.own !== null;
	useTop();
	return (
		<Page title={doorName(door)} back={upFrom(door)} under={<About door={door} />}>
			{door.do_not_knock ? (
				<DoNotKnock />
			) : (
				<>
					{again && <OwnVisitCard door={door} />}
					<Recording door={door} languages={turf.campaign?.languages ?? []} />
				</>
			)}
			{door.do_not_knock && again && <OwnVisitCard door={door} />}
		</Page>
	);
}

function About({ door }: { door: DoorView }) {
	const where = door.label ? placeAddress(door) : kindName(door.kind);
	const words = [door.name, where, attemptsText(door.attempts)].filter(Boolean);
	return (
		<>
			<p class="door-about">{words.join(" · ")}</p>
			{door.last && !door.own && (
				<p class="door-about soft">
					{_("%(result)s, %(when)s", {
						result: resultName(door.last.result),
						when: formatRelative(door.last.at),
					})}
				</p>
			)}
			{!door.last && !door.own && door.attempts > 0 && (
				<p class="door-about soft">{_("Se visitó antes. Lo que pasó entonces ya no se guarda.")}</p>
			)}
			{isOthers(door) && (
				<p class="door-about attention">
					{_("Lo anotó el equipo de antes y llegó tarde, cuando la zona ya era suya. Puede visitarla igual.")}
				</p>
			)}
			{door.reported && (
				<p class="door-about attention">{_("Usted avisó de un problema con esta puerta.")}</p>
			)}
		</>
	);
}

function attemptsText(n: number): string {
	return n ? ngettext("%(n)s visita", "%(n)s visitas", n, { n }) : _("sin visitas");
}

function DoNotKnock() {
	return (
		<Notice kind="attention" title={_("No tocar esta puerta")}>
			<p>{_("Aquí pidieron que no se les visite. Siga de largo, gracias.")}</p>
		</Notice>
	);
}

/** What this phone recorded here last, to be corrected at any time. */
function OwnVisitCard({ door }: { door: DoorView }) {
	const own = door.own;
	if (!own) return null;
	return (
		<div class="card own-visit">
			<ResultMark result={own.result} />
			<p>
				<strong>{resultName(own.result)}</strong>
				<small>{_("Su visita, %(when)s", { when: formatRelative(own.at) })}</small>
			</p>
			<ButtonLink href={`/doors/${door.door}/visits/${own.visit}`}>{_("Corregir")}</ButtonLink>
		</div>
	);
}

type Opened = "other" | "language" | "report" | null;

function Recording({ door, languages }: { door: DoorView; languages: readonly string[] }) {
	const { route } = useLocation();
	const [parts, setParts] = useState<VisitParts>(() => takeParts(door.door));
	const [writing, setWriting] = useState(parts.note !== "" || parts.language !== "");
	const [opened, setOpened] = useState<Opened>(null);
	const sealable = useStore(syncState, [])?.keys !== "no_vaults";
	const saving = useRef(false);
	const written = parts.note !== "" || parts.language !== "";
	useDirty(written);
	useLeaving(() => {
		if (written && !saving.current) keepParts(door.door, parts);
	});
	const tap = async (result: Result, more: Partial<VisitParts> = {}) => {
		if (saving.current) return;
		saving.current = true;
		setOpened(null);
		// Once it is recorded this screen gives way to the next one, and nothing is left to be kept.
		saving.current = await record(door, result, { ...parts, ...more }, route);
	};
	const choose = (result: Result) => (result === "other_language" ? setOpened("language") : tap(result));
	return (
		<>
			<Results onTap={choose} onOther={() => setOpened("other")} again={doorResult(door) !== null} />
			<VisitPartsFields
				parts={parts}
				onChange={setParts}
				languages={languages}
				open={writing}
				onOpen={() => setWriting(true)}
				sealable={sealable}
			/>
			<div class="row">
				<ButtonLink icon={UserPlus} href={`/doors/${door.door}/contact`}>
					{_("Contacto")}
				</ButtonLink>
				<ButtonLink icon={MessageSquareText} href={`/doors/${door.door}/talk`}>
					{_("Guion")}
				</ButtonLink>
			</div>
			<OtherResults
				open={opened === "other"}
				onClose={() => setOpened(null)}
				onTap={tap}
				onReport={() => setOpened("report")}
			/>
			<OtherLanguage
				open={opened === "language"}
				onClose={() => setOpened(null)}
				languages={languages}
				sealable={sealable}
				onSave={(language) => tap("other_language", { language })}
			/>
			<ReportDoor door={door} open={opened === "report"} onClose={() => setOpened(null)} />
		</>
	);
}

interface ResultsProps {
	onTap: (result: Result) => void;
	onOther: () => void;
	/** Somebody has been here before: what is tapped now is one more visit. */
	again: boolean;
}

function Results({ onTap, onOther, again }: ResultsProps) {
	return (
		<section aria-labelledby="results-title">
			<h2 id="results-title" class="results-title">
				{again ? _("¿Qué pasó esta vez?") : _("¿Qué pasó?")}
			</h2>
			<div class="results">
				{MOST.map((result) => (
					<ResultButton key={result} result={result} large onTap={onTap} />
				))}
				{OFTEN.map((result) => (
					<ResultButton key={result} result={result} onTap={onTap} />
				))}
				<button type="button" class="result" onClick={onOther}>
					<Icon of={Ellipsis} />
					<span>{_("Otro…")}</span>
				</button>
			</div>
		</section>
	);
}
