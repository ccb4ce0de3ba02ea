import { KeyRound, LockKeyhole, Trash2 } from "lucide";
import { useEffect, useState } from "preact/hooks";
import { pinAsked } from "../device/lock";
import { hasPasskey, isPin, triesLeft, tryPin } from "../device/pin";
import { getReady } from "../device/stretch";
import { sync } from "../device/sync";
import { tellFault } from "./faults";
import { _, ngettext } from "./i18n";
import { LockChoose } from "./lock_choose";
import { watch } from "./lock_watch";
import { asked } from "./locked";
import { OtherPerson, pinLabel } from "./other_person";
import { PinField } from "./pin_field";
import { lazy } from "./route";
import { Button, Icon, Notice, Page } from "./ui";
import "./lock.css";

/** Rarely asked for, like what is said of a PIN that is lost. */
const LockErase = lazy(() => import("./lock_erase").then((found) => found.LockErase));
const lost = () => import("./lock_lost");
/** Few enough that it has to be said what the last one does. */
const FEW = 5;

/** Stands before every screen that tells of places. */
export function Lock() {
	return asked.value === "choose" ? <LockChoose onChosen={chosen} /> : <LockType onOpen={opened} />;
}

async function opened(): Promise<void> {
	await show();
	// What came while nobody could read it is fetched now.
	void sync({ tapped: true });
}

/** That there is another way is told once the doors are here, for which the phone was taken out. */
async function chosen(): Promise<void> {
	await show();
	sync({ tapped: true })
		.then(passkeys)
		.then(({ offerPasskey }) => offerPasskey())
		.catch(() => undefined);
}

/** The screen that was asked for takes the lock's place. */
async function show(): Promise<void> {
	watch();
	asked.value = await pinAsked();
}

type Passkeys = typeof import("./lock_passkey");

/** Few have one: it comes when it is needed. */
function passkeys(): Promise<Passkeys> {
	return import("./lock_passkey");
}

/** Asks for the PIN of whoever has this phone now. */
export function LockType({ onOpen }: { onOpen: () => void | Promise<void> }) {
	const [pin, setPin] = useState("");
	const [busy, setBusy] = useState(false);
	const [wrong, setWrong] = useState(false);
	const [erasing, setErasing] = useState(false);
	const [left, setLeft] = useState<number | null>(null);
	const [way, setWay] = useState<Passkeys | null | undefined>();
	const [refused, setRefused] = useState(false);
	useEffect(() => {
		triesLeft().then(setLeft, tellFault);
		// What stands behind it comes while somebody types.
		import("./walk").catch(() => undefined);
		hasPasskey()
			.then((has) => (has ? passkeys() : null))
			.then(setWay, (fault) => {
				setWay(null);
				return tellFault(fault);
			});
	}, []);
	useEffect(() => {
		if (!busy) getReady();
	}, [busy]);
	const attempt = async (typed: string) => {
		setPin(typed);
		setWrong(false);
		if (!isPin(typed) || busy) return;
		setBusy(true);
		try {
			const tried = await tryPin(typed);
			if (tried.is === "open") await onOpen();
			if (tried.is === "gone") (await lost()).tellGone();
			if (tried.is === "wrong") {
				setLeft(tried.left);
				setWrong(true);
			}
		} catch (fault) {
			await tellFault(fault);
		}
		setPin("");
		setBusy(false);
	};
	if (erasing) return <LockErase onBack={() => setErasing(false)} />;
	return (
		<Page title={_("Teléfono bloqueado")}>
			<div class="lock stack">
				<div class="lock-head">
					<Icon of={LockKeyhole} size={32} />
					<p>{_("Escriba su PIN para ver sus zonas. Lo que falta por enviar sale igual.")}</p>
				</div>
				{way && <way.PasskeyWay onOpened={onOpen} onRefused={() => setRefused(true)} />}
				<PinField
					label={pinLabel()}
					value={pin}
					onInput={attempt}
					busy={busy}
					error={wrong ? wrongText(left) : undefined}
					first={way === null || refused}
				/>
				<p role="status">{statusText(busy, refused)}</p>
				{left !== null && left <= FEW && (
					<Notice kind="attention">
						{ngettext(
							"Queda %(n)s intento. Después se borran las zonas de este teléfono; lo que falta por enviar no se pierde.",
							"Quedan %(n)s intentos. Después se borran las zonas de este teléfono; lo que falta por enviar no se pierde.",
							left,
							{ n: left },
						)}
					</Notice>
				)}
				<div class="lock-ways">
					<OtherPerson />
					<Button icon={KeyRound} wide onClick={() => lost().then((its) => its.forgotten(), tellFault)}>
						{_("Olvidé mi PIN")}
					</Button>
					<Button kind="danger" icon={Trash2} wide onClick={() => setErasing(true)}>
						{_("Borrar este teléfono")}
					</Button>
				</div>
			</div>
		</Page>
	);
}

function statusText(busy: boolean, refused: boolean): string {
	if (busy) return _("Un momento…");
	return refused ? _("No se abrió así. Escriba su PIN.") : "";
}

function wrongText(left: number | null): string {
	if (left === null || left <= FEW) return _("Ese no es el PIN.");
	return _("Ese no es el PIN. Quedan %(n)s intentos.", { n: left });
}
