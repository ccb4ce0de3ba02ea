import { LockKeyhole } from "lucide";
import { useState } from "preact/hooks";
import { choosePin, isEasy, isPin, PIN_DIGITS } from "../device/pin";
import { tellFault } from "./faults";
import { _ } from "./i18n";
import { guarded } from "./locked";
import { OtherPerson, pinLabel } from "./other_person";
import { PinField } from "./pin_field";
import { Button, Icon, Page } from "./ui";

/** A PIN, typed twice, when the first turf has reached this phone: until then there is nothing to lock. */
export function LockChoose({ onChosen }: { onChosen: () => Promise<void> }) {
	const [pin, setPin] = useState("");
	const [again, setAgain] = useState("");
	const [busy, setBusy] = useState(false);
	const [error, setError] = useState<{ first?: string; second?: string }>({});
	const submit = async (event: Event) => {
		event.preventDefault();
		const found = faultOf(pin, again);
		setError(found);
		if (found.first || found.second) return;
		setBusy(true);
		try {
			await choosePin(pin);
			await onChosen();
		} catch (fault) {
			setBusy(false);
			await tellFault(fault);
		}
	};
	return (
		<Page title={_("Elija un PIN")}>
			<form class="lock stack" onSubmit={submit} noValidate>
				<div class="lock-head">
					<Icon of={LockKeyhole} size={32} />
					<p>
						{guarded.value
							? _(
									"Este teléfono es de varias personas. Lo suyo se guarda cerrado, y solo su PIN lo abre. No use el del teléfono.",
								)
							: _(
									"Tiene una zona. Sus direcciones se guardan cerradas en este teléfono, y solo su PIN las abre. No use el del teléfono.",
								)}
					</p>
				</div>
				<PinField label={pinLabel()} value={pin} error={error.first} busy={busy} onInput={setPin} />
				<PinField
					label={_("El mismo PIN, otra vez")}
					value={again}
					error={error.second}
					busy={busy}
					first={false}
					onInput={setAgain}
				/>
				<Button kind="main" type="submit" wide busy={busy}>
					{_("Guardar el PIN")}
				</Button>
				<p class="soft">
					{_(
						"Se pide después de 2 minutos sin ver la aplicación, o de 5 sin tocarla. Con diez intentos fallidos se borran las zonas. Nadie más sabe su PIN.",
					)}
				</p>
				<OtherPerson />
			</form>
		</Page>
	);
}

function faultOf(pin: string, again: string): { first?: string; second?: string } {
	if (!isPin(pin)) return { first: _("Son %(n)s números.", { n: PIN_DIGITS }) };
	if (isEasy(pin)) return { first: _("Ese se adivina pronto. Elija otro.") };
	return pin === again ? {} : { second: _("No es igual al primero.") };
}
