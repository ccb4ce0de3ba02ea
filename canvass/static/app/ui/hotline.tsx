import { Phone } from "lucide";
import { _ } from "../i18n";
import { hotlineHref, organisation } from "../organisation";
import { Icon } from "./icon";

/** The Línea, one tap away on every screen. */
export function Hotline() {
	const hotline = organisation.value?.hotline;
	if (!hotline) return null;
	return (
		<a
			class="button button-quiet hotline"
			href={hotlineHref(hotline)}
			aria-label={_("Llamar a la Línea: %(number)s", { number: hotline })}
		>
			<Icon of={Phone} />
			<span>{_("Línea")}</span>
		</a>
	);
}
