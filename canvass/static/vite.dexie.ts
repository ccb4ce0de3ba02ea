import type { Plugin } from "vite";

/**
 * Parts of Dexie that serve its live queries and the cache behind them. This app follows its store by `device/changes`,
 * so a phone need neither fetch them nor run them at each read and write. Each is given by how it begins and what follows it.
 */
const UNUSED: readonly { from: string; to: string }[] = [
	{ from: "this.use(cacheMiddleware);", to: "this.use(virtualIndexMiddleware);" },
	{ from: "if ('mutatedParts' in idbtrans) {", to: "});\n        return this;" },
	{ from: "if (wasCreated) {\n            const everything", to: "return db;" },
	{ from: "props(RangeSet.prototype, {", to: "function addRange(" },
	{ from: "liveQuery,\n    extendObservabilitySet,", to: "getByKeyPath:" },
	{ from: "cache,\n    semVer:", to: "semVer:" },
	{ from: "if (typeof dispatchEvent !== 'undefined' &&", to: "function add(value)" },
	{ from: "liveQuery, mergeRanges", to: "mergeRanges" },
];

/** Leaves out of Dexie what the app does not use; a Dexie that looks otherwise stops the build. */
export function slimDexie(): Plugin {
	return {
		name: "canvass-slim-dexie",
		enforce: "pre",
		transform(code, id) {
			return id.endsWith("dexie/dist/modern/dexie.mjs")
				? { code: UNUSED.reduce(without, code), map: null }
				: null;
		},
	};
}

function without(code: string, { from, to }: { from: string; to: string }): string {
	const start = code.indexOf(from);
	const end = code.indexOf(to, start);
	if (start < 0 || end < 0 || code.includes(from, start + 1))
		throw new Error(`Dexie has changed: see vite.dexie.ts about ${from}`);
	return code.slice(0, start) + code.slice(end);
}
