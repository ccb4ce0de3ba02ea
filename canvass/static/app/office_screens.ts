import { keepFocus } from "./kept_focus";

keepFocus();

/**
 * Where the screens of leads, staff and administrators lie, each fetched when it is first opened. A file of its own: their
 * names are not for the first load of a volunteer's phone, which opens none of them.
 */
export const screens = {
	day: () => import("./day").then((found) => found.Day),
	review: () => import("./review").then((found) => found.Review),
	cases: () => import("./cases").then((found) => found.Cases),
	caseScreen: () => import("./case").then((found) => found.CaseScreen),
	patterns: () => import("./patterns").then((found) => found.Patterns),
	ladder: () => import("./ladder").then((found) => found.Ladder),
	ladderSteps: () => import("./ladder_steps").then((found) => found.LadderSteps),
	ladderPerson: () => import("./ladder_person").then((found) => found.LadderPerson),
	events: () => import("./events").then((found) => found.Events),
	eventScreen: () => import("./event").then((found) => found.EventScreen),
	eventDoor: () => import("./event_door").then((found) => found.EventDoor),
	roster: () => import("./roster").then((found) => found.RosterScreen),
	officeHoursScreen: () => import("./hours").then((found) => found.OfficeHoursScreen),
	hearing: () => import("./hearing").then((found) => found.Hearing),
	directory: () => import("./directory").then((found) => found.Directory),
	directoryImport: () => import("./directory_import").then((found) => found.DirectoryImport),
	directoryOrganisation: () =>
		import("./directory_organisation").then((found) => found.DirectoryOrganisation),
	vaults: () => import("./vaults").then((found) => found.Vaults),
	privacy: () => import("./privacy").then((found) => found.Privacy),
	campaigns: () => import("./campaigns").then((found) => found.Campaigns),
	newCampaign: () => import("./campaign_edit").then((found) => found.NewCampaign),
	campaignScreen: () => import("./campaign").then((found) => found.CampaignScreen),
	editCampaign: () => import("./campaign_edit").then((found) => found.EditCampaign),
	editScript: () => import("./script_edit").then((found) => found.EditScript),
	turfDraw: () => import("./turf_draw").then((found) => found.TurfDraw),
	cutScreen: () => import("./cut").then((found) => found.CutScreen),
	planScreen: () => import("./plan").then((found) => found.PlanScreen),
	assign: () => import("./assign").then((found) => found.Assign),
	walkSheet: () => import("./walk_sheet").then((found) => found.WalkSheet),
	walkSheets: () => import("./walk_sheet").then((found) => found.WalkSheets),
	importScreen: () => import("./import").then((found) => found.ImportScreen),
	pinsScreen: () => import("./pins").then((found) => found.PinsScreen),
	people: () => import("./people").then((found) => found.People),
	pending: () => import("./quarantine").then((found) => found.Pending),
};
