import { me } from "../device/identity";
import { shortName } from "../device/ids";
import {
	endOtherSessions,
	endSessions,
	listDevices,
	revokeDevice,
	type SeenDevice,
	type TeamMember,
} from "../device/members";
import { _, formatDate } from "./i18n";
import { member as self } from "./organisation";
import { Answered, Fault, useAct, useAnswer } from "./server";
import { useStore } from "./store";
import { ask, Button, showToast } from "./ui";
import "./styles/team.css";

type Device = TeamMember["devices"][number] & Partial<SeenDevice>;

interface DevicesOfProps {
	member: string;
	onChange?: () => void;
}

/** A member's devices with their days, asked for when they are looked at. */
export function DevicesOf({ member, onChange }: DevicesOfProps) {
	const answer = useAnswer(() => listDevices(member), [member]);
	const changed = () => {
		void answer.again();
		onChange?.();
	};
	return (
		<Answered answer={answer}>
			{(devices) => (
				<>
					<Devices devices={devices} mayManage onChange={changed} />
					{member === self.value?.id && <EndOthers devices={devices} onChange={changed} />}
				</>
			)}
		</Answered>
	);
}

interface DevicesProps {
	devices: readonly Device[];
	mayManage: boolean;
	onChange: () => void;
}

export function Devices({ devices, mayManage, onChange }: DevicesProps) {
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
	const end = async (id: string) => {
		if (!(await ask(endingQuestion(id)))) return;
		await act.run(async () => {
			await endSessions(id);
			showToast({ text: _("Sesión cerrada") });
			onChange();
		});
	};
	if (devices.length === 0) return <p class="soft">{_("Todavía no ha abierto su enlace.")}</p>;
	return (
		<section>
			<Fault of={act.fault} />
			<p class="soft">{_("Cada teléfono muestra su nombre en «Ajustes»: así se sabe cuál es cuál.")}</p>
			<ul class="record-list">
				{[...devices].sort(workingFirst).map((device) => (
					<li key={device.id} class="record device">
						<div>
							{deviceName(device.id)}
							{device.id === mine?.device.id && ` (${_("este")})`}
							<Days device={device} />
						</div>
						{device.revoked_at === null && mayManage && (
							<span class="row">
								{device.used_on && device.id !== mine?.device.id && (
									<Button busy={act.busy} onClick={() => end(device.id)}>
										{_("Cerrar sesión")}
									</Button>
								)}
								<Button busy={act.busy} onClick={() => revoke(device.id)}>
									{_("Dar de baja")}
								</Button>
							</span>
						)}
					</li>
				))}
			</ul>
		</section>
	);
}

function Days({ device: { revoked_at, since, used_on } }: { device: Device }) {
	const lines = [
		since && _("Desde el %(day)s", { day: dayText(since) }),
		revoked_at !== null && _("De baja desde el %(day)s", { day: dayText(revoked_at) }),
		used_on && _("Leyó por última vez hacia el %(day)s", { day: dayText(used_on) }),
		revoked_at === null && used_on === null && _("Sin sesión: entrega, y no lee"),
	].filter(Boolean);
	return lines.length ? <div class="soft">{lines.join(" · ")}</div> : null;
}

/** Whoever forgot to sign out elsewhere does so from here. */
function EndOthers({ devices, onChange }: { devices: readonly SeenDevice[]; onChange: () => void }) {
	const act = useAct();
	if (devices.filter(({ used_on }) => used_on !== null).length < 2) return null;
	const end = async () => {
		if (!(await ask(othersQuestion()))) return;
		await act.run(async () => {
			await endOtherSessions();
			showToast({ text: _("Solo queda abierta esta sesión") });
			onChange();
		});
	};
	return (
		<>
			<Fault of={act.fault} />
			<Button wide busy={act.busy} onClick={end}>
				{_("Cerrar las demás sesiones")}
			</Button>
		</>
	);
}

function dayText(moment: string): string {
	return formatDate(moment, { day: "numeric", month: "long" });
}

/** Whoever lost one of two phones must not have the other one cut off. */
function deviceName(id: string): string {
	return _("Teléfono %(device)s", { device: shortName(id) });
}

function workingFirst(a: Device, b: Device): number {
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

function endingQuestion(id: string) {
	return {
		title: _("¿Cerrar la sesión del teléfono %(device)s?", { device: shortName(id) }),
		text: leavingText(),
		act: _("Cerrar sesión"),
	};
}

function othersQuestion() {
	return { title: _("¿Cerrar las demás sesiones?"), text: leavingText(), act: _("Cerrar sesiones") };
}

function leavingText(): string {
	return _(
		"Deja de leer de inmediato, y lo que no ha enviado llega como siempre. Para volver hace falta un enlace nuevo, o las siete palabras de quien tiene llave. Si el teléfono se perdió, mejor dele de baja.",
	);
}
