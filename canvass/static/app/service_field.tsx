import { X } from "lucide";
import { useState } from "preact/hooks";
import {
	type ListedOrganisation,
	type ListedService,
	listDirectory,
	type Suggested,
	type Suits,
	suggestServices,
} from "../device/directory";
import { isOpen } from "../device/open_hours";
import { needName } from "./contact_words";
import { beside } from "./desk_words";
import { hoursWords, now } from "./directory_words";
import { _ } from "./i18n";
import { languageName } from "./languages";
import { Fault, useAnswer } from "./server";
import { Button, TextField } from "./ui";
import "./styles/directory.css";

export interface ChosenService {
	id: string;
	name: string;
}

interface ServiceFieldProps {
	/** The case's needs and language. */
	suits: Suits;
	value: ChosenService | null;
	onChange: (service: ChosenService | null) => void;
}

/** How many are offered before somebody searches. */
const OFFERED = 6;
/** It stands inside the task's seal, with much else. */
const NAME_LETTERS = 120;

/** Whereto somebody is referred: what answers their needs and speaks their language comes first. */
export function ServiceField({ suits, value, onChange }: ServiceFieldProps) {
	const [words, setWords] = useState("");
	const directory = useAnswer(listDirectory, []);
	if (value)
		return (
			<p class="chosen-service">
				<span>
					<small class="soft">{_("Se deriva a")}</small>
					<strong>{value.name}</strong>
				</span>
				<Button kind="quiet" icon={X} label={_("Elegir otro servicio")} onClick={() => onChange(null)} />
			</p>
		);
	const found = directory.value ? suggestServices(directory.value, suits, words) : [];
	return (
		<div class="services">
			<TextField label={_("A qué servicio del directorio")} type="search" value={words} onInput={setWords} />
			<Fault of={directory.fault} again={directory.again} />
			<ul class="record-list">
				{found.slice(0, OFFERED).map((one) => (
					<li key={one.service.id}>
						<Offered one={one} suits={suits} onChoose={onChange} />
					</li>
				))}
			</ul>
			{directory.value && found.length === 0 && (
				<p class="soft">{_("No hay ninguno así. Puede escribir abajo con quién.")}</p>
			)}
		</div>
	);
}

/** A service as a referral names it. */
export function chosen(
	organisation: Pick<ListedOrganisation, "name">,
	{ id, name }: Pick<ListedService, "id" | "name">,
): ChosenService {
	return { id, name: `${name} · ${organisation.name}`.slice(0, NAME_LETTERS) };
}

interface OfferedProps {
	one: Suggested;
	suits: Suits;
	onChoose: (service: ChosenService) => void;
}

function Offered({ one: { organisation, service, score }, suits, onChoose }: OfferedProps) {
	const { day, minute } = now();
	const speaks = service.languages.includes(suits.language);
	return (
		<button type="button" class="record-link" onClick={() => onChoose(chosen(organisation, service))}>
			<span>
				<strong>{service.name}</strong>
				<small>{organisation.name}</small>
				<small class="soft">
					{beside(
						[
							service.needs.map(needName).join(", "),
							speaks ? languageName(suits.language) : "",
							hoursWords(service.hours),
						].filter(Boolean),
					)}
				</small>
			</span>
			{score > 0 && <span class="badge badge-live">{_("Sugerido")}</span>}
			{isOpen(service.hours, day, minute) && <span class="badge">{_("Abierto ahora")}</span>}
		</button>
	);
}
