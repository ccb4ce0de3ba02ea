import { _ } from "./i18n";
import type { Role } from "./organisation";
import { type AppRoute, office } from "./route";
import { howManyWait } from "./waiting";

const LEADS: readonly Role[] = ["lead", "administrator"];

/** The lead's and the administrator's screens, each fetched when it is first opened. */
export const leading: readonly AppRoute[] = [
	{
		path: "/campaigns",
		component: office("campaigns"),
		roles: LEADS,
		menu: () => _("Campañas"),
	},
	{
		path: "/campaigns/new",
		component: office("newCampaign"),
		roles: LEADS,
	},
	{
		path: "/campaigns/:id",
		component: office("campaignScreen"),
		roles: LEADS,
	},
	{
		path: "/campaigns/:id/edit",
		component: office("editCampaign"),
		roles: LEADS,
	},
	{
		path: "/campaigns/:id/script",
		component: office("editScript"),
		roles: LEADS,
	},
	{
		path: "/campaigns/:id/map",
		component: office("turfDraw"),
		roles: LEADS,
	},
	{
		path: "/campaigns/:id/cut",
		component: office("cutScreen"),
		roles: LEADS,
	},
	{
		path: "/campaigns/:id/plans/:plan",
		component: office("planScreen"),
		roles: LEADS,
	},
	{
		path: "/campaigns/:id/assign",
		component: office("assign"),
		roles: LEADS,
	},
	{
		path: "/campaigns/:id/turfs/:turf/sheet",
		component: office("walkSheet"),
		roles: LEADS,
	},
	{
		path: "/campaigns/:id/sheets",
		component: office("walkSheets"),
		roles: LEADS,
	},
	{
		path: "/import",
		component: office("importScreen"),
		roles: LEADS,
		menu: () => _("Importar"),
	},
	{
		path: "/points",
		component: office("pinsScreen"),
		roles: LEADS,
	},
	{
		path: "/people",
		component: office("people"),
		roles: LEADS,
		menu: () => _("Equipo"),
	},
	{
		path: "/pending",
		component: office("pending"),
		roles: LEADS,
		menu: () => (howManyWait() ? _("Pendientes: %(n)s", { n: howManyWait() }) : _("Pendientes")),
	},
];
