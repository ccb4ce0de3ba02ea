import { Send, Trash2 } from "lucide";
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { eraseEveryone, eraseEveryoneForGood, everyoneHere } from "../device/erase_everyone";
import { EventsWaiting } from "../device/identity";
import { shut } from "../device/pin";
import { sync } from "../device/sync";
import { tellFault } from "./faults";
import { withoutPasskeys } from "./forget_passkeys";
import { _, ngettext } from "./i18n";
import { useStore } from "./store";
import { Button, Notice, Page, showToast } from "./ui";
import { forgetEveryone } from "./waited_before";

const READ_SECONDS = 12;

/** Erasing without the PIN and without a network; what was not sent stays unless its owner says otherwise. */
export function LockErase({ onBack }: { onBack: () => void }) {
	const { route } = useLocation();
	const [busy, setBusy] = useState(false);
	const found = useStore(everyoneHere, []);
	if (found === undefined) return null;
	const { people, unsent } = found;
	const run = async (work: () => Promise<unknown>) => {
		setBusy(true);
		try {
			await work();
			if (people > 1) location.assign("/");
			else route("/", true);
		} catch (fault) {
			setBusy(false);
			// Another tab has saved something meanwhile: the number above has changed, and is asked about anew.
			if (!(fault instanceof EventsWaiting)) await tellFault(fault);
		}
	};
	const keep = () =>
		run(async () => {
			await withoutPasskeys(() => eraseEveryone(() => shut("erased")));
			showToast({
				text: _("Borrado. Lo que falta sale con señal, y después aquí no queda nada."),
				seconds: READ_SECONDS,
			});
			void sync({ tapped: true });
		});
	const all = () =>
		run(async () => {
			await withoutPasskeys(() => eraseEveryoneForGood(unsent));
			forgetEveryone();
		});
	return (
		<Page title={_("¿Borrar este teléfono?")} back={onBack}>
			<div class="lock stack">
				<p>
					{_(
						"Se borran sus zonas, las llaves y todo lo que este teléfono sabe de usted. Funciona también sin señal. Para volver hace falta un enlace nuevo.",
					)}
				</p>
				{people > 1 && (
					<Notice kind="attention">
						{_("Este teléfono es de %(n)s personas: se borra lo de todas.", { n: people })}
					</Notice>
				)}
				{unsent > 0 ? (
					<>
						<Notice kind="attention">
							{ngettext(
								"%(n)s registro todavía no se ha enviado. Una visita no dice ninguna dirección; una puerta añadida, sí.",
								"%(n)s registros todavía no se han enviado. Las visitas no dicen ninguna dirección; una puerta añadida, sí.",
								unsent,
								{ n: unsent },
							)}
						</Notice>
						<Button kind="main" icon={Send} wide busy={busy} onClick={keep}>
							{_("Borrar, y enviar lo que falta")}
						</Button>
						<Button kind="danger" icon={Trash2} wide disabled={busy} onClick={all}>
							{_("Borrar todo: lo que falta se pierde")}
						</Button>
					</>
				) : (
					<Button kind="danger" icon={Trash2} wide busy={busy} onClick={all}>
						{_("Borrar todo")}
					</Button>
				)}
			</div>
		</Page>
	);
}
