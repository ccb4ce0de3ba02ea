import { CircleAlert, DoorOpen } from "lucide";
import type { FunctionComponent } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { ApiError, NetworkFault } from "../device/api";
import { BadLink, enrol, type Invitation, lookup, readInvitation } from "../device/enrolment";
import { EventsWaiting, KeysRefused } from "../device/identity";
import { sync } from "../device/sync";
import type { InvitationAnswer } from "../device/wire";
import { faultText } from "./faults";
import { _, formatDateTime, ngettext } from "./i18n";
import { keepStorage } from "./install";
import { member, organisation } from "./organisation";
import { roleName } from "./roles";
import { Button, ButtonLink, Empty, Notice, Page } from "./ui";

/** The link's fragment is out of the address bar, and of the history, before anything else happens. */
function takeFragment(): string {
	const fragment = location.hash;
	history.replaceState(null, "", "/enrol");
	return fragment;
}

type Step =
	| { at: "looking" }
	| { at: "invited"; invitation: Invitation; answer: InvitationAnswer }
	| { at: "failed"; fault: unknown; invitation: Invitation | null };

interface EnrolProps {
	/** What a link says on a phone that somebody has already, in place of the welcome. */
	other?: FunctionComponent<{ alias: string; fragment: string }>;
	/** And what in it. */
	already?: FunctionComponent<{ alias: string }>;
}

/** A link or QR code makes this phone a member's: no password, one tap. */
export function Enrol({ other: Other, already }: EnrolProps) {
	const [fragment] = useState(takeFragment);
	const [step, setStep] = useState<Step>({ at: "looking" });
	const look = async (invitation: Invitation) => {
		setStep({ at: "looking" });
		try {
			const answer = await lookup(invitation);
			// Whoever is invited has the Línea at hand from here on.
			organisation.value ??= answer.org;
			setStep({ at: "invited", invitation, answer });
		} catch (fault) {
			setStep({ at: "failed", fault, invitation });
		}
	};
	useEffect(() => {
		try {
			void look(readInvitation(fragment));
		} catch (fault) {
			setStep({ at: "failed", fault, invitation: null });
		}
	}, [fragment]);
	if (step.at === "failed") return <Failed {...step} onAgain={look} />;
	const whose = member.value?.alias;
	if (step.at === "invited" && Other && whose !== step.answer.alias)
		return <Other alias={step.answer.alias} fragment={fragment} />;
	return (
		<Page title={_("Bienvenida")}>
			{step.at === "looking" ? (
				<p role="status">{_("Un momento: miramos su invitación…")}</p>
			) : (
				<Invited {...step} already={already} />
			)}
		</Page>
	);
}

interface InvitedProps {
	invitation: Invitation;
	answer: InvitationAnswer;
	already: EnrolProps["already"];
}

function Invited({ invitation, answer, already: Already }: InvitedProps) {
	const [busy, setBusy] = useState(false);
	const [fault, setFault] = useState<unknown>(null);
	const [enrolled, setEnrolled] = useState<string | null>(null);
	useGoOn(enrolled);
	const begin = async () => {
		setBusy(true);
		setFault(null);
		try {
			setEnrolled((await enrol(invitation)).member.id);
			void keepStorage();
			void sync({ tapped: true });
		} catch (error) {
			setFault(error);
			setBusy(false);
		}
	};
	return (
		<div class="stack">
			<p class="soft">{answer.org.name}</p>
			<p class="large">{_("¡Qué bueno que viene, %(name)s!", { name: answer.alias })}</p>
			<p>{_("Esta invitación inscribe este teléfono. Rol: %(role)s", { role: roleName(answer.role) })}</p>
			{Already && <Already alias={answer.alias} />}
			{fault !== null && (
				<Notice kind="attention" alert>
					{enrolText(fault)}
				</Notice>
			)}
			<Button kind="main" wide busy={busy} onClick={begin}>
				{_("Empezar")}
			</Button>
			<p class="soft">
				{_("No hay contraseña. El enlace sirve una sola vez. Vence: %(when)s", {
					when: formatDateTime(answer.expires_at, answer.org.time_zone),
				})}
			</p>
		</div>
	);
}

/** Goes to the first screen once the app knows this phone's new member, who decides which that is. */
function useGoOn(enrolled: string | null): void {
	const { route } = useLocation();
	const known = enrolled !== null && member.value?.id === enrolled;
	useEffect(() => {
		if (known) route("/", true);
	}, [known]);
}

interface FailedProps {
	fault: unknown;
	invitation: Invitation | null;
	onAgain: (invitation: Invitation) => void;
}

function Failed({ fault, invitation, onAgain }: FailedProps) {
	const canRetry = fault instanceof NetworkFault && invitation;
	return (
		<Page title={_("Invitación")}>
			<Empty
				icon={canRetry ? DoorOpen : CircleAlert}
				title={canRetry ? _("Para empezar hace falta señal") : _("Este enlace no abre")}
				act={
					canRetry ? (
						<Button kind="main" onClick={() => onAgain(invitation)}>
							{_("Intentar otra vez")}
						</Button>
					) : (
						member.value && <ButtonLink href="/">{_("Ir al inicio")}</ButtonLink>
					)
				}
			>
				{enrolText(fault)}
			</Empty>
		</Page>
	);
}

const INVITATION_WORDS: Record<string, () => string> = {
	invitation_unknown: () =>
		_(
			"No conocemos esta invitación. Puede ser de otra organización, o el enlace llegó cortado. Pida otro a quien se lo dio.",
		),
	invitation_used: () =>
		_(
			"Esta invitación ya se usó. Si no fue usted, avise a quien se la dio; si cambió de teléfono, pida otra.",
		),
	invitation_expired: () => _("Esta invitación venció. Pida otra a quien se la dio: es rápido."),
};

function enrolText(fault: unknown): string {
	if (fault instanceof ApiError) return INVITATION_WORDS[fault.code]?.() ?? faultText(fault);
	if (fault instanceof BadLink)
		return _("El enlace está incompleto. Ábralo otra vez desde el mensaje, o lea de nuevo el código QR.");
	if (fault instanceof KeysRefused)
		return _(
			"Las llaves del servidor no son las que vio quien le invitó. No siga: avísele antes, por otra vía.",
		);
	if (fault instanceof EventsWaiting) {
		const n = fault.counts.waiting + fault.counts.needs_you;
		return ngettext(
			"Hay %(n)s cosa sin enviar en este teléfono. Envíela primero; después abra otra vez el enlace.",
			"Hay %(n)s cosas sin enviar en este teléfono. Envíelas primero; después abra otra vez el enlace.",
			n,
			{ n },
		);
	}
	return faultText(fault);
}
