import type { Card } from "../device/bodies";
import { channelChoices, timeChoices } from "./contact_words";
import { _ } from "./i18n";
import { organisation } from "./organisation";
import { CheckField, ChoiceChips, TextField } from "./ui";
import { LanguageField } from "./visit_parts";

interface CardFieldsProps {
	card: Card;
	onChange: (card: Card) => void;
}

/** How to reach a person, to be mended when it changes. */
export function CardFields({ card, onChange }: CardFieldsProps) {
	const set = (part: Partial<Card>) => onChange({ ...card, ...part });
	return (
		<>
			<TextField
				label={_("Nombre o alias")}
				value={card.name}
				maxLength={80}
				onInput={(name) => set({ name })}
			/>
			<TextField
				label={_("Teléfono")}
				type="tel"
				inputMode="tel"
				value={card.phone}
				maxLength={30}
				onInput={(phone) => set({ phone })}
			/>
			<ChoiceChips
				legend={_("¿Cómo prefiere?")}
				value={card.channel}
				onChange={(channel) => set({ channel })}
				options={channelChoices()}
			/>
			<ChoiceChips
				legend={_("¿Cuándo?")}
				multiple
				value={card.when}
				onChange={(when) => set({ when })}
				options={timeChoices()}
			/>
			<CheckField
				label={_("Se puede dejar mensaje de voz")}
				checked={card.voicemail}
				onChange={(voicemail) => set({ voicemail })}
			/>
			<TextField
				label={_("Preguntar por")}
				value={card.ask_for}
				maxLength={80}
				onInput={(ask_for) => set({ ask_for })}
			/>
			<LanguageField
				label={_("Idioma para hablarle")}
				value={card.language}
				onChange={(language) => set({ language })}
				first={organisation.value?.languages ?? []}
			/>
		</>
	);
}
