import { ChevronRight, FileUp, Library, ListPlus, Plus, Printer } from "lucide";
import { useMemo, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import {
	filterDirectory,
	type ListedOrganisation,
	type ListedService,
	listDirectory,
	type Referrals,
} from "../device/directory";
import { isOpen } from "../device/open_hours";
import { needName } from "./contact_words";
import { beside } from "./desk_words";
import { EVERYTHING, FilterFields } from "./directory_filter";
import { OrganisationForm } from "./directory_form";
import { PrintedDirectory } from "./directory_printed";
import { useReferrals } from "./directory_referrals";
import { hoursWords, now, referralWords } from "./directory_words";
import { _, ngettext } from "./i18n";
import { useKeptList } from "./kept_list";
import { languageName } from "./languages";
import { member } from "./organisation";
import { OwnNeedsSheet } from "./own_needs";
import { Answered, useAnswer } from "./server";
import { Button, ButtonLink, Empty, Icon, Page } from "./ui";
import "./styles/desk.css";
import "./styles/directory.css";
import "./styles/printed.css";

/** How many are drawn at once: nobody reads further without narrowing. */
const SHOWN = 100;
const AT_FIRST = { filter: EVERYTHING, most: SHOWN };

/** Organisations and their services: looked for, printed, added, brought in. */
export function Directory() {
	const found = useAnswer(listDirectory, []);
	return (
		<Page title={_("Directorio")}>
			<Answered answer={found}>{(directory) => <Listed directory={directory} />}</Answered>
		</Page>
	);
}

function Listed({ directory }: { directory: readonly ListedOrganisation[] }) {
	const { filter: view, setFilter: setView } = useKeptList("/directory", AT_FIRST);
	const { filter, most } = view;
	const referrals = useReferrals();
	const shown = useMemo(() => filterDirectory(directory, filter), [directory, filter]);
	if (directory.length === 0) return <NothingYet />;
	return (
		<>
			<FilterFields
				directory={directory}
				filter={filter}
				onChange={(narrowed) => setView({ ...view, filter: narrowed })}
			/>
			<Acts printing />
			<p class="soft not-printed" role="status">
				{ngettext("%(n)s organización", "%(n)s organizaciones", shown.length, { n: shown.length })}
			</p>
			<ul class="record-list not-printed">
				{shown.slice(0, most).map((one) => (
					<Row key={one.id} one={one} referrals={referrals} />
				))}
			</ul>
			{shown.length > most && (
				<Button onClick={() => setView({ ...view, most: most + SHOWN })}>{_("Mostrar más")}</Button>
			)}
			{shown.length === 0 && <Empty icon={Library} title={_("Aquí no hay ninguna")} />}
			<PrintedDirectory organisations={shown} />
		</>
	);
}

function NothingYet() {
	return (
		<>
			<Empty icon={Library} title={_("El directorio está vacío")}>
				{_("Agregue una organización, o traiga una lista: Open Referral (HSDS) o una hoja de cálculo.")}
			</Empty>
			<Acts />
		</>
	);
}

/** `printing`: there is something to print. */
function Acts({ printing = false }) {
	const [adding, setAdding] = useState(false);
	const [naming, setNaming] = useState(false);
	const { route } = useLocation();
	return (
		<div class="row directory-acts not-printed">
			<Button icon={Plus} onClick={() => setAdding(true)}>
				{_("Agregar una organización")}
			</Button>
			<ButtonLink icon={FileUp} href="/directory/import">
				{_("Traer una lista")}
			</ButtonLink>
			{printing && (
				<Button icon={Printer} onClick={() => print()}>
					{_("Imprimir")}
				</Button>
			)}
			{member.value?.role === "administrator" && (
				<Button icon={ListPlus} onClick={() => setNaming(true)}>
					{_("Necesidades propias")}
				</Button>
			)}
			{naming && <OwnNeedsSheet onClose={() => setNaming(false)} />}
			{adding && (
				<OrganisationForm onClose={() => setAdding(false)} onSaved={({ id }) => route(`/directory/${id}`)} />
			)}
		</div>
	);
}

interface RowProps {
	one: ListedOrganisation;
	referrals: ReadonlyMap<string, Referrals> | null;
}

function Row({ one, referrals }: RowProps) {
	const { day, minute } = now();
	const open = one.services.some(({ hours }) => isOpen(hours, day, minute));
	return (
		<li>
			<a class="record-link" href={`/directory/${one.id}`}>
				<span>
					<strong>
						{one.name} {open && <span class="badge badge-live">{_("Abierto ahora")}</span>}
					</strong>
					{one.services.map((service) => (
						<small key={service.id} class="listed-service">
							{serviceWords(service)}
							{referrals?.get(service.id) && (
								<span class="soft">{referralWords(referrals.get(service.id) as Referrals)}</span>
							)}
						</small>
					))}
				</span>
				<Icon of={ChevronRight} />
			</a>
		</li>
	);
}

function serviceWords({ name, needs, languages, hours }: ListedService): string {
	return beside(
		[name, needs.map(needName).join(", "), languages.map(languageName).join(", "), hoursWords(hours)].filter(
			Boolean,
		),
	);
}
