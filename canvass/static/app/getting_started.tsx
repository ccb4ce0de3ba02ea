import { FileUp, KeyRound, Megaphone, UserPlus } from "lucide";
import type { ComponentChildren } from "preact";
import { _ } from "./i18n";
import { member } from "./organisation";
import { ButtonLink } from "./ui";

/** The order in which a new organisation comes to its first shift. */
export function GettingStarted({ vaultsExist }: { vaultsExist: boolean }) {
	return (
		<ol class="steps">
			{!vaultsExist && <VaultsStep />}
			<Step title={_("Importe las direcciones")} act={<ImportLink />}>
				{_(
					"La lista del condado o de la ciudad, o un mapa de OpenStreetMap: de ahí salen los lugares y sus puertas.",
				)}
			</Step>
			<Step title={_("Cree la campaña")} act={<CampaignLink />}>
				{_("Con sus fechas, sus idiomas y un guion para conversar.")}
			</Step>
			<Step title={_("Haga las zonas")}>
				{_(
					"Las puertas que una pareja camina en un turno: cortadas solas por tamaño, o trazadas a mano en el mapa.",
				)}
			</Step>
			<Step title={_("Invite a su equipo")} act={<PeopleLink />}>
				{_("Cada persona recibe un enlace o un código QR. No hacen falta contraseñas ni correo.")}
			</Step>
			<Step title={_("Reparta las zonas")}>
				{_("Quién camina cuál, y hasta qué hora. Desde entonces el teléfono funciona también sin señal.")}
			</Step>
		</ol>
	);
}

interface StepProps {
	title: string;
	children: ComponentChildren;
	act?: ComponentChildren;
}

function Step({ title, children, act }: StepProps) {
	return (
		<li>
			<div>
				<strong>{title}</strong>
				<p>{children}</p>
			</div>
			{act}
		</li>
	);
}

function VaultsStep() {
	if (member.value?.role !== "administrator") {
		return (
			<Step title={_("Pida que se creen las bóvedas")}>
				{_("Lo hace quien administra, en su navegador. Hasta entonces no se puede invitar a nadie.")}
			</Step>
		);
	}
	const act = (
		<ButtonLink kind="main" icon={KeyRound} href="/vaults">
			{_("Crear las bóvedas")}
		</ButtonLink>
	);
	return (
		<Step title={_("Cree las bóvedas")} act={act}>
			{_("Guardan lo que la gente confía en la puerta: ni el servidor puede leerlo.")}
		</Step>
	);
}

function ImportLink() {
	return (
		<ButtonLink icon={FileUp} href="/import">
			{_("Importar")}
		</ButtonLink>
	);
}

function CampaignLink() {
	return (
		<ButtonLink icon={Megaphone} href="/campaigns/new">
			{_("Crear")}
		</ButtonLink>
	);
}

function PeopleLink() {
	return (
		<ButtonLink icon={UserPlus} href="/people">
			{_("Invitar")}
		</ButtonLink>
	);
}
