import { UserPlus, Users } from "lucide";
import { useState } from "preact/hooks";
import { session } from "../device/identity";
import { listInvitations, listMembers, type TeamMember } from "../device/members";
import { _ } from "./i18n";
import { Invitations } from "./invitations";
import { type Invited, InviteSheet } from "./invite";
import { member as self } from "./organisation";
import { PersonRow } from "./person";
import { ProofSheet } from "./proof";
import { Answered, useAnswer } from "./server";
import { Button, Empty, Notice, Page } from "./ui";
import "./styles/team.css";

/** The team: who takes part, on which devices, and who is invited. */
export function People() {
	const answer = useAnswer(async () => {
		const [team, invitations, { vaults_exist }] = await Promise.all([
			listMembers(),
			listInvitations(),
			session(),
		]);
		return { team, invitations, vaults_exist };
	}, []);
	const [invited, setInvited] = useState<Invited | null>(null);
	const ready = answer.value?.vaults_exist;
	return (
		<Page
			title={_("Equipo")}
			foot={
				ready && (
					<Button kind="main" icon={UserPlus} onClick={() => setInvited({})}>
						{_("Invitar")}
					</Button>
				)
			}
		>
			<Answered answer={answer}>
				{({ team, invitations, vaults_exist }) => (
					<>
						{!vaults_exist && <VaultsMissing />}
						<Team team={team} onChange={answer.again} onInvite={setInvited} canInvite={vaults_exist} />
						<Invitations invitations={invitations} onChange={answer.again} />
					</>
				)}
			</Answered>
			{invited && (
				<InviteSheet
					{...invited}
					onClose={() => {
						setInvited(null);
						// Whoever read the code from this screen is of the team by now.
						answer.again();
					}}
					onInvited={() => {
						answer.again();
					}}
				/>
			)}
			<ProofSheet />
		</Page>
	);
}

function VaultsMissing() {
	return (
		<Notice title={_("Todavía no se puede invitar")}>
			<p>
				{_(
					"Primero van las bóvedas: quien administra las crea en su navegador, en «Bóvedas». Así, cada teléfono que entra ya sabe con qué llave sellar lo que la gente le confía.",
				)}
			</p>
		</Notice>
	);
}

interface TeamProps {
	team: TeamMember[];
	canInvite: boolean;
	onChange: () => void;
	onInvite: (invited: Invited) => void;
}

function Team({ team, canInvite, onChange, onInvite }: TeamProps) {
	const active = team.filter((person) => person.active).sort(byAlias);
	const inactive = team.filter((person) => !person.active).sort(byAlias);
	const row = (person: TeamMember) => (
		<PersonRow
			key={person.id}
			person={person}
			onChange={onChange}
			{...(canInvite ? { onNewDevice: () => onInvite({ member: person }) } : {})}
		/>
	);
	return (
		<>
			<ul class="record-list">{active.map(row)}</ul>
			{active.length <= 1 && canInvite && (
				<Empty icon={Users} title={_("Invite a su equipo")}>
					{_("Cada persona recibe un enlace o un código QR que sirve una vez, durante 72 horas.")}
				</Empty>
			)}
			{inactive.length > 0 && (
				<details>
					<summary>{_("Ya no participan: %(n)s", { n: inactive.length })}</summary>
					<ul class="record-list">{inactive.map(row)}</ul>
				</details>
			)}
		</>
	);
}

function byAlias(a: TeamMember, b: TeamMember): number {
	const mine = Number(b.id === self.value?.id) - Number(a.id === self.value?.id);
	return mine || a.alias.localeCompare(b.alias);
}
