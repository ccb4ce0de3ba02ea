import { PhoneOff } from "lucide";
import type { OpenedWithdrawal } from "../device/queue";
import { metWords } from "./desk_words";
import { _ } from "./i18n";
import { phoneWords } from "./person_card";
import { Icon } from "./ui";
import { takenWords } from "./withdrawal_words";

/** In the list of the review: somebody does not want any more what they had agreed to. */
export function WithdrawalRow({ one: { withdrawal } }: { one: OpenedWithdrawal }) {
	return (
		<>
			<span class="contact-name">
				<Icon of={PhoneOff} size={20} />
				<strong>{withdrawal.name || phoneWords(withdrawal.phone)}</strong>
				<span class="badge urgency-today">{_("Ya no quiere")}</span>
			</span>
			<span class="contact-needs">{takenWords(withdrawal)}</span>
			<small>{metWords(withdrawal.on)}</small>
		</>
	);
}
