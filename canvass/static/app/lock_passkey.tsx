import { FingerprintPattern } from "lucide";
import { useState } from "preact/hooks";
import { addPasskey, openByPasskey, removePasskey } from "../device/phone_passkey";
import { hasPasskey, isPin, judge, PIN_DIGITS, type RightPin } from "../device/pin";
import { authenticator, canMakePasskeys } from "./authenticator";
import { tellFault } from "./faults";
import { _, ngettext } from "./i18n";
import { PinField } from "./pin_field";
import { useStore } from "./store";
import { Button, Sheet, showToast } from "./ui";
import "./lock.css";

const READ_SECONDS = 12;

interface PasskeyWayProps {
	onOpened: () => void;
	/** The person turned away, or it opens nothing: the PIN is asked for. */
	onRefused: () => void;
}

/** The first way to open a phone that has a passkey. It begins with a tap, never by itself. */
export function PasskeyWay({ onOpened, onRefused }: PasskeyWayProps) {
	const [busy, setBusy] = useState(false);
	const open = async () => {
		setBusy(true);
		try {
			if (await openByPasskey(authenticator)) onOpened();
			else onRefused();
		} catch (fault) {
			await tellFault(fault);
		}
		setBusy(false);
	};
	return (
		<Button kind="main" icon={FingerprintPattern} wide busy={busy} onClick={open}>
			{_("Usar huella o rostro")}
		</Button>
	);
}

/** Said once, when a PIN was chosen on a phone that could do more: who wants it finds it. */
export async function offerPasskey(): Promise<void> {
	if (!(await canMakePasskeys())) return;
	showToast({
		text: _("Si quiere, en Ajustes puede abrir también con huella o rostro."),
		seconds: READ_SECONDS,
	});
}

/** In the settings of an unlocked phone: add a passkey beside the PIN, or take it away. */
export function PasskeySetting() {
	const there = useStore(hasPasskey, []);
	const can = useStore(canMakePasskeys, []);
	const [adding, setAdding] = useState(false);
	if (there) {
		return (
			<>
				<p class="soft">
					{_("Abre también con huella o rostro. Antes de un retén o una marcha, deje solo el PIN.")}
				</p>
				<Button icon={FingerprintPattern} wide onClick={remove}>
					{_("Abrir solo con el PIN")}
				</Button>
			</>
		);
	}
	if (!can) return null;
	return (
		<>
			<Button icon={FingerprintPattern} wide onClick={() => setAdding(true)}>
				{_("Abrir con huella o rostro")}
			</Button>
			{adding && <Adding onDone={() => setAdding(false)} />}
		</>
	);
}

async function remove(): Promise<void> {
	try {
		await removePasskey(authenticator);
		showToast({
			text: _(
				"Desde ahora solo abre el PIN. En la lista de llaves de acceso del teléfono puede quedar una que ya no abre nada: bórrela.",
			),
			seconds: READ_SECONDS,
		});
	} catch (fault) {
		await tellFault(fault);
	}
}

/** The PIN first, then a tap of its own: browsers let a passkey be made only right after one. */
function Adding({ onDone }: { onDone: () => void }) {
	const [right, setRight] = useState<RightPin | null>(null);
	const [busy, setBusy] = useState(false);
	const [failed, setFailed] = useState(false);
	const add = async (pin: RightPin) => {
		setBusy(true);
		setFailed(false);
		try {
			if (await addPasskey(authenticator, pin)) onDone();
			else setFailed(true);
		} catch (fault) {
			await tellFault(fault);
		}
		setBusy(false);
	};
	return (
		<Sheet open onClose={onDone} title={_("Abrir con huella o rostro")}>
			<div class="stack">
				<p>{_("Abre sin escribir el PIN, que sigue sirviendo.")}</p>
				<p>
					{_(
						"Piénselo antes: en un retén es más fácil obligarle a poner el dedo o la cara que a decir un PIN. Y también abre quien sabe el código de su teléfono o tiene su huella guardada en él.",
					)}
				</p>
				{right === null ? (
					<AskedPin onRight={setRight} />
				) : (
					<Button kind="main" icon={FingerprintPattern} wide busy={busy} onClick={() => add(right)}>
						{_("Usar mi huella o rostro")}
					</Button>
				)}
				<p role="status">
					{failed && _("No quedó activado: se canceló, o este teléfono no lo permite. El PIN sigue igual.")}
				</p>
			</div>
		</Sheet>
	);
}

/** Who takes an unlocked phone can't add a finger of their own, nor guess at the PIN more often than on the lock's screen. */
function AskedPin({ onRight }: { onRight: (pin: RightPin) => void }) {
	const [pin, setPin] = useState("");
	const [busy, setBusy] = useState(false);
	const [left, setLeft] = useState<number | null>(null);
	const attempt = async (typed: string) => {
		setPin(typed);
		setLeft(null);
		if (!isPin(typed) || busy) return;
		setBusy(true);
		try {
			const tried = await judge(typed);
			if (tried.is === "right") return onRight(tried);
			if (tried.is === "wrong") setLeft(tried.left);
		} catch (fault) {
			await tellFault(fault);
		}
		setPin("");
		setBusy(false);
	};
	const error =
		left === null
			? undefined
			: ngettext("Ese no es el PIN. Queda %(n)s intento.", "Ese no es el PIN. Quedan %(n)s intentos.", left, {
					n: left,
				});
	return (
		<PinField
			label={_("Su PIN de %(n)s números", { n: PIN_DIGITS })}
			value={pin}
			onInput={attempt}
			busy={busy}
			error={error}
		/>
	);
}
