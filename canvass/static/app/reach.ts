/** Links by which an app of this device calls or writes; no server is asked, ours or anybody's. */

import type { Channel } from "../device/types";

const LINKS: Record<Channel, (number: string) => string | null> = {
	call: (number) => `tel:${number}`,
	text: (number) => `sms:${number}`,
	whatsapp: (number) => `whatsapp://send?phone=${number.replace("+", "")}`,
	signal: (number) => `sgnl://signal.me/#p/${number}`,
	visit: () => null,
};

/** How to reach a number by a channel; null where there is none, or they want a visit. What was written is only digits here. */
export function reachLink(phone: string, channel: Channel): string | null {
	const number = phone.replace(/[^\d+]/g, "");
	return number ? LINKS[channel](number) : null;
}
