import { useState } from "preact/hooks";
import type { DirectoryFilter, ListedOrganisation } from "../device/directory";
import { areasOf } from "../device/directory";
import type { Need } from "../device/types";
import { needChoices } from "./contact_words";
import { now } from "./directory_words";
import { _, formatNumber, ngettext } from "./i18n";
import { languageName } from "./languages";
import { CheckField, SelectField, TextField } from "./ui";

export const EVERYTHING: DirectoryFilter = {
	words: "",
	need: "",
	area: "",
	language: "",
	openAt: null,
	retired: false,
};

interface FilterFieldsProps {
	directory: readonly ListedOrganisation[];
	filter: DirectoryFilter;
	onChange: (filter: DirectoryFilter) => void;
}

/** Search, and which services are shown: by need, county, language, and whether somebody is there now. */
export function FilterFields({ directory, filter, onChange }: FilterFieldsProps) {
	const set = (part: Partial<DirectoryFilter>) => onChange({ ...filter, ...part });
	const services = directory.flatMap((one) => one.services);
	const areas = inOrder(services.flatMap(areasOf));
	const languages = inOrder(services.flatMap((one) => one.languages));
	const [opened] = useState(() => matchMedia("(min-width: 36rem)").matches);
	const chosen = [filter.need, filter.area, filter.language, filter.openAt !== null, filter.retired];
	const count = chosen.filter(Boolean).length;
	return (
		<div class="not-printed">
			<TextField label={_("Buscar")} type="search" value={filter.words} onInput={(words) => set({ words })} />
			{/* On a phone the organisations come first. */}
			<details class="directory-more" open={opened}>
				<summary>
					{count > 0
						? ngettext("%(n)s filtro puesto", "%(n)s filtros puestos", count, { n: formatNumber(count) })
						: _("Más filtros")}
				</summary>
				<div class="directory-filter">
					<SelectField
						label={_("Necesidad")}
						value={filter.need}
						placeholder={_("Todas")}
						options={needChoices(services.flatMap((one) => one.needs))}
						onChange={(need) => set({ need: need as Need | "" })}
					/>
					<SelectField
						label={_("Condado o zona")}
						value={filter.area}
						placeholder={_("Todas")}
						options={areas.map((value) => ({ value, label: value }))}
						onChange={(area) => set({ area })}
					/>
					<SelectField
						label={_("Idioma")}
						value={filter.language}
						placeholder={_("Todos")}
						options={languages.map((value) => ({ value, label: languageName(value) }))}
						onChange={(language) => set({ language })}
					/>
				</div>
				<div class="directory-checks">
					<CheckField
						label={_("Abierto ahora")}
						checked={filter.openAt !== null}
						onChange={(open) => set({ openAt: open ? now() : null })}
					>
						{_("Solo donde el horario se puede leer.")}
					</CheckField>
					<CheckField
						label={_("Ver lo retirado")}
						checked={filter.retired}
						onChange={(retired) => set({ retired })}
					/>
				</div>
			</details>
		</div>
	);
}

function inOrder(names: readonly string[]): string[] {
	return [...new Set(names)].sort((a, b) => a.localeCompare(b));
}
