import { CircleAlert } from "lucide";
import { _ } from "./i18n";
import { Button, Empty, Page } from "./ui";

/** Shown in place of a screen that broke. What was saved is in the phone's store, which no screen can break; `store`: it can't be read. */
export function Failure({ store = false }: { store?: boolean }) {
	return (
		<Page title={_("Algo falló")} back="/">
			<Empty
				icon={CircleAlert}
				title={
					store ? _("No se puede leer lo guardado en este teléfono") : _("No pudimos mostrar esta pantalla")
				}
				act={
					<Button kind="main" onClick={() => location.reload()}>
						{_("Volver a cargar")}
					</Button>
				}
			>
				{store
					? _(
							"No quiere decir que se perdió. No borre la aplicación ni los datos del navegador. Libere espacio, cierre todo y vuelva a abrir; si sigue así, muéstrelo a quien coordina.",
						)
					: _(
							"Lo que usted guardó sigue a salvo en este teléfono. Si vuelve a pasar, avise a quien coordina.",
						)}
			</Empty>
		</Page>
	);
}
