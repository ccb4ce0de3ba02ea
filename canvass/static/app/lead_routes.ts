import { _ } from "./i18n";
import type { Role } from "./organisation";
import { type AppRoute, lazy } from "./route";
import { howManyWait } from "./waiting";

const LEADS: readonly Role[] = ["lead", "administrator"];

/** The lead's and the administrator's screens, each fetched when it is first opened. */
export const leading: readonly AppRoute[] = [
	{
		path: "/campaigns",
		component: lazy(() => import("./campaigns").then((found) => found.Campaigns)),
		roles: LEADS,
		menu: () => _("Campañas"),
	},
	{
		path: "/campaigns/new",
		component: lazy(() => import("./campaign_edit").then((found) => found.NewCampaign)),
		roles: LEADS,
	},
	{
		path: "/campaigns/:id",
		component: lazy(() => import("./campaign").then((found) => found.CampaignScreen)),
		roles: LEADS,
	},
	{
		path: "/campaigns/:id/edit",
		component: lazy(() => import("./campaign_edit").then((found) => found.EditCampaign)),
		roles: LEADS,
	},
	{
		path: "/campaigns/:id/script",
		component: lazy(() => import("./script_edit").then((found) => found.EditScript)),
		roles: LEADS,
	},
	{
		path: "/campaigns/:id/map",
		component: lazy(() => import("./turf_draw").then((found) => found.TurfDraw)),
		roles: LEADS,
	},
	{
		path: "/campaigns/:id/cut",
		component: lazy(() => import("./cut").then((found) => found.CutScreen)),
		roles: LEADS,
	},
	{
		path: "/campaigns/:id/plans/:plan",
		component: lazy(() => import("./plan").then((found) => found.PlanScreen)),
		roles: LEADS,
	},
	{
		path: "/campaigns/:id/assign",
		component: lazy(() => import("./assign").then((found) => found.Assign)),
		roles: LEADS,
	},
	{
		path: "/campaigns/:id/turfs/:turf/sheet",
		component: lazy(() => import("./walk_sheet").then((found) => found.WalkSheet)),
		roles: LEADS,
	},
	{
		path: "/campaigns/:id/sheets",
		component: lazy(() => import("./walk_sheet").then((found) => found.WalkSheets)),
		roles: LEADS,
	},
	{
		path: "/import",
		component: lazy(() => import("./import").then((found) => found.ImportScreen)),
		roles: LEADS,
		menu: () => _("Importar"),
	},
	{
		path: "/points",
		component: lazy(() => import("./pins").then((found) => found.PinsScreen)),
		roles: LEADS,
	},
	{
		path: "/people",
		component: lazy(() => import("./people").then((found) => found.People)),
		roles: LEADS,
		menu: () => _("Equipo"),
	},
	{
		path: "/pending",
		component: lazy(() => import("./quarantine").then((found) => found.Pending)),
		roles: LEADS,
		menu: () => (howManyWait() ? _("Pendientes: %(n)s", { n: howManyWait() }) : _("Pendientes")),
	},
];
