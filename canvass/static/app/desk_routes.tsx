import { _ } from "./i18n";
import type { Role } from "./organisation";
import { type AppRoute, lazy } from "./route";

const DESK: readonly Role[] = ["staff", "administrator"];
const OFFICE: readonly Role[] = ["lead", "staff", "administrator"];

/** The staff's and the administrator's screens, fetched when asked for: what opens vaults weighs too much for a phone at a door. */
export const desk: readonly AppRoute[] = [
	{
		path: "/day",
		component: lazy(() => import("./day").then((found) => found.Day)),
		roles: DESK,
		menu: () => _("Mi día"),
	},
	{
		path: "/review",
		component: lazy(() => import("./review").then((found) => found.Review)),
		roles: DESK,
		menu: () => _("Revisión"),
	},
	{
		path: "/cases",
		component: lazy(() => import("./cases").then((found) => found.Cases)),
		roles: DESK,
		menu: () => _("Casos"),
	},
	{
		path: "/cases/:id",
		component: lazy(() => import("./case").then((found) => found.CaseScreen)),
		roles: DESK,
	},
	{
		path: "/patterns",
		component: lazy(() => import("./patterns").then((found) => found.Patterns)),
		roles: DESK,
		menu: () => _("Patrones"),
	},
	{
		path: "/ladder",
		component: lazy(() => import("./ladder").then((found) => found.Ladder)),
		roles: DESK,
		menu: () => _("Escalera"),
	},
	{
		path: "/ladder/steps",
		component: lazy(() => import("./ladder_steps").then((found) => found.LadderSteps)),
		roles: ["administrator"],
	},
	{
		path: "/ladder/:id",
		component: lazy(() => import("./ladder_person").then((found) => found.LadderPerson)),
		roles: DESK,
	},
	{
		path: "/hours",
		component: lazy(() => import("./hours").then((found) => found.OfficeHoursScreen)),
		roles: DESK,
		menu: () => _("Horario"),
	},
	{
		path: "/hearing",
		component: lazy(() => import("./hearing").then((found) => found.Hearing)),
		roles: OFFICE,
		menu: () => _("Lo que dice la comunidad"),
	},
	{
		path: "/directory",
		component: lazy(() => import("./directory").then((found) => found.Directory)),
		roles: DESK,
		menu: () => _("Directorio"),
	},
	{
		path: "/directory/import",
		component: lazy(() => import("./directory_import").then((found) => found.DirectoryImport)),
		roles: DESK,
	},
	{
		path: "/directory/:id",
		component: lazy(() => import("./directory_organisation").then((found) => found.DirectoryOrganisation)),
		roles: DESK,
	},
	{
		path: "/vaults",
		component: lazy(() => import("./vaults").then((found) => found.Vaults)),
		roles: OFFICE,
		menu: () => _("Bóvedas"),
	},
	{
		path: "/privacy",
		component: lazy(() => import("./privacy").then((found) => found.Privacy)),
		roles: ["administrator"],
		menu: () => _("Lo que se guarda"),
	},
];
