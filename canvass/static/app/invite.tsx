import { Copy, Share2 } from "lucide";
import { useState } from "preact/hooks";
import { KeysRefused } from "../device/identity";
import { type Invitation, invite, type TeamMember } from "../device/members";
import { _, formatDateTime } from "./i18n";
import { type Role, member as self } from "./organisation";
import { withProof } from "./proof";
import { QrCode } from "./qr_code";
import { roleChoices, roleName } from "./roles";
import { Fault, fieldError, useAct } from "./server";
import { Button, ChoiceChips, Notice, Sheet, showToast, TextField } from "./ui";

/** Whom to invite: somebody new, or a member's next device. */
export interface Invited {
	member?: TeamMember;
}

interface InviteSheetProps extends Invited {
	onClose: () => void;
	onInvited: () => void;
}

/** Draws an invitation in this browser and shows its link once. */
export function InviteSheet({ member, onClose, onInvited }: InviteSheetProps) {
	const [made, setMade] = useState<{ invitation: Invitation; link: string } | null>(null);
	const title = member ? _("Otro dispositivo para %(name)s", { name: member.alias }) : _("Invitar a alguien");
	return (
		<Sheet open onClose={onClose} title={title}>
			{made ? (
				<MadeInvitation {...made} onClose={onClose} />
			) : (
				<InviteForm
					{...(member ? { member } : {})}
					onMade={(answer) => {
						setMade(answer);
						onInvited();
					}}
				/>
			)}
		</Sheet>
	);
}

interface InviteFormProps extends Invited {
	onMade: (made: { invitation: Invitation; link: string }) => void;
}

function InviteForm({ member, onMade }: InviteFormProps) {
	const [alias, setAlias] = useState(member?.alias ?? "");
	const [role, setRole] = useState<Role>(member?.role ?? "volunteer");
	const act = useAct();
	const draw = (event: Event) => {
		event.preventDefault();
		return act.run(async () => {
			const draft = { alias: alias.trim(), role, ...(member ? { member: member.id } : {}) };
			onMade(await withProof(() => invite(draft, location.origin)));
		});
	};
	return (
		<form onSubmit={draw} noValidate>
			{!member && (
				<>
					<TextField
						label={_("Nombre o alias")}
						hint={_("Como le dicen en el equipo. No hace falta el nombre completo.")}
						value={alias}
						maxLength={60}
						autoFocus
						error={fieldError(act.fault, "alias")}
						onInput={setAlias}
					/>
					{self.value?.role === "administrator" && (
						<ChoiceChips legend={_("Papel")} options={roleChoices()} value={role} onChange={setRole} />
					)}
				</>
			)}
			{act.fault instanceof KeysRefused ? <KeysChanged /> : <Fault of={act.fault} />}
			<Button kind="main" type="submit" wide busy={act.busy} disabled={!alias.trim()}>
				{_("Crear el enlace")}
			</Button>
		</form>
	);
}

/** The server shows another key log than the one this browser has checked before: nobody may be sent its way. */
function KeysChanged() {
	return (
		<Notice kind="attention" alert title={_("No invite a nadie por ahora")}>
			<p>
				{_(
					"Las llaves que muestra el servidor no son las que este navegador conoce. Avise a quien administra.",
				)}
			</p>
		</Notice>
	);
}

interface MadeInvitationProps {
	invitation: Invitation;
	link: string;
	onClose: () => void;
}

function MadeInvitation({ invitation, link, onClose }: MadeInvitationProps) {
	const { alias, role, expires_at } = invitation;
	const copy = async () => {
		await navigator.clipboard.writeText(link);
		showToast({ text: _("Enlace copiado") });
	};
	return (
		<div class="stack invitation">
			<p>
				{_("Para %(name)s · %(role)s. Sirve una sola vez. Vence: %(when)s", {
					name: alias,
					role: roleName(role),
					when: formatDateTime(expires_at),
				})}
			</p>
			<QrCode text={link} label={_("Código QR del enlace de %(name)s", { name: alias })} />
			<code class="link">{link}</code>
			<div class="row">
				<Button icon={Copy} onClick={copy}>
					{_("Copiar el enlace")}
				</Button>
				{"share" in navigator && (
					<Button icon={Share2} onClick={() => navigator.share({ url: link }).catch(() => undefined)}>
						{_("Compartir")}
					</Button>
				)}
			</div>
			<p class="soft">
				{_(
					"Lo más seguro es que lo escanee de esta pantalla. Al cerrarla, el enlace no se puede volver a mostrar.",
				)}
			</p>
			<Button kind="main" wide onClick={onClose}>
				{_("Listo")}
			</Button>
		</div>
	);
}
