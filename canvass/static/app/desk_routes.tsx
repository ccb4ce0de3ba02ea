import { _ } from "./i18n";
import type { Role } from "./organisation";
import { type AppRoute, office } from "./route";

const DESK: readonly Role[] = ["staff", "administrator"];
const OFFICE: readonly Role[] = ["lead", "staff", "administrator"];

/** The staff's and the administrator's screens, fetched when asked for: what opens vaults weighs too much for a phone at a door. */
export const desk: readonly AppRoute[] = [
	{
		path: "/day",
		component: office("day"),
		roles: DESK,
		menu: () => _("Mi día"),
	},
	{
		path: "/review",
		component: office("review"),
		roles: DESK,
		menu: () => _("Revisión"),
	},
	{
		path: "/cases",
		component: office("cases"),
		roles: DESK,
		menu: () => _("Casos"),
	},
	{
		path: "/cases/:id",
		component: office("caseScreen"),
		roles: DESK,
	},
	{
		path: "/patterns",
		component: office("patterns"),
		roles: DESK,
		menu: () => _("Patrones"),
	},
	{
		path: "/ladder",
		component: office("ladder"),
		roles: DESK,
		menu: () => _("Escalera"),
	},
	{
		path: "/ladder/steps",
		component: office("ladderSteps"),
		roles: ["administrator"],
	},
	{
		path: "/ladder/roster",
		component: office("roster"),
		roles: DESK,
	},
	{
		path: "/ladder/events",
		component: office("events"),
		roles: DESK,
	},
	{
		path: "/ladder/events/:id",
		component: office("eventScreen"),
		roles: DESK,
	},
	{
		path: "/ladder/events/:id/door",
		component: office("eventDoor"),
		roles: DESK,
	},
	{
		path: "/ladder/:id",
		component: office("ladderPerson"),
		roles: DESK,
	},
	{
		path: "/hours",
		component: office("officeHoursScreen"),
		roles: DESK,
		menu: () => _("Horario"),
	},
	{
		path: "/hearing",
		component: office("hearing"),
		roles: OFFICE,
		menu: () => _("Lo que dice la comunidad"),
	},
	{
		path: "/directory",
		component: office("directory"),
		roles: DESK,
		menu: () => _("Directorio"),
	},
	{
		path: "/directory/import",
		component: office("directoryImport"),
		roles: DESK,
	},
	{
		path: "/directory/:id",
		component: office("directoryOrganisation"),
		roles: DESK,
	},
	{
		path: "/vaults",
		component: office("vaults"),
		roles: OFFICE,
		menu: () => _("Bóvedas"),
	},
	{
		path: "/privacy",
		component: office("privacy"),
		roles: ["administrator"],
		menu: () => _("Lo que se guarda"),
	},
];
