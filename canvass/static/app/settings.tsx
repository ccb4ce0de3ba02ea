import { Download, LockKeyhole, LogOut, Smartphone, Trash2, Users } from "lucide";
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { signOut } from "../device/enrolment";
import { othersHere, switchTo } from "../device/household";
import { EventsWaiting, me } from "../device/identity";
import { shortName } from "../device/ids";
import { lockState } from "../device/lock";
import { counts } from "../device/truth";
import { CLIENT_VERSION } from "../device/wire";
import { DevicesOf } from "./devices";
import { forgetEnrolled } from "./enrolled_before";
import { faultText } from "./faults";
import { withoutPasskeys } from "./forget_passkeys";
import { _, LOCALES, locale, ngettext, setLocale } from "./i18n";
import { canInstall, install, isInstalled } from "./install";
import { PasskeySetting } from "./lock_passkey";
import { lockNow } from "./lock_watch";
import { guarded } from "./locked";
import { roleName } from "./roles";
import { lazy } from "./route";
import { Storage } from "./storage";
import { useStore } from "./store";
import { ask, Button, ButtonLink, ChoiceChips, Notice, Page, Sheet, showToast } from "./ui";

/** Rarely asked for. */
const LockErase = lazy(() => import("./lock_erase").then((found) => found.LockErase));

/** Language, home screen, who this phone belongs to, and the ways out. */
export function Settings() {
	const identity = useStore(async () => (await me()) ?? null, []);
	const [erasing, setErasing] = useState(false);
	if (erasing) return <LockErase onBack={() => setErasing(false)} />;
	if (identity === undefined) return null;
	return (
		<Page title={_("Ajustes")} back="/">
			<ChoiceChips
				legend={_("Idioma")}
				value={locale.value}
				onChange={setLocale}
				options={LOCALES.map(({ code, name }) => ({ value: code, label: name }))}
			/>
			<HomeScreen />
			{identity && (
				<section aria-labelledby="who-title">
					<h2 id="who-title">{_("Quién soy aquí")}</h2>
					<p>
						<strong>{identity.member.alias}</strong> · {roleName(identity.member.role)} · {identity.org.name}
					</p>
					<p class="soft">
						{_("Para pedir ayuda: teléfono %(device)s, versión %(version)s", {
							device: shortName(identity.device.id),
							version: CLIENT_VERSION,
						})}
					</p>
					<OwnDevices member={identity.member.id} />
				</section>
			)}
			<LockUp />
			<Others />
			<WaysOut enrolled={identity !== null} onErase={() => setErasing(true)} />
			<Storage />
		</Page>
	);
}

/** Asked of the server only when somebody wants to know: this screen is there without a network. */
function OwnDevices({ member }: { member: string }) {
	const [open, setOpen] = useState(false);
	return (
		<>
			<Button icon={Smartphone} wide onClick={() => setOpen(true)}>
				{_("Mis dispositivos")}
			</Button>
			{open && (
				<Sheet open onClose={() => setOpen(false)} title={_("Mis dispositivos")}>
					<DevicesOf member={member} />
				</Sheet>
			)}
		</>
	);
}

/** Before one lends the phone, or puts it away; and the way to these settings where it is locked. */
function LockUp() {
	const state = useStore(lockState, []);
	if (state !== "open" && state !== "locked") return null;
	return (
		<section aria-labelledby="lock-title" class="stack">
			<h2 id="lock-title">{_("PIN")}</h2>
			{state === "open" ? (
				<>
					<Button icon={LockKeyhole} wide onClick={lockNow}>
						{_("Bloquear ahora")}
					</Button>
					<PasskeySetting />
				</>
			) : (
				<>
					<p role="status">
						{_("Está bloqueado: sus zonas no se ven. Para cambiar cómo se abre, ábralo primero.")}
					</p>
					<ButtonLink href="/turfs" icon={LockKeyhole} wide>
						{_("Abrir con el PIN")}
					</ButtonLink>
				</>
			)}
		</section>
	);
}

/** Who shares this phone, and who else may. */
function Others() {
	if (!guarded.value) return null;
	return (
		<section aria-labelledby="others-title">
			<h2 id="others-title">{_("Otras personas")}</h2>
			<ButtonLink href="/who" icon={Users} wide>
				{_("¿Quién tiene el teléfono?")}
			</ButtonLink>
		</section>
	);
}

function HomeScreen() {
	if (isInstalled()) return null;
	return (
		<section aria-labelledby="install-title">
			<h2 id="install-title">{_("En la pantalla de inicio")}</h2>
			<p>{_("Así abre más rápido, y el teléfono no borra lo guardado para hacer espacio.")}</p>
			{canInstall() ? (
				<Button icon={Download} wide onClick={install}>
					{_("Poner en la pantalla de inicio")}
				</Button>
			) : (
				<p class="soft">{_("En el menú del navegador, elija «Agregar a la pantalla de inicio».")}</p>
			)}
		</section>
	);
}

function WaysOut({ enrolled, onErase }: { enrolled: boolean; onErase: () => void }) {
	const { route } = useLocation();
	const leave = async () => {
		if (await trySigningOut()) await goOn(route);
	};
	return (
		<section aria-labelledby="out-title" class="stack">
			<h2 id="out-title">{_("Salir")}</h2>
			{enrolled && (
				<Button icon={LogOut} wide onClick={leave}>
					{guarded.value ? _("Quitarme de este teléfono") : _("Salir de este teléfono")}
				</Button>
			)}
			<Button kind="danger" icon={Trash2} wide onClick={onErase}>
				{_("Borrar todo de este teléfono")}
			</Button>
			<Notice>
				{_("Borrar funciona también sin señal. Después hace falta un enlace nuevo para volver a entrar.")}
			</Notice>
		</section>
	);
}

/** Where others have this phone too, one of them has it next. */
async function goOn(route: (path: string, replace: boolean) => void): Promise<void> {
	const [next] = await othersHere();
	if (next) await switchTo(next);
	if (next || guarded.value) location.assign("/");
	else route("/", true);
}

async function trySigningOut(): Promise<boolean> {
	const yes = await ask({
		title: _("¿Salir de este teléfono?"),
		text: _("Sus zonas se borran de aquí. Para volver hace falta un enlace nuevo."),
		act: _("Salir"),
	});
	if (!yes) return false;
	try {
		await withoutPasskeys(signOut);
		forgetEnrolled();
		return true;
	} catch (error) {
		const text = error instanceof EventsWaiting ? await waitingText() : faultText(error);
		showToast({ text, seconds: 10 });
		return false;
	}
}

async function waitingText(): Promise<string> {
	const { waiting, needs_you } = await counts();
	const n = waiting + needs_you;
	return ngettext(
		"Falta enviar %(n)s registro. Envíelo primero, desde «Mis registros».",
		"Faltan por enviar %(n)s registros. Envíelos primero, desde «Mis registros».",
		n,
		{ n },
	);
}
