import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Plugin } from "vite";

const FILES = ["swagger-ui-bundle.js", "swagger-ui.css"];

/** Puts the API's page beside the app: Swagger UI from its package, started by our own file in public/apidocs. */
export function apiDocs(): Plugin {
	return {
		name: "canvass-api-docs",
		apply: "build",
		generateBundle() {
			const folder = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
			for (const file of FILES) {
				this.emitFile({
					type: "asset",
					fileName: `apidocs/${file}`,
					source: readFileSync(join(folder, file)),
				});
			}
		},
	};
}
