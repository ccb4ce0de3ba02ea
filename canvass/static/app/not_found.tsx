import { Compass } from "lucide";
import { _ } from "./i18n";
import { ButtonLink, Empty, Page } from "./ui";

/** For an address that leads nowhere, or to a screen of somebody else's role. */
export function NotFound() {
	return (
		<Page title={_("No está aquí")} back="/">
			<Empty
				icon={Compass}
				title={_("Esta página no existe")}
				act={
					<ButtonLink kind="main" href="/">
						{_("Ir al inicio")}
					</ButtonLink>
				}
			>
				{_("Puede que el enlace haya cambiado. Lo que usted guardó en este teléfono sigue a salvo.")}
			</Empty>
		</Page>
	);
}
