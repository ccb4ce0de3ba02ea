import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import manifest from "./package.json" with { type: "json" };

/** The tests lie outside this folder; what they import by name is looked for in here. */
const packages = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.devDependencies)];

export default defineConfig({
	oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
	resolve: { dedupe: packages },
	server: { fs: { allow: ["../.."] } },
	test: {
		dir: fileURLToPath(new URL("../../tests", import.meta.url)),
		include: ["device/**/*.test.ts", "app/**/*.test.{ts,tsx}"],
		environment: "node",
	},
});
