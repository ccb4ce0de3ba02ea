/** Links by which an app of this device calls or writes; no server is asked, ours or anybody's. */

import type { Channel } from "../device/types";

const LINKS: Record<Channel, (number: string) => string | null> = {
	call: (number) => `tel:${number}`,
	text: (number) => `sms:${number}`,
	whatsapp: (number) => `whatsapp://send?phone=${number.replace("+", "")}`,
	signal: (number) => `sgnl://signal.me/#p/${number}`,
	visit: () => null,
};

/** No number has more digits (E.164): two beside each other are none. */
const MOST_DIGITS = 15;

/** How to reach a number by a channel; null where there is none, or they want a visit. What was written is only digits here. */
export function reachLink(phone: string, channel: Channel): string | null {
	// What stands behind the first, an extension or another number, is not dialled along.
	const [first = ""] = /\+?\d[\d\s().-]*/.exec(phone) ?? [];
	const number = first.replace(/[^\d+]/g, "");
	return number && number.replace("+", "").length <= MOST_DIGITS ? LINKS[channel](number) : null;
}
