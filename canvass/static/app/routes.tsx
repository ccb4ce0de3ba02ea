import { desk } from "./desk_routes";
import { Home } from "./home";
import { _ } from "./i18n";
import { leading } from "./lead_routes";
import { behindLock } from "./locked";
import { member, type Role } from "./organisation";
import { type AppRoute, lazy } from "./route";

const EVERYONE: readonly Role[] = ["volunteer", "lead", "staff", "administrator"];

type Load = Parameters<typeof lazy>[0];

function forAll(path: string, load: Load, menu: (() => string) | null = null, ifShared = false): AppRoute {
	return {
		path,
		component: behindLock(lazy(load), ifShared),
		roles: EVERYONE,
		...(menu && { menu }),
	};
}

/** A walk comes with the worker, so it is there offline too, and behind the phone's lock. */
const walking: readonly AppRoute[] = [
	forAll(
		"/turfs",
		() => import("./walk").then((found) => found.MyTurfs),
		() => _("Mis zonas"),
	),
	forAll("/turfs/:turf", () => import("./walk").then((found) => found.Turf)),
	forAll("/turfs/:turf/places/:place", () => import("./building").then((found) => found.BuildingScreen)),
	forAll("/turfs/:turf/paper", () => import("./building").then((found) => found.PaperEntry)),
	forAll("/turfs/:turf/map", () => import("./turf_map").then((found) => found.TurfMap)),
	forAll("/turfs/:turf/doors/new", () => import("./new_door").then((found) => found.NewDoorScreen)),
	forAll("/doors/:door", () => import("./walk").then((found) => found.Door)),
	forAll("/doors/:door/talk", () => import("./script").then((found) => found.Talk)),
	forAll("/doors/:door/contact", () => import("./contacts").then((found) => found.Contact)),
	forAll("/doors/:door/visits/:visit", () => import("./correction").then((found) => found.Correction)),
	forAll(
		"/table",
		() => import("./contacts").then((found) => found.Table),
		() => _("Mesa informativa"),
	),
	forAll(
		"/records",
		() => import("./records").then((found) => found.Records),
		() => _("Mis registros"),
	),
	forAll(
		"/settings",
		() => import("./settings").then((found) => found.Settings),
		() => _("Ajustes"),
		true,
	),
];

/**
 * Every screen of the app. They come lazily, the walk too, which the lock stands before: `component: lazy(() => import("./campaigns").then((found) => found.Campaigns))`.
 */
export const routes: readonly AppRoute[] = [
	{ path: "/", component: Home },
	{
		path: "/enrol",
		component: lazy(() =>
			member.value
				? import("./enrol_here").then((found) => found.EnrolHere)
				: import("./enrol").then((found) => found.Enrol),
		),
	},
	{ path: "/who", component: lazy(() => import("./who").then((found) => found.Who)) },
	...[...desk, ...leading].map((one) => ({ ...one, component: behindLock(one.component, true) })),
	...walking,
];
