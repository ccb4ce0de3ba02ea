import { PIN_DIGITS } from "../device/pin";
import { canShare } from "../device/stores";
import { _ } from "./i18n";
import { guarded } from "./locked";
import { member } from "./organisation";
import { ButtonLink } from "./ui";

/** From the lock to whoever else has this phone, or gets it now. */
export function OtherPerson() {
	if (!canShare()) return null;
	return (
		<ButtonLink href="/who" wide>
			{_("¿Es otra persona?")}
		</ButtonLink>
	);
}

/** On a shared phone whose PIN it is has to be said: ten of another's are ten wrong ones. */
export function pinLabel(): string {
	if (guarded.value && member.value)
		return _("PIN de %(name)s, %(n)s números", { name: member.value.alias, n: PIN_DIGITS });
	return _("PIN de %(n)s números", { n: PIN_DIGITS });
}
