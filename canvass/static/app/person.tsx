import { KeyRound, Smartphone } from "lucide";
import { useState } from "preact/hooks";
import { me } from "../device/identity";
import { shortName } from "../device/ids";
import { changeMember, revokeDevice, type TeamMember } from "../device/members";
import { _, formatDate, ngettext } from "./i18n";
import { member as self } from "./organisation";
import { withProof } from "./proof";
import { roleChoices, roleName } from "./roles";
import { Fault, fieldError, useAct } from "./server";
import { useStore } from "./store";
import { ask, Button, Icon, SelectField, Sheet, showToast, TextField } from "./ui";

interface PersonRowProps {
	person: TeamMember;
	onChange: () => void;
	/** Invites this person's next device; left out while nobody can be invited. */
	onNewDevice?: () => void;
}

/** A member in the list; a tap opens what can be done. */
export function PersonRow({ person, onChange, onNewDevice }: PersonRowProps) {
	const [open, setOpen] = useState(false);
	const devices = person.devices.filter(({ revoked_at }) => revoked_at === null).length;
	return (
		<li>
			<button type="button" class="record-link" onClick={() => setOpen(true)}>
				<span>
					<strong>
						{person.alias}
						{person.id === self.value?.id && ` (${_("usted")})`}
					</strong>
					<small>
						{roleName(person.role)} · {devicesText(devices)}
					</small>
				</span>
				{person.keyholder && (
					<span class="badge">
						<Icon of={KeyRound} size={16} /> {_("Tiene llave")}
					</span>
				)}
			</button>
			{open && (
				<PersonSheet
					person={person}
					onClose={() => setOpen(false)}
					onChange={onChange}
					{...(onNewDevice
						? {
								onNewDevice: () => {
									setOpen(false);
									onNewDevice();
								},
							}
						: {})}
				/>
			)}
		</li>
	);
}

function devicesText(n: number): string {
	return n === 0 ? _("sin dispositivo") : ngettext("%(n)s dispositivo", "%(n)s dispositivos", n, { n });
}

function PersonSheet({ person, onChange, onNewDevice, onClose }: PersonRowProps & { onClose: () => void }) {
	const act = useAct();
	const administers = self.value?.role === "administrator";
	const own = person.id === self.value?.id;
	const mayManage = administers || person.role === "volunteer";
	const toggle = async () => {
		if (person.active && !(await ask(leavingQuestion(person.alias)))) return;
		await act.run(async () => {
			await withProof(() => changeMember(person.id, { active: !person.active }));
			onChange();
			onClose();
		});
	};
	return (
		<Sheet open onClose={onClose} title={person.alias}>
			<div class="stack">
				<Fault of={act.fault} />
				{administers && <RoleForm person={person} own={own} onChange={onChange} />}
				<Devices person={person} mayManage={mayManage || own} onChange={onChange} />
				<div class="row">
					{onNewDevice && mayManage && person.active && (
						<Button icon={Smartphone} onClick={onNewDevice}>
							{_("Añadir un dispositivo")}
						</Button>
					)}
					{mayManage && !own && (
						<Button kind={person.active ? "danger" : "secondary"} busy={act.busy} onClick={toggle}>
							{person.active ? _("Ya no participa") : _("Vuelve a participar")}
						</Button>
					)}
				</div>
			</div>
		</Sheet>
	);
}

function leavingQuestion(name: string) {
	return {
		title: _("¿%(name)s ya no participa?", { name }),
		text: _(
			"Sus dispositivos dejan de leer de inmediato; si tiene una zona, désela a otra persona. Lo que ya recogió se queda, y puede volver cuando quiera.",
		),
		act: _("Ya no participa"),
		danger: true,
	};
}

interface RoleFormProps {
	person: TeamMember;
	/** Nobody changes their own role: an organisation could lose its last administrator. */
	own: boolean;
	onChange: () => void;
}

function RoleForm({ person, own, onChange }: RoleFormProps) {
	const [alias, setAlias] = useState(person.alias);
	const [role, setRole] = useState(person.role);
	const act = useAct();
	const changed = alias.trim() !== person.alias || role !== person.role;
	const save = (event: Event) => {
		event.preventDefault();
		return act.run(async () => {
			await withProof(() => changeMember(person.id, { alias: alias.trim(), ...(own ? {} : { role }) }));
			showToast({ text: _("Guardado") });
			onChange();
		});
	};
	return (
		<form onSubmit={save} noValidate>
			<TextField
				label={_("Nombre o alias")}
				value={alias}
				maxLength={60}
				error={fieldError(act.fault, "alias")}
				onInput={setAlias}
			/>
			{!own && (
				<SelectField
					label={_("Papel")}
					value={role}
					options={roleChoices()}
					onChange={(value) => setRole(value as TeamMember["role"])}
				/>
			)}
			<Fault of={act.fault} />
			{changed && (
				<Button type="submit" busy={act.busy} disabled={!alias.trim()}>
					{_("Guardar")}
				</Button>
			)}
		</form>
	);
}

interface DevicesProps {
	person: TeamMember;
	mayManage: boolean;
	onChange: () => void;
}

function Devices({ person, mayManage, onChange }: DevicesProps) {
	const act = useAct();
	const mine = useStore(async () => (await me()) ?? null, []);
	const revoke = async (id: string) => {
		if (!(await ask(revokingQuestion(id)))) return;
		await act.run(async () => {
			await revokeDevice(id);
			showToast({ text: _("Dispositivo dado de baja") });
			onChange();
		});
	};
	if (person.devices.length === 0) return <p class="soft">{_("Todavía no ha abierto su enlace.")}</p>;
	return (
		<section>
			<h3>{_("Dispositivos")}</h3>
			<Fault of={act.fault} />
			<p class="soft">{_("Cada teléfono muestra su nombre en «Ajustes»: así se sabe cuál es cuál.")}</p>
			<ul class="record-list">
				{[...person.devices].sort(workingFirst).map(({ id, revoked_at }) => (
					<li key={id} class="record">
						<span>
							{deviceName(id)}
							{id === mine?.device.id && ` (${_("este")})`}
						</span>
						{revoked_at !== null && (
							<span class="soft">
								{_("De baja desde el %(day)s", {
									day: formatDate(revoked_at, { day: "numeric", month: "long" }),
								})}
							</span>
						)}
						{revoked_at === null && mayManage && (
							<Button busy={act.busy} onClick={() => revoke(id)}>
								{_("Dar de baja")}
							</Button>
						)}
					</li>
				))}
			</ul>
		</section>
	);
}

/** Whoever lost one of two phones must not have the other one cut off. */
function deviceName(id: string): string {
	return _("Teléfono %(device)s", { device: shortName(id) });
}

function workingFirst(a: TeamMember["devices"][number], b: TeamMember["devices"][number]): number {
	return Number(a.revoked_at !== null) - Number(b.revoked_at !== null);
}

function revokingQuestion(id: string) {
	return {
		title: _("¿Dar de baja el teléfono %(device)s?", { device: shortName(id) }),
		text: _(
			"Deja de leer de inmediato. Lo que todavía no ha enviado llega, y espera a que alguien lo revise.",
		),
		act: _("Dar de baja"),
		danger: true,
	};
}
