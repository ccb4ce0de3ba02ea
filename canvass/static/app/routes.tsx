import { desk } from "./desk_routes";
import { Enrol } from "./enrol";
import { Home } from "./home";
import { _ } from "./i18n";
import { leading } from "./lead_routes";
import type { Role } from "./organisation";
import { type AppRoute, lazy } from "./route";
import { Turf } from "./turf";
import { MyTurfs } from "./turfs";
import { Door } from "./visits";

const EVERYONE: readonly Role[] = ["volunteer", "lead", "staff", "administrator"];

/** What is needed to record at a door is in the first chunk; the rest of a walk comes with the worker, so it is there offline too. */
const walking: readonly AppRoute[] = [
	{ path: "/turfs", component: MyTurfs, roles: EVERYONE, menu: () => _("Mis zonas") },
	{ path: "/turfs/:turf", component: Turf, roles: EVERYONE },
	{
		path: "/turfs/:turf/places/:place",
		component: lazy(() => import("./building").then((found) => found.BuildingScreen)),
		roles: EVERYONE,
	},
	{
		path: "/turfs/:turf/paper",
		component: lazy(() => import("./building").then((found) => found.PaperEntry)),
		roles: EVERYONE,
	},
	{
		path: "/turfs/:turf/map",
		component: lazy(() => import("./turf_map").then((found) => found.TurfMap)),
		roles: EVERYONE,
	},
	{
		path: "/turfs/:turf/doors/new",
		component: lazy(() => import("./new_door").then((found) => found.NewDoorScreen)),
		roles: EVERYONE,
	},
	{ path: "/doors/:door", component: Door, roles: EVERYONE },
	{
		path: "/doors/:door/talk",
		component: lazy(() => import("./script").then((found) => found.Talk)),
		roles: EVERYONE,
	},
	{
		path: "/doors/:door/contact",
		component: lazy(() => import("./contacts").then((found) => found.Contact)),
		roles: EVERYONE,
	},
	{
		path: "/doors/:door/visits/:visit",
		component: lazy(() => import("./correction").then((found) => found.Correction)),
		roles: EVERYONE,
	},
	{
		path: "/records",
		component: lazy(() => import("./records").then((found) => found.Records)),
		roles: EVERYONE,
		menu: () => _("Mis registros"),
	},
	{
		path: "/settings",
		component: lazy(() => import("./settings").then((found) => found.Settings)),
		roles: EVERYONE,
		menu: () => _("Ajustes"),
	},
];

/**
 * Every screen of the app. What a volunteer needs stands in the first chunk; the map, the lead's and the staff's screens
 * come lazily: `component: lazy(() => import("./campaigns").then((found) => found.Campaigns))`.
 */
export const routes: readonly AppRoute[] = [
	{ path: "/", component: Home },
	{ path: "/enrol", component: Enrol },
	...desk,
	...leading,
	...walking,
];
