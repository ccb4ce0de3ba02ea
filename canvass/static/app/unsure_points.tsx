import { countUnsure } from "../device/imports";
import { ngettext } from "./i18n";
import { useAnswer } from "./server";
import { ButtonLink } from "./ui";

/** How many points wait for a look, and the way to them; nothing where none does. */
export function UnsurePoints() {
	// What cannot be counted now is no reason to trouble whoever imports.
	const { value: n = 0 } = useAnswer(countUnsure, []);
	if (n === 0) return null;
	return (
		<p>
			<ButtonLink wide href="/points">
				{ngettext(
					"%(n)s dirección con un punto poco seguro: revisar",
					"%(n)s direcciones con un punto poco seguro: revisar",
					n,
					{ n },
				)}
			</ButtonLink>
		</p>
	);
}
