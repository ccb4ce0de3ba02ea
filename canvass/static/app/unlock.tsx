import { KeyRound, LockKeyhole } from "lucide";
import type { ComponentChildren } from "preact";
import { ApiError, isNobody } from "../device/api";
import type { Vault } from "../device/framing";
import { session } from "../device/identity";
import { lock, unlock } from "../device/unlocked";
import { hasWordsPasskey } from "../device/words_passkey";
import { DeskFault } from "./desk_faults";
import { vaultName } from "./desk_words";
import { _ } from "./i18n";
import { member } from "./organisation";
import { useAnswer } from "./server";
import { useStore } from "./store";
import { Button, ButtonLink, Empty, Icon } from "./ui";
import { canOpen, isUnlocked } from "./unlocking";
import { WordsForm } from "./words_form";
import { WordsPasskeyWay } from "./words_passkey";
import "./styles/desk.css";

interface BehindVaultProps {
	/** Left out, any of one's own. */
	vault?: Vault;
	/** What may be known before unlocking. */
	known?: ComponentChildren;
	/** What is shown of the unlocked vault. */
	children: () => ComponentChildren;
}

/** Shows what lies in a vault once it is unlocked; until then one act: unlock. */
export function BehindVault({ vault, known, children }: BehindVaultProps) {
	if (vault ? canOpen(vault) : isUnlocked.value) return <>{children()}</>;
	return (
		<div class="locked">
			{known}
			{vault && isUnlocked.value ? <OtherVaults vault={vault} /> : <Door />}
		</div>
	);
}

/** Under the title while vaults are unlocked: how things stand, and the way to lock at once on leaving the desk. */
export function DeskBar({ children }: { children?: ComponentChildren }) {
	return (
		<div class="desk-bar">
			<span>{children}</span>
			<Button kind="quiet" icon={LockKeyhole} onClick={lock}>
				{_("Cerrar bóvedas")}
			</Button>
		</div>
	);
}

/** What the server says of this member's keys decides what can be done; where it has nothing to say, the words decide. */
function Door() {
	const asked = useAnswer(session, []);
	if (asked.value?.vaults_exist === false) return <NoVaults />;
	if (asked.value && asked.value.holder === null) return <NoKey />;
	if (asked.value || isSessionOver(asked.fault)) return <UnlockForm />;
	if (asked.fault !== null) return <DeskFault of={asked.fault} again={asked.again} />;
	return (
		<p class="soft" role="status">
			{_("Un momento…")}
		</p>
	);
}

function isSessionOver(fault: unknown): boolean {
	return fault instanceof ApiError && isNobody(fault);
}

function UnlockForm() {
	const passkey = useStore(hasWordsPasskey, []);
	if (passkey === undefined) return null;
	return (
		<WordsForm
			class="card unlock"
			act={_("Abrir")}
			autoFocus={!passkey}
			second={passkey}
			keyless={<NoKey />}
			onWords={unlock}
			below={
				<p class="soft">
					{_(
						"Se cierran solas al cerrar la pestaña o tras 15 minutos sin usarla. Las palabras no se guardan.",
					)}
				</p>
			}
		>
			<div class="unlock-head">
				<Icon of={LockKeyhole} size={32} />
				<div>
					<h2>{_("Las bóvedas están cerradas")}</h2>
					<p class="soft">{_("Se abren con sus siete palabras, solo en esta pestaña.")}</p>
				</div>
			</div>
			{passkey && <WordsPasskeyWay />}
		</WordsForm>
	);
}

function NoVaults() {
	const administers = member.value?.role === "administrator";
	return (
		<Empty
			icon={KeyRound}
			title={_("Todavía no hay bóvedas")}
			act={
				administers && (
					<ButtonLink kind="main" href="/vaults">
						{_("Crear las bóvedas")}
					</ButtonLink>
				)
			}
		>
			{administers
				? _("Créelas primero: ahí se guarda lo que la gente confía en la puerta.")
				: _("Las crea quien administra, en su navegador. Pídale que lo haga.")}
		</Empty>
	);
}

function NoKey() {
	return (
		<Empty
			icon={KeyRound}
			title={_("Usted todavía no tiene llave")}
			act={
				<ButtonLink kind="main" href="/vaults">
					{_("Hacer mi llave")}
				</ButtonLink>
			}
		>
			{_(
				"Lo que hay aquí solo lo leen quienes tienen una llave de la bóveda. Haga la suya; alguien que ya la tiene se la da.",
			)}
		</Empty>
	);
}

function OtherVaults({ vault }: { vault: Vault }) {
	return (
		<Empty icon={LockKeyhole} title={_("Su llave no abre esta bóveda")}>
			{_("Es la bóveda de «%(vault)s», y la abren otras personas. Es así a propósito.", {
				vault: vaultName(vault),
			})}
		</Empty>
	);
}
