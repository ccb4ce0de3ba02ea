import { CircleAlert } from "lucide";
import { othersHere } from "../device/household";
import { session } from "../device/identity";

import { _, ngettext, wholeCatalogue } from "./i18n";
import { Empty, Notice, Page } from "./ui";
import { waitedBefore } from "./waited_before";

/** What an empty phone was before. */
export interface Before {
	/** Records that had not been sent; null where only the server remembers this phone. */
	waited: number | null;
	/** Whose it was, if the server still knows its session. */
	alias: string | null;
}

/** What is known of a phone whose store is empty; null if it was never enrolled. Where others have it, it is asked who takes it. */
export async function findBefore(route: (path: string, replace: boolean) => void): Promise<Before | null> {
	if ((await othersHere()).length > 0) {
		route("/who", true);
		return null;
	}
	const [waited, alias] = await Promise.all([waitedBefore(), aliasOfSession(), wholeCatalogue()]);
	return waited === null && alias === null ? null : { waited, alias };
}

/** The cookie outlives the store in some browsers, and the mark in others. */
async function aliasOfSession(): Promise<string | null> {
	return session().then(
		({ member }) => member.alias,
		() => null,
	);
}

/** Shown where an enrolled phone has lost its store: what that means, and the way back. */
export function Evicted({ waited, alias }: Before) {
	return (
		<Page title={document.title}>
			<Empty
				icon={CircleAlert}
				title={
					alias
						? _("%(name)s, este teléfono perdió lo que guardaba", { name: alias })
						: _("Este teléfono perdió lo que guardaba")
				}
			>
				{_(
					"El navegador borró los datos de la aplicación: por falta de espacio, o porque alguien los limpió. Lo que ya se había enviado está a salvo.",
				)}
			</Empty>
			<Notice kind="attention" title={lostText(waited)}>
				<p>
					{_(
						"Para seguir, pida un enlace nuevo a quien coordina y ábralo aquí. Después, ponga la aplicación en la pantalla de inicio: así el teléfono no la vuelve a borrar.",
					)}
				</p>
			</Notice>
		</Page>
	);
}

function lostText(waited: number | null): string {
	if (waited === null) return _("Si algo faltaba por enviar, se perdió. Dígaselo a quien coordina.");
	if (waited === 0) return _("No faltaba nada por enviar: no se perdió ninguna visita.");
	return ngettext(
		"Se perdió %(n)s registro que no se había enviado. Dígaselo a quien coordina.",
		"Se perdieron %(n)s registros que no se habían enviado. Dígaselo a quien coordina.",
		waited,
		{ n: waited },
	);
}
