import {
	ADDRESS_FIELDS,
	type AddressField,
	hasPoint,
	isHalfAPoint,
	type Mapping,
	neededFields,
	type UploadedList,
} from "../device/imports";
import { _, formatList } from "./i18n";
import { Notice } from "./ui";

const EXAMPLES = 3;
const EXAMPLE_LENGTH = 24;

interface MappingTableProps {
	list: UploadedList;
	mapping: Mapping;
	onChange: (mapping: Mapping) => void;
}

/** What an address has, which column of the file holds it, and what stands there in the first rows. */
export function MappingTable({ list, mapping, onChange }: MappingTableProps) {
	const missing = neededFields(mapping).filter((field) => !mapping[field]);
	const choose = (field: AddressField, column: string) => {
		const { [field]: _before, ...rest } = mapping;
		onChange(column ? { ...rest, [field]: column } : rest);
	};
	return (
		<section aria-labelledby="columns">
			<h2 id="columns">{_("Qué columna es qué")}</h2>
			{missing.length > 0 && (
				<Notice kind="attention">
					<p>
						{_("Falta decir cuál columna es: %(fields)s.", {
							fields: formatList(missing.map(addressFieldName)),
						})}
					</p>
					{missing.some(isHalfAPoint) && (
						<p>{_("Longitud y latitud van juntas: diga las dos, o ninguna.")}</p>
					)}
				</Notice>
			)}
			{!missing.some(isHalfAPoint) && (
				<Notice kind="info">
					<p>
						{hasPoint(mapping)
							? _(
									"A las filas que no traen longitud y latitud se les busca el punto por su dirección: entre las ya importadas y a lo largo de sus calles.",
								)
							: _(
									"Sin longitud y latitud, cada dirección se busca entre las ya importadas y a lo largo de sus calles.",
								)}
					</p>
				</Notice>
			)}
			<table class="mapping">
				<thead>
					<tr>
						<th scope="col">{_("Dato")}</th>
						<th scope="col">{_("Columna del archivo")}</th>
						<th scope="col">{_("Primeras filas")}</th>
					</tr>
				</thead>
				<tbody>
					{ADDRESS_FIELDS.map((field) => (
						<MappingRow
							key={field}
							field={field}
							list={list}
							column={mapping[field] ?? ""}
							needed={neededFields(mapping).includes(field)}
							onChoose={(column) => choose(field, column)}
						/>
					))}
				</tbody>
			</table>
		</section>
	);
}

interface MappingRowProps {
	field: AddressField;
	list: UploadedList;
	column: string;
	needed: boolean;
	onChoose: (column: string) => void;
}

function MappingRow({ field, list, column, needed, onChoose }: MappingRowProps) {
	const offered = list.columns.includes(column) || !column ? list.columns : [column, ...list.columns];
	return (
		<tr>
			<th scope="row" id={`field-${field}`}>
				{addressFieldName(field)}
				{needed && <small>{_("necesario")}</small>}
			</th>
			<td>
				<select
					aria-labelledby={`field-${field}`}
					aria-invalid={needed && !column ? true : undefined}
					autocomplete="off"
					value={column}
					onChange={(event) => onChoose(event.currentTarget.value)}
				>
					<option value="">{_("Ninguna")}</option>
					{offered.map((name) => (
						<option key={name} value={name}>
							{name === column ? name : optionText(list, name)}
						</option>
					))}
				</select>
			</td>
			<td class="soft">{examples(list, column)}</td>
		</tr>
	);
}

/** "X_GRADOS: -82.6": a column's name alone does not always tell what it holds. */
function optionText(list: UploadedList, column: string): string {
	const [first] = examples(list, column).split(" · ");
	return first ? `${column}: ${first.slice(0, EXAMPLE_LENGTH)}` : column;
}

function examples({ columns, sample }: UploadedList, column: string): string {
	if (!column) return "";
	const parts = (columns.includes(column) ? [column] : column.split("+")).map((name) =>
		columns.indexOf(name),
	);
	const values = sample.map((row) =>
		parts
			.map((index) => row[index] ?? "")
			.filter(Boolean)
			.join(" "),
	);
	return [...new Set(values.filter(Boolean))].slice(0, EXAMPLES).join(" · ");
}

const FIELD_NAMES: Record<AddressField, () => string> = {
	number: () => _("Número"),
	street: () => _("Calle"),
	unit: () => _("Unidad o lote"),
	city: () => _("Ciudad"),
	state: () => _("Estado"),
	postcode: () => _("Código postal"),
	lon: () => _("Longitud"),
	lat: () => _("Latitud"),
	kind: () => _("Tipo de lugar"),
	unit_count: () => _("Cuántas unidades"),
	source_id: () => _("Identificador de la fila"),
	residential: () => _("Si es vivienda"),
	parent: () => _("Si es solo el edificio"),
	name: () => _("Nombre del lugar"),
};

export function addressFieldName(field: AddressField): string {
	return FIELD_NAMES[field]();
}
