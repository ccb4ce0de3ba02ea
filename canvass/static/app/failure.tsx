import { CircleAlert } from "lucide";
import { _ } from "./i18n";
import { Button, Empty, Page } from "./ui";

/** Shown in place of a screen that broke. What was saved is in the phone's store, which no screen can break. */
export function Failure() {
	return (
		<Page title={_("Algo falló")} back="/">
			<Empty
				icon={CircleAlert}
				title={_("No pudimos mostrar esta pantalla")}
				act={
					<Button kind="main" onClick={() => location.reload()}>
						{_("Volver a cargar")}
					</Button>
				}
			>
				{_("Lo que usted guardó sigue a salvo en este teléfono. Si vuelve a pasar, avise a quien coordina.")}
			</Empty>
		</Page>
	);
}
