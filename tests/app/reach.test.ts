import { expect, it } from "vitest";
import { reachLink } from "../../canvass/static/app/reach";

it.each([
	["+18285550123", "call", "tel:+18285550123"],
	["(828) 555-0123", "call", "tel:8285550123"],
	["828-555-0123, ext. 12", "call", "tel:8285550123"],
	["828.555.0123 / 828.555.0188", "text", "sms:8285550123"],
	["Línea: 988", "call", "tel:988"],
	["+18285550123", "whatsapp", "whatsapp://send?phone=18285550123"],
	["+18285550123?text=x&y", "whatsapp", "whatsapp://send?phone=18285550123"],
	["+18285550123", "signal", "sgnl://signal.me/#p/+18285550123"],
	["828 555 0123 828 555 0188", "call", null],
	["+18285550123", "visit", null],
	["+", "call", null],
	["pregunte en la tienda", "call", null],
] as const)("%s is reached by %s at %s", (phone, channel, link) => {
	expect(reachLink(phone, channel)).toBe(link);
});
