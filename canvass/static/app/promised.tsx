import { Handshake } from "lucide";
import { isGiven } from "../device/promised";
import type { Promised } from "../device/types";
import { _ } from "./i18n";
import { Icon } from "./ui";

/** What was promised, in one line: "«Le llamamos el jueves», con el nombre de Ana". */
export function promiseWords({ words, name }: Promised): string {
	if (words && name) return _("«%(words)s», con el nombre de %(name)s", { words, name });
	return words ? _("«%(words)s»", { words }) : _("Le van a llamar con el nombre de %(name)s", { name });
}

/** What was promised where they were met, for whoever is to keep it. */
export function PromiseLine({ promise }: { promise: Promised }) {
	if (!isGiven(promise)) return null;
	return (
		<p class="promised">
			<Icon of={Handshake} size={20} />
			<span>
				<strong>{_("Se le prometió:")}</strong> {promiseWords(promise)}
			</span>
		</p>
	);
}
