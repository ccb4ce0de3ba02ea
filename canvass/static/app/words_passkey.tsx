import { FingerprintPattern } from "lucide";
import { useState } from "preact/hooks";
import { unlockByPasskey } from "../device/words_passkey";
import { authenticator } from "./authenticator";
import { DeskFault } from "./desk_faults";
import { _ } from "./i18n";
import { useAct } from "./server";
import { Button } from "./ui";

/** The first way for a keyholder who has a passkey on this device; the words stand below. It begins with a tap. */
export function WordsPasskeyWay({ onOpened }: { onOpened?: () => Promise<void> }) {
	const act = useAct();
	const [refused, setRefused] = useState(false);
	const open = () => {
		setRefused(false);
		return act.run(async () => {
			if (await unlockByPasskey(authenticator)) await onOpened?.();
			else setRefused(true);
		});
	};
	return (
		<>
			<Button kind="main" icon={FingerprintPattern} wide busy={act.busy} onClick={open}>
				{_("Usar huella o rostro")}
			</Button>
			<DeskFault of={act.fault} />
			<p role="status">{refused && _("No se abrió así. Escriba sus palabras.")}</p>
		</>
	);
}
