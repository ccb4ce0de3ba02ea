import { desk } from "./desk_routes";
import { Home } from "./home";
import { _ } from "./i18n";
import { leading } from "./lead_routes";
import { behindLock } from "./locked";
import { member, type Role } from "./organisation";
import { type AppRoute, lazy } from "./route";

const EVERYONE: readonly Role[] = ["volunteer", "lead", "staff", "administrator"];

/** A walk comes with the worker, so it is there offline too, and behind the phone's lock. */
const walking: readonly AppRoute[] = [
	{
		path: "/turfs",
		component: behindLock(lazy(() => import("./walk").then((found) => found.MyTurfs))),
		roles: EVERYONE,
		menu: () => _("Mis zonas"),
	},
	{
		path: "/turfs/:turf",
		component: behindLock(lazy(() => import("./walk").then((found) => found.Turf))),
		roles: EVERYONE,
	},
	{
		path: "/turfs/:turf/places/:place",
		component: behindLock(lazy(() => import("./building").then((found) => found.BuildingScreen))),
		roles: EVERYONE,
	},
	{
		path: "/turfs/:turf/paper",
		component: behindLock(lazy(() => import("./building").then((found) => found.PaperEntry))),
		roles: EVERYONE,
	},
	{
		path: "/turfs/:turf/map",
		component: behindLock(lazy(() => import("./turf_map").then((found) => found.TurfMap))),
		roles: EVERYONE,
	},
	{
		path: "/turfs/:turf/doors/new",
		component: behindLock(lazy(() => import("./new_door").then((found) => found.NewDoorScreen))),
		roles: EVERYONE,
	},
	{
		path: "/doors/:door",
		component: behindLock(lazy(() => import("./walk").then((found) => found.Door))),
		roles: EVERYONE,
	},
	{
		path: "/doors/:door/talk",
		component: behindLock(lazy(() => import("./script").then((found) => found.Talk))),
		roles: EVERYONE,
	},
	{
		path: "/doors/:door/contact",
		component: behindLock(lazy(() => import("./contacts").then((found) => found.Contact))),
		roles: EVERYONE,
	},
	{
		path: "/doors/:door/visits/:visit",
		component: behindLock(lazy(() => import("./correction").then((found) => found.Correction))),
		roles: EVERYONE,
	},
	{
		path: "/records",
		component: behindLock(lazy(() => import("./records").then((found) => found.Records))),
		roles: EVERYONE,
		menu: () => _("Mis registros"),
	},
	{
		path: "/settings",
		component: behindLock(
			lazy(() => import("./settings").then((found) => found.Settings)),
			true,
		),
		roles: EVERYONE,
		menu: () => _("Ajustes"),
	},
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
