import { type Invitation, withdrawInvitation } from "../device/members";
import { _, formatRelative, ngettext } from "./i18n";
import { roleName } from "./roles";
import { Fault, useAct } from "./server";
import { ask, Button, showToast } from "./ui";

interface InvitationsProps {
	invitations: Invitation[];
	onChange: () => void;
}

/** Links that are on their way: their text was shown once and cannot be shown again, but it can be taken back. */
export function Invitations({ invitations, onChange }: InvitationsProps) {
	const act = useAct();
	const waiting = invitations.filter(({ used_at }) => used_at === null);
	const open = waiting.filter(({ expires_at }) => Date.parse(expires_at) > Date.now());
	const expired = waiting.length - open.length;
	const withdraw = async ({ id, alias }: Invitation) => {
		if (!(await ask(withdrawalQuestion(alias)))) return;
		await act.run(async () => {
			await withdrawInvitation(id);
			showToast({ text: _("Enlace retirado") });
			onChange();
		});
	};
	if (waiting.length === 0) return null;
	return (
		<section aria-labelledby="invitations">
			<h2 id="invitations">{_("Invitaciones sin usar")}</h2>
			<Fault of={act.fault} />
			<ul class="record-list">
				{open.map((invitation) => (
					<InvitationRow
						key={invitation.id}
						invitation={invitation}
						busy={act.busy}
						onWithdraw={() => withdraw(invitation)}
					/>
				))}
			</ul>
			{expired > 0 && (
				<p class="soft">
					{ngettext(
						"%(n)s invitación venció sin usarse.",
						"%(n)s invitaciones vencieron sin usarse.",
						expired,
						{
							n: expired,
						},
					)}
				</p>
			)}
		</section>
	);
}

interface InvitationRowProps {
	invitation: Invitation;
	busy: boolean;
	onWithdraw: () => void;
}

function InvitationRow({ invitation, busy, onWithdraw }: InvitationRowProps) {
	const { alias, role, expires_at } = invitation;
	return (
		<li class="record">
			<span class="invited">
				<strong>{alias}</strong>
				<small class="soft">
					{roleName(role)} · {_("Vence %(when)s", { when: formatRelative(expires_at) })}
				</small>
			</span>
			<Button label={_("Retirar enlace de %(name)s", { name: alias })} busy={busy} onClick={onWithdraw}>
				{_("Retirar enlace")}
			</Button>
		</li>
	);
}

function withdrawalQuestion(name: string) {
	return {
		title: _("¿Retirar el enlace de %(name)s?", { name }),
		text: _("Deja de servir de inmediato. Puede invitar otra vez cuando quiera."),
		act: _("Retirar enlace"),
		danger: true,
	};
}
