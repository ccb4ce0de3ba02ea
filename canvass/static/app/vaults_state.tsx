import { FileUp, UserPlus } from "lucide";
import { ENOUGH_HOLDERS, type VaultState, type VaultsView } from "../device/keyholders";
import { vaultContents, vaultName } from "./desk_words";
import { _, formatList, ngettext } from "./i18n";
import { member } from "./organisation";
import { ButtonLink, Notice } from "./ui";

/** Each vault with what lies in it and who opens it, and the head of the key log. */
export function VaultsState({ view }: { view: VaultsView }) {
	const few = view.vaults.some(({ people }) => people < ENOUGH_HOLDERS);
	return (
		<>
			{few && (
				<Notice title={_("Una sola persona tiene llave")}>
					<p>
						{_(
							"Si pierde sus palabras o se va de viaje, nadie más puede leer lo que la gente confió. Conviene que sean dos o más. Mientras tanto, cuide bien la hoja de recuperación.",
						)}
					</p>
				</Notice>
			)}
			<ul class="vaults">
				{view.vaults.map((state) => (
					<Vault key={state.vault} state={state} />
				))}
			</ul>
			<KeyLogHead view={view} />
		</>
	);
}

function Vault({ state }: { state: VaultState }) {
	const { vault, holders, people } = state;
	const recovery = holders.some((holder) => holder.member === null);
	const names = holders.filter((holder) => holder.member !== null).map(holderName);
	return (
		<li class="card">
			<h2>{vaultName(vault)}</h2>
			<p>{vaultContents(vault)}</p>
			<dl class="facts">
				<div class="fact">
					<dt>{ngettext("%(n)s persona con llave", "%(n)s personas con llave", people, { n: people })}</dt>
					<dd>{formatList(names)}</dd>
				</div>
				<div class="fact">
					<dt>{_("Hoja de recuperación")}</dt>
					<dd>{recovery ? _("Sirve") : _("Falta")}</dd>
				</div>
			</dl>
		</li>
	);
}

function holderName({ name, member: id }: VaultState["holders"][number]): string {
	return id === member.value?.id ? _("%(name)s (usted)", { name }) : name;
}

function KeyLogHead({ view }: { view: VaultsView }) {
	if (!view.head) return null;
	return (
		<details class="key-log">
			<summary>{_("La bitácora de llaves")}</summary>
			<p>
				{_(
					"Cada cambio de llave queda firmado y encadenado al anterior. Este navegador la revisó entera. Para comparar con otra persona, lean en voz alta el número y el principio de la huella.",
				)}
			</p>
			<dl class="facts">
				<div class="fact">
					<dt>{_("Última entrada")}</dt>
					<dd>{view.head.n}</dd>
				</div>
				<div class="fact">
					<dt>{_("Huella")}</dt>
					<dd>
						<code>{inFours(view.head.hash)}</code>
					</dd>
				</div>
			</dl>
		</details>
	);
}

/** A hash in groups that can be read aloud. */
function inFours(hash: string): string {
	return hash.match(/.{1,4}/g)?.join(" ") ?? hash;
}

/** What comes after the vaults: addresses, and the people. */
export function VaultsNext() {
	return (
		<Notice kind="done" title={_("Las bóvedas están listas")}>
			<p>
				{_(
					"Desde ahora cada teléfono que entre sella lo que la gente le confía. Lo siguiente es invitar a quien coordina; esa persona importa direcciones, traza zonas e invita al voluntariado.",
				)}
			</p>
			<div class="row">
				<ButtonLink kind="main" icon={UserPlus} href="/people">
					{_("Invitar a su equipo")}
				</ButtonLink>
				<ButtonLink icon={FileUp} href="/import">
					{_("Importar direcciones")}
				</ButtonLink>
			</div>
		</Notice>
	);
}
