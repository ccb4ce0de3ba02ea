import { useState } from "preact/hooks";
import { viewVaults } from "../device/keyholders";
import { DeskFault } from "./desk_faults";
import { _ } from "./i18n";
import { useAnswer } from "./server";
import { Page } from "./ui";
import { Founding } from "./vaults_founding";
import { VaultsNext, VaultsState } from "./vaults_state";
import "./styles/desk.css";
import "./styles/vaults.css";

/** The administrator's vaults: made here once, then how they stand. */
export function Vaults() {
	const view = useAnswer(viewVaults, []);
	const [justMade, setJustMade] = useState(false);
	return (
		<Page title={_("Bóvedas")}>
			{view.fault !== null && <DeskFault of={view.fault} again={view.again} />}
			{view.value?.vaults.length === 0 && (
				<Founding
					onMade={(made) => {
						setJustMade(true);
						view.take(made);
						scrollTo(0, 0);
					}}
				/>
			)}
			{justMade && <VaultsNext />}
			{view.value && view.value.vaults.length > 0 && <VaultsState view={view.value} />}
			{view.value === undefined && view.fault === null && (
				<p class="soft" role="status">
					{_("Un momento…")}
				</p>
			)}
		</Page>
	);
}
