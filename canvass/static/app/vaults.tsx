import { useState } from "preact/hooks";
import { viewVaults } from "../device/keyholders";
import { listMembers } from "../device/members";
import { DeskFault } from "./desk_faults";
import { _ } from "./i18n";
import { member } from "./organisation";
import { ProofSheet } from "./proof";
import { useAnswer } from "./server";
import { Page } from "./ui";
import { SealedCopy } from "./vaults_copy";
import { Founding } from "./vaults_founding";
import { AskForKey, LostWords } from "./vaults_mine";
import { WordsPasskey } from "./vaults_passkey";
import { KeyPeople } from "./vaults_people";
import { PlainExportChoice } from "./vaults_plain";
import { Recovering } from "./vaults_recovery";
import { VaultsNext, VaultsState } from "./vaults_state";
import "./styles/desk.css";
import "./styles/vaults.css";

/** The vaults: made here once by an administrator, then who opens them, and how somebody comes to. */
export function Vaults() {
	const view = useAnswer(viewVaults, []);
	const team = useAnswer(listMembers, []);
	const [justMade, setJustMade] = useState(false);
	const made = view.value && view.value.vaults.length > 0 ? view.value : null;
	return (
		<Page title={_("Bóvedas")}>
			{view.fault !== null && <DeskFault of={view.fault} again={view.again} />}
			{view.value?.vaults.length === 0 && member.value?.role === "administrator" && (
				<Founding
					onMade={(founded) => {
						setJustMade(true);
						view.take(founded);
						scrollTo(0, 0);
					}}
				/>
			)}
			{view.value?.vaults.length === 0 && member.value?.role !== "administrator" && (
				<p>{_("Las crea quien administra, en su navegador. Pídale que lo haga.")}</p>
			)}
			{justMade && <VaultsNext />}
			{made && (
				<>
					<AskForKey view={made} onChange={view.take} again={view.again} />
					<KeyPeople view={made} team={team.value ?? []} onChange={view.take} />
					<VaultsState view={made} />
					<WordsPasskey view={made} />
					<LostWords view={made} onChange={view.take} />
					<SealedCopy view={made} />
					<PlainExportChoice />
					{member.value?.role === "administrator" && <Recovering onChange={view.take} />}
				</>
			)}
			{view.value === undefined && view.fault === null && (
				<p class="soft" role="status">
					{_("Un momento…")}
				</p>
			)}
			<ProofSheet />
		</Page>
	);
}
