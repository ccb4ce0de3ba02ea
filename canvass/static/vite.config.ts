import { defineConfig, type Plugin } from "vite";
import { VitePWA } from "vite-plugin-pwa";
import { apiDocs } from "./vite.apidocs.ts";
import { slimDexie } from "./vite.dexie.ts";
import { faceAsked, neutralFace } from "./vite.neutral.ts";
import { slimPico } from "./vite.pico.ts";

/** The map library and drawing make one chunk of their own, which no volunteer's first load asks for. */
const MAP_LIBRARY = /node_modules[\\/](maplibre-gl|@maplibre|terra-draw)/;

/** What is small, and known to screens of several roles. */
const SHARED_SMALL =
	/static[\\/](app[\\/](days|good_for)|device[\\/](paging|plain|ground))\.tsx?$|lucide.*[\\/](undo-2|flag|plus|trash|trash-2|pencil|printer)\.m?js$/;
/** What a volunteer walks with: one file, which is fetched while the PIN is being typed. */
const WALK =
	/static[\\/](app[\\/](walk|turf|turfs|visits|visit_parts|doors|results|recording|places|other_results)|device[\\/](doors|rows|turfs|visits|corrections|overlay|shifts))\.tsx?$|lucide.*[\\/](arrow-right|chevron-right|map|user-plus)\.m?js$/;
/** The lock's screens in one file: what adds a passkey shares the PIN with them. */
const LOCK = /static[\\/](app[\\/](lock|lock_choose|pin_field|other_person)|device[\\/](pin|stretch))\.tsx?$/;
/** What only a shared phone needs. */
const SHARING = /static[\\/](app[\\/]sharing|device[\\/](own_session|household|erase_everyone))\.ts$/;
/** What is small, and known to several of a lead's screens alone. */
const LEADS_TURFS =
	/static[\\/](app[\\/](coverage_words|turf_choice|turf_list|assignment_words|beginning|plan_words|pin_words|job_progress)|device[\\/](cutting|walk_sheet))\.tsx?$|lucide.*[\\/](clipboard-check|scissors)\.m?js$/;

/** Before the app has run there is nothing to paint but empty paper: a slow phone is spared that frame. */
const paintOnce: Plugin = {
	name: "canvass-paint-once",
	transformIndexHtml: {
		order: "post",
		handler: (html) => html.replace('<script type="module"', '<script type="module" blocking="render"'),
	},
};

export default defineConfig({
	oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
	// Dexie's own entry is its CommonJS build, to live beside a second copy of itself; here is only one.
	resolve: { alias: { dexie: "dexie/dist/modern/dexie.mjs" } },
	build: {
		target: ["chrome111", "firefox114", "safari16.4"],
		modulePreload: { polyfill: false },
		assetsInlineLimit: 0,
		chunkSizeWarningLimit: 1200,
		rolldownOptions: {
			output: {
				// The first file names all others: no letter more than the bundler needs to tell two versions of one apart.
				chunkFileNames: ({ name }) =>
					name.startsWith("map") ? "assets/[name]-[hash:7].js" : `assets/${name.slice(0, 3)}-[hash:7].js`,
				assetFileNames: ({ names }) =>
					names.some((name) => name.startsWith("maplibre-gl"))
						? "assets/map-[name]-[hash:6][extname]"
						: "assets/[name]-[hash:6][extname]",
				codeSplitting: {
					groups: [
						{ name: "map-tiles", test: /node_modules[\\/](pmtiles|fflate)/, priority: 3 },
						{ name: "map-library", test: MAP_LIBRARY, priority: 2 },
						// One file for all that the first screen needs: a dozen small ones compress worse and start later.
						{ name: "first", tags: ["$initial"], priority: 1 },
						// The first file names every other one: small ones that go together are one.
						{ name: "small", test: SHARED_SMALL, priority: 1 },
						{ name: "walk", test: WALK, priority: 1 },
						{ name: "lock", test: LOCK, priority: 1 },
						{ name: "sharing", test: SHARING, priority: 1 },
						{ name: "turfs", test: LEADS_TURFS },
					],
				},
			},
		},
	},
	worker: { format: "es" },
	plugins: [
		paintOnce,
		neutralFace(faceAsked(process.env)),
		slimPico(),
		slimDexie(),
		apiDocs(),
		VitePWA({
			strategies: "injectManifest",
			srcDir: "worker",
			filename: "sw.ts",
			injectRegister: false,
			manifest: false,
			injectManifest: {
				globPatterns: ["**/*.{html,js,mjs,css,svg,png,webmanifest}"],
				globIgnores: ["apidocs/**"],
				buildPlugins: { vite: [slimDexie()] },
				maximumFileSizeToCacheInBytes: 3_000_000,
			},
		}),
	],
});
