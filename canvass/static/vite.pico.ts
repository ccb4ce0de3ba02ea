import type { Plugin } from "vite";

/** What Pico dresses and this app has none of; a phone on a bad line need not fetch it. */
const UNUSED =
	/range|slider|\[type=color\]|role=(switch|search|group)|tooltip|breadcrumb|samp\b|dir=rtl|type=(month|week)|aria-invalid=false|aria-busy|dropdown|figure|figcaption|kbd|video|audio|hgroup|article|dialog|modal/;

/** Leaves out of Pico's sheet the rules for elements that the app does not use. */
export function slimPico(): Plugin {
	return {
		name: "canvass-slim-pico",
		enforce: "pre",
		transform(sheet, id) {
			if (!id.includes("@picocss")) return null;
			const bare = sheet.replace(/^@charset[^;]*;/, "").replace(/\/\*[\s\S]*?\*\//g, "");
			return { code: cutOutside(bare, "}").map(slimRule).join(""), map: null };
		},
	};
}

function slimRule(rule: string): string {
	const brace = rule.indexOf("{");
	if (rule.startsWith("@")) return UNUSED.test(rule.slice(0, brace)) || onlyUnused(rule, brace) ? "" : rule;
	const used = cutOutside(rule.slice(0, brace), ",").filter((selector) => !isUnused(selector));
	return used.length ? used.join("").replace(/,$/, "") + rule.slice(brace) : "";
}

/** What stands in brackets is one of several or an exception, and decides nothing: `:not([type=range])`. */
function isUnused(selector: string): boolean {
	const bare = selector.replace(/\([^()]*\)/g, "");
	return bare === selector ? UNUSED.test(selector) : isUnused(bare);
}

/** Whether every rule inside an at-rule is for something unused. */
function onlyUnused(rule: string, brace: number): boolean {
	const inner = cutOutside(rule.slice(brace + 1, -1), "}");
	return inner.every((part) => part.includes("{") && slimRule(part) === "");
}

/** Cuts a text after each `mark` that stands outside of all brackets; for `}` that is the end of a whole rule. */
function cutOutside(text: string, mark: "," | "}"): string[] {
	const parts: string[] = [];
	let depth = 0;
	let start = 0;
	for (let at = 0; at < text.length; at++) {
		const sign = text[at] as string;
		if ("([{".includes(sign)) depth += 1;
		if (")]}".includes(sign)) depth -= 1;
		if (sign !== mark || depth > 0) continue;
		parts.push(text.slice(start, at + 1));
		start = at + 1;
	}
	return start < text.length ? [...parts, text.slice(start)] : parts;
}
