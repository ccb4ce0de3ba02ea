import { tookBack } from "../device/agreed";
import type { Track } from "../device/triage";
import type { Consent } from "../device/types";
import { dayWords } from "./desk_words";
import { _ } from "./i18n";
import { Notice } from "./ui";

/** At the head of a record whose person took back what it is there for. */
export function StoppedNotice({ track, consent }: { track: Track; consent: Consent }) {
	if (!tookBack(consent, track)) return null;
	return (
		<Notice kind="attention" title={_("Retiró su permiso: no se le llama")}>
			<p>
				{_("Lo dijo el %(day)s. Lo que seguía abierto se detuvo.", {
					day: dayWords(consent.withdrawn?.[track] ?? ""),
				})}
			</p>
		</Notice>
	);
}
