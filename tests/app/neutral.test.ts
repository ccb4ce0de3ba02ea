import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { faceAsked, neutralManifest, neutralPage } from "../../canvass/static/vite.neutral.ts";

const STATIC = join(import.meta.dirname, "../../canvass/static");
const MANIFEST = readFileSync(join(STATIC, "public/manifest.webmanifest"), "utf8");
const PAGE = readFileSync(join(STATIC, "index.html"), "utf8");
/** What would say whose phone this is. */
const TELLING = /canvass(?!-\d|-maskable|\.svg)|recorrido|puerta|voluntari|door|migra/i;

describe("a build under another name", () => {
	const face = faceAsked({ CANVASS_APP_NAME: " Lista <de> $& pan " });
	if (!face) throw new Error("no face");

	it("is called so on the home screen, and says nothing of what it is for", () => {
		const manifest = neutralManifest(MANIFEST, face);
		expect(MANIFEST).toMatch(TELLING);
		expect(manifest).not.toMatch(TELLING);
		expect(JSON.parse(manifest)).toMatchObject({
			name: "Lista <de> $& pan",
			short_name: "Lista <de> $& pan",
			start_url: "/",
		});
		expect(JSON.parse(manifest)).not.toHaveProperty("description");
	});

	it("is called so in tabs and in the app switcher", () => {
		const page = neutralPage(PAGE, face);
		expect(PAGE).toMatch(TELLING);
		expect(page).not.toMatch(TELLING);
		expect(page).toContain("<title>Lista &#60;de&#62; $&#38; pan</title>");
		expect(page).toContain('<div id="app"></div>');
	});

	it("has an icon for each of the app's own", () => {
		const own = readdirSync(join(STATIC, "public/icons"));
		expect(own.filter((name) => !existsSync(join(face.icons, name)))).toEqual([]);
		for (const name of own) {
			const [ours, theirs] = [join(STATIC, "public/icons", name), join(face.icons, name)];
			expect(readFileSync(ours).equals(readFileSync(theirs))).toBe(false);
		}
	});
});

describe("what the build is asked for", () => {
	it("is nothing where no name is given", () => {
		expect(faceAsked({})).toBeNull();
		expect(faceAsked({ CANVASS_APP_NAME: "  ", CANVASS_APP_ICON: "/icons" })).toBeNull();
	});

	it("may be icons of one's own", () => {
		expect(faceAsked({ CANVASS_APP_NAME: "Lista", CANVASS_APP_ICON: "/srv/icons" })?.icons).toBe(
			"/srv/icons",
		);
	});

	it("is no name that a home screen would cut off", () => {
		expect(() => faceAsked({ CANVASS_APP_NAME: "L".repeat(31) })).toThrow("30");
	});
});
