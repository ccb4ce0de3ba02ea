import { Phone } from "lucide";
import { _ } from "../i18n";
import { hotlineHref, organisation } from "../organisation";
import { ButtonLink } from "./button";

/** The Línea, one tap away on every screen. */
export function Hotline() {
	const hotline = organisation.value?.hotline;
	if (!hotline) return null;
	const label = _("Línea: llamar al %(number)s", { number: hotline });
	return (
		<ButtonLink kind="quiet" bar icon={Phone} href={hotlineHref(hotline)} label={label}>
			{_("Línea")}
		</ButtonLink>
	);
}
