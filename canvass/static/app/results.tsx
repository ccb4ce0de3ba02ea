import {
	CircleDashed,
	CircleMinus,
	Clock,
	DoorClosed,
	Fence,
	Globe,
	Hand,
	type IconNode,
	MapPinOff,
	MessageCircle,
	ShieldAlert,
} from "lucide";
import type { DoorView } from "../device/doors";
import type { Result } from "../device/types";
import { _ } from "./i18n";
import { Icon } from "./ui";
import "./results.css";

const ICONS: Record<Result, IconNode> = {
	conversation: MessageCircle,
	not_home: DoorClosed,
	come_back: Clock,
	other_language: Globe,
	declined: CircleMinus,
	do_not_knock: Hand,
	inaccessible: Fence,
	vacant: CircleDashed,
	not_found: MapPinOff,
	skipped_unsafe: ShieldAlert,
};

const NAMES: Record<Result, () => string> = {
	conversation: () => _("Conversación"),
	not_home: () => _("No hay nadie"),
	come_back: () => _("Volver después"),
	other_language: () => _("Otro idioma"),
	declined: () => _("No quiso hablar"),
	do_not_knock: () => _("No tocar más"),
	inaccessible: () => _("No se puede llegar"),
	vacant: () => _("Desocupada"),
	not_found: () => _("No existe o no es vivienda"),
	skipped_unsafe: () => _("Omitida por seguridad"),
};

export function resultName(result: Result): string {
	return NAMES[result]();
}

/** Of `mark-…`, which gives the fill: "mark-not-home"; a door without a visit is an outline. */
export function resultClass(result: Result | null): string {
	return `mark-${(result ?? "unvisited").replaceAll("_", "-")}`;
}

/** What a door shows: that its people asked not to be visited goes before whatever came last. */
export function doorResult(door: Pick<DoorView, "do_not_knock" | "last">): Result | null {
	return door.do_not_knock ? "do_not_knock" : (door.last?.result ?? null);
}

/** What was forgotten still counts: the number of visits stays, and nothing else is left of them. */
export function doorStateName(door: Pick<DoorView, "do_not_knock" | "last" | "attempts">): string {
	const result = doorResult(door);
	if (result) return resultName(result);
	return door.attempts > 0 ? _("Visitada antes") : _("Sin visitas");
}

/** A result's icon on its fill, for the eye: its word stands beside it. */
export function ResultMark({ result }: { result: Result | null }) {
	return <span class={`mark ${resultClass(result)}`}>{result && <Icon of={ICONS[result]} size={20} />}</span>;
}

interface ResultButtonProps {
	result: Result;
	onTap: (result: Result) => void;
	large?: boolean;
	pressed?: boolean;
}

/** One result, to be tapped: its mark and its word. */
export function ResultButton({ result, onTap, large = false, pressed }: ResultButtonProps) {
	return (
		<button
			type="button"
			class={large ? "result result-large" : "result"}
			aria-pressed={pressed}
			onClick={() => onTap(result)}
		>
			<ResultMark result={result} />
			<span>{resultName(result)}</span>
		</button>
	);
}
