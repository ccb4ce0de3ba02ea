import { KeyRound } from "lucide";
import { useState } from "preact/hooks";
import { VAULTS, type Vault } from "../device/framing";
import type { Candidate, VaultState, VaultsView } from "../device/keyholders";
import { comparisonOf, giveKeys, takeKeys } from "../device/keyholding";
import type { TeamMember } from "../device/members";
import { isRecovery } from "../device/unlocked";
import { DeskFault } from "./desk_faults";
import { vaultName } from "./desk_words";
import { _, formatList } from "./i18n";
import { member } from "./organisation";
import { withProof } from "./proof";
import { roleName } from "./roles";
import { useAct, useAnswer } from "./server";
import { Button, CheckField, Notice, Sheet, showToast } from "./ui";
import { isUnlocked } from "./unlocking";
import { WordList } from "./vaults_words";

interface KeyPeopleProps {
	view: VaultsView;
	team: readonly TeamMember[];
	onChange: (view: VaultsView) => void;
}

/** A holder of keys, in whichever vaults. */
interface KeyPerson {
	id: string;
	name: string;
	member: string;
	vaults: Vault[];
}

/** Who opens what is meant for each role, unless somebody says otherwise. */
const USUAL: Record<string, readonly Vault[]> = {
	lead: ["field"],
	staff: ["field", "intake", "consulta", "leadership"],
	administrator: ["field", "intake", "consulta", "leadership"],
};

/** Who waits for a key, for those who can give one; and who has one, with the way to take it back. */
export function KeyPeople({ view, team, onChange }: KeyPeopleProps) {
	const [comparing, setComparing] = useState<Candidate | null>(null);
	const [taking, setTaking] = useState<KeyPerson | null>(null);
	// Recovery opens every vault, and its paper is nobody's.
	const mine = isUnlocked.value && isRecovery() ? VAULTS : vaultsOf(view, member.value?.id);
	const others = view.candidates.filter((one) => one.member !== member.value?.id);
	const named = (id: string) => team.find((one) => one.id === id);
	const done = (next: VaultsView) => {
		setComparing(null);
		setTaking(null);
		onChange(next);
	};
	if (mine.length === 0) return null;
	return (
		<>
			{others.length > 0 && (
				<section>
					<h2>{_("Esperan una llave")}</h2>
					<ul class="record-list key-people">
						{others.map((one) => (
							<li key={one.id} class="record">
								<span>
									<strong>{named(one.member)?.alias ?? _("Alguien del equipo")}</strong>
									<small>{roleText(named(one.member))}</small>
								</span>
								<Button icon={KeyRound} onClick={() => setComparing(one)}>
									{_("Comparar palabras")}
								</Button>
							</li>
						))}
					</ul>
				</section>
			)}
			<section>
				<h2>{_("Quién tiene llave")}</h2>
				<ul class="record-list key-people">
					{keyPeople(view).map((one) => (
						<li key={one.id} class="record">
							<span>
								<strong>{one.name}</strong>
								<small>{formatList(one.vaults.map(vaultName))}</small>
								{named(one.member)?.active === false && (
									<small class="warning">{_("Ya no participa: quítele la llave.")}</small>
								)}
							</span>
							{one.member !== member.value?.id && one.vaults.some((vault) => mine.includes(vault)) && (
								<Button onClick={() => setTaking(one)}>{_("Quitar")}</Button>
							)}
						</li>
					))}
				</ul>
			</section>
			{comparing && (
				<Comparing
					candidate={comparing}
					person={named(comparing.member)}
					view={view}
					mine={mine}
					onDone={done}
					onClose={() => setComparing(null)}
				/>
			)}
			{taking && (
				<Taking person={taking} view={view} mine={mine} onDone={done} onClose={() => setTaking(null)} />
			)}
		</>
	);
}

function roleText(person: TeamMember | undefined): string {
	return person ? roleName(person.role) : "";
}

/** The vaults that a member opens. */
function vaultsOf(view: VaultsView, id: string | undefined): Vault[] {
	return view.vaults
		.filter(({ holders }) => holders.some((one) => one.member === id))
		.map(({ vault }) => vault);
}

/** Everybody with a key but recovery. */
function keyPeople({ vaults }: VaultsView): KeyPerson[] {
	const found = new Map<string, KeyPerson>();
	for (const { vault, holders } of vaults) {
		for (const { id, name, member: person } of holders) {
			if (person === null) continue;
			const one = found.get(id) ?? { id, name, member: person, vaults: [] };
			one.vaults.push(vault);
			found.set(id, one);
		}
	}
	return [...found.values()].sort((a, b) => a.name.localeCompare(b.name));
}

interface ComparingProps {
	candidate: Candidate;
	person: TeamMember | undefined;
	view: VaultsView;
	mine: readonly Vault[];
	onDone: (view: VaultsView) => void;
	onClose: () => void;
}

/** Six words, read to each other: only the same ones are given a key. */
function Comparing({ candidate, person, view, mine, onDone, onClose }: ComparingProps) {
	const words = useAnswer(() => comparisonOf(candidate), [candidate.id]);
	const before = keyPeople(view).find((one) => one.member === candidate.member) ?? null;
	const usual = before?.vaults ?? USUAL[person?.role ?? ""] ?? [];
	const [chosen, setChosen] = useState<readonly Vault[]>(mine.filter((vault) => usual.includes(vault)));
	const act = useAct();
	const name = person?.alias ?? _("esta persona");
	const give = () =>
		act.run(async () => {
			const given = await withProof(() => giveKeys(candidate, name, chosen, before?.id ?? null));
			showToast({ text: _("%(name)s ya tiene llave", { name }) });
			onDone(given);
		});
	return (
		<Sheet open onClose={onClose} title={_("La llave de %(name)s", { name })}>
			<div class="stack">
				<p>
					{_(
						"Pídale que le lea las seis palabras de su pantalla, en persona o por teléfono. Si una sola es distinta, alguien se metió en medio: no le dé la llave y avise.",
					)}
				</p>
				{words.value && <WordList words={words.value} />}
				{before && (
					<Notice title={_("Ya tenía llave")}>
						<p>{_("La de antes deja de servir, y cada bóveda estrena llave.")}</p>
					</Notice>
				)}
				<VaultsChosen vaults={mine} chosen={chosen} legend={_("Qué podrá abrir")} onChoose={setChosen} />
				<DeskFault of={words.fault ?? act.fault} />
				<Button
					kind="main"
					wide
					busy={act.busy}
					disabled={!words.value || chosen.length === 0}
					onClick={give}
				>
					{_("Son las mismas: darle la llave")}
				</Button>
			</div>
		</Sheet>
	);
}

interface TakingProps {
	person: KeyPerson;
	view: VaultsView;
	mine: readonly Vault[];
	onDone: (view: VaultsView) => void;
	onClose: () => void;
}

/** Takes somebody's keys back: what they have read stays read. */
function Taking({ person, view, mine, onDone, onClose }: TakingProps) {
	const theirs = person.vaults.filter((vault) => mine.includes(vault));
	const [chosen, setChosen] = useState<readonly Vault[]>(theirs);
	const act = useAct();
	const { name } = person;
	const alone = view.vaults.filter(({ vault, people }) => chosen.includes(vault) && people === 2);
	const take = () =>
		act.run(async () => {
			const left = await withProof(() => takeKeys(person.id, chosen));
			showToast({ text: _("%(name)s ya no tiene esa llave", { name }) });
			onDone(left);
		});
	return (
		<Sheet open onClose={onClose} title={_("Quitar la llave de %(name)s", { name })}>
			<div class="stack">
				<p>
					{_(
						"Cada bóveda estrena llave, y sus sesiones terminan ahora. Lo que ya leyó, ya lo leyó. Lo que llegue desde hoy no lo puede abrir.",
					)}
				</p>
				<VaultsChosen vaults={theirs} chosen={chosen} legend={_("De qué bóvedas")} onChoose={setChosen} />
				{alone.length > 0 && <OneLeft vaults={alone} />}
				<DeskFault of={act.fault} />
				<Button kind="danger" wide busy={act.busy} disabled={chosen.length === 0} onClick={take}>
					{_("Quitar la llave")}
				</Button>
			</div>
		</Sheet>
	);
}

function OneLeft({ vaults }: { vaults: readonly VaultState[] }) {
	return (
		<Notice title={_("Quedará una sola persona con llave")}>
			<p>{formatList(vaults.map(({ vault }) => vaultName(vault)))}</p>
		</Notice>
	);
}

interface VaultsChosenProps {
	vaults: readonly Vault[];
	chosen: readonly Vault[];
	legend: string;
	onChoose: (vaults: readonly Vault[]) => void;
}

function VaultsChosen({ vaults, chosen, legend, onChoose }: VaultsChosenProps) {
	return (
		<fieldset>
			<legend>{legend}</legend>
			{vaults.map((vault) => (
				<CheckField
					key={vault}
					label={vaultName(vault)}
					checked={chosen.includes(vault)}
					onChange={(yes) => onChoose(yes ? [...chosen, vault] : chosen.filter((one) => one !== vault))}
				/>
			))}
		</fieldset>
	);
}
