import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Plugin } from "vite";

/** What a phone shows of the app outside of it: on its home screen, in the app switcher, in the browser's tabs and history. */
export interface Face {
	name: string;
	/** A folder with files named as in `public/icons`. */
	icons: string;
}

/** Longer names are cut off on home screens. */
const LONGEST = 30;

/**
 * The face that the build is asked for: `CANVASS_APP_NAME`, and `CANVASS_APP_ICON`, a folder of icons; without the latter plain
 * ones. Nothing where there is no name: the app is called by its own.
 */
export function faceAsked(environment: Record<string, string | undefined>): Face | null {
	const name = environment["CANVASS_APP_NAME"]?.trim();
	if (!name) return null;
	if (name.length > LONGEST) throw new Error(`CANVASS_APP_NAME has more than ${LONGEST} characters`);
	const icons = environment["CANVASS_APP_ICON"]?.trim() || join(import.meta.dirname, "neutral", "icons");
	return { name, icons: resolve(icons) };
}

/** The manifest under another name, without a word of what the app is for. */
export function neutralManifest(manifest: string, { name }: Face): string {
	const { description: _, ...rest } = JSON.parse(manifest) as Record<string, unknown>;
	return JSON.stringify({ ...rest, name, short_name: name });
}

/** The one page under another name, without a word of what the app is for. */
export function neutralPage(html: string, { name }: Face): string {
	const safe = name.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
	return html
		.replace(/<title>[^<]*<\/title>/, () => `<title>${safe}</title>`)
		.replace(/\s*<meta name="description"[^>]*>/, "")
		.replace(/<noscript>[^<]*<\/noscript>/, "<noscript>Necesita JavaScript. Needs JavaScript.</noscript>");
}

/** Gives the built app its face, before the service worker notes what each file is. */
export function neutralFace(face: Face | null): Plugin {
	return {
		name: "canvass-neutral-face",
		transformIndexHtml: { order: "pre", handler: (html) => (face ? neutralPage(html, face) : html) },
		writeBundle: {
			sequential: true,
			order: "pre",
			handler({ dir }) {
				if (!face || !dir) return;
				const manifest = join(dir, "manifest.webmanifest");
				writeFileSync(manifest, neutralManifest(readFileSync(manifest, "utf8"), face));
				// All of them or none: one that is missing would be our own.
				for (const name of readdirSync(join(dir, "icons"))) {
					copyFileSync(join(face.icons, name), join(dir, "icons", name));
				}
			},
		},
	};
}
