import { Keyboard, UserPlus } from "lucide";
import { useMemo } from "preact/hooks";
import type { QueuedContact, ReviewedContact } from "../device/queue";
import { _, formatNumber } from "./i18n";
import { Narrow } from "./review_narrow";
import { countShown, type Filter, SHOWN, useCampaigns } from "./review_queue";
import { Button, ButtonLink, ChoiceChips, SelectField, TextField } from "./ui";

interface ReviewFilterProps {
	queue: readonly QueuedContact[];
	contacts: readonly ReviewedContact[];
	filter: Filter;
	onChange: (filter: Filter) => void;
	onHelp: () => void;
}

/** Search in memory, and which contacts are shown. */
export function ReviewFilter({ queue, contacts, filter, onChange, onHelp }: ReviewFilterProps) {
	const counts = useMemo(() => countShown(queue), [queue]);
	return (
		<div class="desk-filter">
			<div class="desk-search">
				<TextField
					label={_("Buscar")}
					type="search"
					value={filter.words}
					onInput={(words) => onChange({ ...filter, words })}
				/>
				<ButtonLink kind="quiet" icon={UserPlus} label={_("Agregar un contacto")} href="/table" />
				<span class="desk-keys">
					<Button kind="quiet" icon={Keyboard} label={_("Teclas")} onClick={onHelp} />
				</span>
			</div>
			<ChoiceChips
				legend={_("Cuáles se muestran")}
				legendHidden
				value={filter.show}
				onChange={(show) => onChange({ ...filter, show })}
				options={SHOWN.map((value) => ({
					value,
					label: `${showName(value)} ${formatNumber(counts[value])}`,
				}))}
			/>
			<CampaignFilter queue={queue} filter={filter} onChange={onChange} />
			<Narrow
				contacts={contacts}
				value={filter.narrowing}
				onChange={(narrowing) => onChange({ ...filter, narrowing })}
			/>
		</div>
	);
}

function showName(show: Filter["show"]): string {
	switch (show) {
		case "new":
			return _("Nuevos");
		case "picked_up":
			return _("Tomados");
		case "routed":
			return _("Encaminados");
		case "closed":
			return _("Cerrados");
	}
}

function CampaignFilter({ queue, filter, onChange }: Omit<ReviewFilterProps, "onHelp" | "contacts">) {
	const campaigns = useCampaigns();
	const ids = [...new Set(queue.map(({ campaign }) => campaign))];
	if (ids.length < 2 && filter.campaign === "") return null;
	const name = (id: string) => campaigns.value?.find((campaign) => campaign.id === id)?.name ?? "…";
	return (
		<SelectField
			label={_("Campaña")}
			value={filter.campaign}
			placeholder={_("Todas las campañas")}
			options={ids.map((value) => ({ value, label: name(value) }))}
			onChange={(campaign) => onChange({ ...filter, campaign })}
		/>
	);
}
