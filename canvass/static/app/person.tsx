import { KeyRound, Smartphone } from "lucide";
import { useState } from "preact/hooks";
import { changeMember, type TeamMember } from "../device/members";
import { Devices, DevicesOf } from "./devices";
import { _, ngettext } from "./i18n";
import { member as self } from "./organisation";
import { withProof } from "./proof";
import { roleChoices, roleName } from "./roles";
import { Fault, fieldError, useAct } from "./server";
import { ask, Button, CheckField, Icon, SelectField, Sheet, showToast, TextField } from "./ui";

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
				<h3>{_("Dispositivos")}</h3>
				{administers || own ? (
					<DevicesOf member={person.id} onChange={onChange} />
				) : (
					<Devices devices={person.devices} mayManage={mayManage} onChange={onChange} />
				)}
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
	const [coordinator, setCoordinator] = useState(person.coordinator);
	const act = useAct();
	const changed = alias.trim() !== person.alias || role !== person.role || coordinator !== person.coordinator;
	const save = (event: Event) => {
		event.preventDefault();
		return act.run(async () => {
			await withProof(() =>
				changeMember(person.id, { alias: alias.trim(), coordinator, ...(own ? {} : { role }) }),
			);
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
			{person.keyholder && (
				<CheckField label={_("Coordina los seguimientos")} checked={coordinator} onChange={setCoordinator}>
					{_("En «Mi día» ve también lo que nadie aceptó y lo que se atrasó.")}
				</CheckField>
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
