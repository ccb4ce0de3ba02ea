import { Archive, Pencil, Phone, Plus, RotateCcw } from "lucide";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { useRoute } from "preact-iso";
import {
	changeOrganisation,
	changeService,
	getOrganisation,
	type ListedOrganisation,
	type ListedService,
	type Referrals,
} from "../device/directory";
import { isOpen } from "../device/open_hours";
import { needName } from "./contact_words";
import { beside } from "./desk_words";
import { OrganisationForm } from "./directory_form";
import { ReferHere } from "./directory_refer";
import { useReferrals } from "./directory_referrals";
import { ServiceForm } from "./directory_service_form";
import { aboutWords, hoursWords, now, referralWords } from "./directory_words";
import { _ } from "./i18n";
import { languageList } from "./languages";
import { Fact } from "./person_card";
import { reachLink } from "./reach";
import { Answered, useAct, useAnswer } from "./server";
import { StaleFault } from "./stale_fault";
import { Button, ButtonLink, Empty, Page, showToast } from "./ui";
import { DeskBar } from "./unlock";
import { isUnlocked } from "./unlocking";
import "./styles/desk.css";
import "./styles/directory.css";

/** One organisation with what it offers. */
export function DirectoryOrganisation() {
	const { id = "" } = useRoute().params;
	const found = useAnswer(() => getOrganisation(id), [id]);
	return (
		<Page title={_("Organización")} back="/directory" under={isUnlocked.value && <DeskBar />}>
			<Answered answer={found}>
				{(one) => (
					<Whole one={one} onChange={(change) => found.change((before) => ({ ...before, ...change }))} />
				)}
			</Answered>
		</Page>
	);
}

interface WholeProps {
	one: ListedOrganisation;
	onChange: (change: Partial<ListedOrganisation>) => void;
}

function Whole({ one, onChange }: WholeProps) {
	const [adding, setAdding] = useState(false);
	const [made, setMade] = useState(0);
	const referrals = useReferrals(made);
	const refers = { one, onReferred: () => setMade(made + 1) };
	const setServices = (services: ListedService[]) => onChange({ services });
	return (
		<div class="stack">
			<Head one={one} onChange={onChange} />
			<h3>{_("Lo que ofrece")}</h3>
			{one.services.length === 0 && (
				<>
					<Empty icon={Plus} title={_("Todavía no hay servicios")} />
					{one.active && <ReferHere {...refers} />}
				</>
			)}
			{one.services.map((service) => (
				<Service
					key={service.id}
					service={service}
					referrals={referrals?.get(service.id)}
					refer={one.active && service.active && <ReferHere {...refers} service={service} />}
					onChange={(changed) =>
						setServices(one.services.map((other) => (other.id === changed.id ? changed : other)))
					}
				/>
			))}
			{referrals === null && (
				<p class="soft">
					{_(
						"Con las bóvedas abiertas se ve aquí cuántas derivaciones recibió cada servicio y cómo acabaron.",
					)}
				</p>
			)}
			<Button icon={Plus} onClick={() => setAdding(true)}>
				{_("Agregar un servicio")}
			</Button>
			{adding && (
				<ServiceForm
					organisation={one.id}
					onClose={() => setAdding(false)}
					onSaved={(added) => {
						setAdding(false);
						setServices([...one.services, added]);
					}}
				/>
			)}
		</div>
	);
}

function Head({ one, onChange }: WholeProps) {
	const [editing, setEditing] = useState(false);
	const call = reachLink(one.phone, "call");
	return (
		<header class="contact-head">
			<h2 class="large">{one.name}</h2>
			{aboutWords(one) && <p>{aboutWords(one)}</p>}
			<dl class="facts directory-facts">
				<Fact label={_("Teléfono")}>{one.phone}</Fact>
				<Fact label={_("Dónde")}>{one.place}</Fact>
				<Fact label={_("Página web")}>{one.web}</Fact>
				<Fact label={_("Vino con la lista")}>{one.source ?? ""}</Fact>
			</dl>
			<div class="row">
				{call && (
					<ButtonLink icon={Phone} href={call}>
						{_("Llamar")}
					</ButtonLink>
				)}
				<Button icon={Pencil} onClick={() => setEditing(true)}>
					{_("Cambiar")}
				</Button>
				<Retiring
					name={one.name}
					active={one.active}
					retire={(active) => changeOrganisation(one, { active })}
					onChange={onChange}
				/>
			</div>
			{editing && (
				<OrganisationForm
					one={one}
					onClose={() => setEditing(false)}
					onSaved={(changed) => {
						setEditing(false);
						onChange(changed);
					}}
				/>
			)}
		</header>
	);
}

interface ServiceProps {
	service: ListedService;
	referrals: Referrals | undefined;
	/** The way to refer somebody to it, where it is offered. */
	refer: ComponentChildren;
	onChange: (service: ListedService) => void;
}

function Service({ service, referrals, refer, onChange }: ServiceProps) {
	const [editing, setEditing] = useState(false);
	const { day, minute } = now();
	return (
		<section class="card">
			<h4>
				{service.name}{" "}
				{isOpen(service.hours, day, minute) && <span class="badge badge-live">{_("Abierto ahora")}</span>}
			</h4>
			<dl class="facts directory-facts">
				<Fact label={_("Necesidades")}>{beside(service.needs.map(needName))}</Fact>
				<Fact label={_("Condado o zona")}>{service.area}</Fact>
				<Fact label={_("Idiomas")}>{languageList(service.languages)}</Fact>
				<Fact label={_("Horario")}>{hoursWords(service.hours)}</Fact>
				<Fact label={_("Para quién")}>{service.eligibility}</Fact>
				<Fact label={_("Cómo pedirlo")}>{service.reach}</Fact>
				<Fact label={_("Derivaciones")}>{referrals ? referralWords(referrals) : ""}</Fact>
			</dl>
			<div class="row">
				{refer}
				<Button
					icon={Pencil}
					label={_("Cambiar %(name)s", { name: service.name })}
					onClick={() => setEditing(true)}
				>
					{_("Cambiar")}
				</Button>
				<Retiring
					name={service.name}
					active={service.active}
					retire={(active) => changeService(service, { active })}
					onChange={onChange}
				/>
			</div>
			{editing && (
				<ServiceForm
					organisation={service.organisation}
					one={service}
					onClose={() => setEditing(false)}
					onSaved={(changed) => {
						setEditing(false);
						onChange(changed);
					}}
				/>
			)}
		</section>
	);
}

interface RetiringProps<R> {
	name: string;
	active: boolean;
	retire: (active: boolean) => Promise<R>;
	onChange: (record: R) => void;
}

/** Takes something off the list and puts it back: nothing is deleted, for referrals lead to it. */
function Retiring<R>({ name, active, retire, onChange }: RetiringProps<R>) {
	const act = useAct();
	const set = () =>
		act.run(async () => {
			onChange(await retire(!active));
			showToast({ text: active ? _("Se retiró del directorio") : _("Está otra vez en el directorio") });
		});
	return (
		<>
			{!active && <p class="attention">{_("Se retiró: no se sugiere ni se muestra.")}</p>}
			<Button
				kind="quiet"
				icon={active ? Archive : RotateCcw}
				label={active ? _("Retirar %(name)s", { name }) : _("Volver a mostrar %(name)s", { name })}
				busy={act.busy}
				onClick={set}
			>
				{active ? _("Retirar") : _("Volver a mostrar")}
			</Button>
			<StaleFault of={act} onCurrent={onChange} />
		</>
	);
}
