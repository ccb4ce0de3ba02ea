import { ClipboardList, DoorOpen, Flag, LocateFixed, Route, Undo2 } from "lucide";
import { useLocation } from "preact-iso";
import { backToOrder } from "../device/own_order";
import { currentShift, endShift } from "../device/shifts";
import { returnTurf, type TurfView } from "../device/turfs";
import { tellFault } from "./faults";
import { _ } from "./i18n";
import { startWhereIStand } from "./starting_here";
import { useStore } from "./store";
import { conversationsText, untilText, With } from "./turfs";
import { ask, Button, ButtonLink, Sheet, showToast } from "./ui";

export { goodForText } from "./good_for";

export interface TurfActsProps {
	turf: TurfView;
	open: boolean;
	onClose: () => void;
}

/** What is done seldom with a turf: a door that the list lacks, the end of the outing, giving it back. */
export function TurfActs({ turf, open, onClose }: TurfActsProps) {
	const { route } = useLocation();
	const shift = useStore(currentShift, []);
	const finish = async () => {
		onClose();
		if (await finishShift()) route("/turfs");
	};
	const start = () => {
		onClose();
		return startWhereIStand(turf.turf).catch(tellFault);
	};
	const goBack = () => {
		onClose();
		backToOrder(turf.turf);
	};
	const giveBack = async () => {
		onClose();
		if (await returnIt(turf)) route("/turfs");
	};
	return (
		<Sheet open={open} onClose={onClose} title={turf.name}>
			<div class="stack">
				<p>
					{conversationsText(turf.progress.conversations)} · {untilText(turf.until)}
				</p>
				<With members={turf.members} />
				{turf.next && (
					<div class="start-here">
						<Button wide icon={LocateFixed} onClick={start}>
							{_("Empezar aquí")}
						</Button>
						<small>
							{_("Ordena lo que falta desde donde usted está. El lugar no se guarda ni se envía.")}
						</small>
					</div>
				)}
				{turf.reordered && (
					<Button wide icon={Route} onClick={goBack}>
						{_("Volver al orden de la zona")}
					</Button>
				)}
				<ButtonLink wide icon={DoorOpen} href={`/turfs/${turf.turf}/doors/new`}>
					{_("Añadir una puerta que falta")}
				</ButtonLink>
				<ButtonLink wide icon={ClipboardList} href={`/turfs/${turf.turf}/paper`}>
					{_("Pasar una hoja de papel")}
				</ButtonLink>
				{shift && (
					<Button wide icon={Flag} onClick={finish}>
						{_("Terminar el turno")}
					</Button>
				)}
				<Button wide icon={Undo2} onClick={giveBack}>
					{_("Devolver la zona")}
				</Button>
			</div>
		</Sheet>
	);
}

/** Ends the outing, if the volunteer says so; true when it ended. */
async function finishShift(): Promise<boolean> {
	const yes = await ask({
		title: _("¿Terminar el turno?"),
		text: _("Lo que falta por enviar sale en cuanto haya señal. La zona sigue siendo suya hasta su hora."),
		act: _("Terminar"),
	});
	if (!yes) return false;
	try {
		await endShift();
		showToast({ text: _("Turno terminado. ¡Gracias!") });
		return true;
	} catch (error) {
		await tellFault(error);
		return false;
	}
}

async function returnIt({ turf, name }: TurfView): Promise<boolean> {
	const yes = await ask({
		title: _("¿Devolver %(name)s?", { name }),
		text: _("Sus puertas se borran de este teléfono. Lo que usted guardó se envía igual. Hace falta señal."),
		act: _("Devolver"),
		danger: true,
	});
	if (!yes) return false;
	try {
		await returnTurf(turf);
		showToast({ text: _("Zona devuelta") });
		return true;
	} catch (error) {
		await tellFault(error);
		return false;
	}
}
