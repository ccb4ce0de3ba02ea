/**
 * Holds the answers' types, written by hand for the screens, to the API's own description: nothing here runs.
 * A line that the compiler refuses names an answer that the server does not give.
 */

import type { components } from "./api-types";
import type { Assignment } from "./assignments";
import type { AnswerCount, Campaign, CampaignProgress, PublishedScript } from "./campaigns";
import type { CaseRecord } from "./cases";
import type { CutTurf, TurfPreview } from "./cutting";
import type { DirectoryReport, ListedOrganisation } from "./directory";
import type { Finding } from "./findings";
import type { GatheringRecord } from "./gatherings";
import type { Hearing } from "./hearing";
import type { HandedIn, HeldPhone } from "./held_pushes";
import type { HoldRecord } from "./holds";
import type { Hours, Slot } from "./hours";
import type { UploadedList } from "./imports";
import type { Job } from "./jobs";
import type { LadderRecord } from "./ladder";
import type { LateVisits } from "./late_visits";
import type { MeetingRecord } from "./meetings";
import type { Invitation, TeamMember } from "./members";
import type { SealedNote } from "./notes";
import type { BroughtIn } from "./outbox_file";
import type { Pinned, PlacePoint } from "./pins";
import type { Place, Point } from "./places";
import type { Holdings, Hold as KeptHold, Retention } from "./privacy";
import type { Kept, Waiting } from "./quarantine";
import type { QueuedContact } from "./queue";
import type { DoorResult } from "./results";
import type { Steps } from "./steps";
import type { TaskRecord } from "./tasks";
import type { CampaignRules } from "./triage_rules";
import type * as wire from "./wire";

type Schemas = components["schemas"];

/** What the server gives can be read as what is written: every field that is read is given, with such a value. */
type Gives<Server, Written> = unknown extends Written
	? true
	: unknown extends Server
		? true
		: null extends Server
			? null extends Written
				? GivesValue<NonNullable<Server>, NonNullable<Written>>
				: false
			: GivesValue<NonNullable<Server>, NonNullable<Written>>;

type GivesValue<Server, Written> = [Written] extends [readonly (infer W)[]]
	? [Server] extends [readonly (infer S)[]]
		? Gives<S, W>
		: false
	: [Written] extends [object]
		? [Server] extends [object]
			? string extends keyof Server
				? true
				: GivesFields<Server, Written>
			: false
		: [Server] extends [Written]
			? true
			: false;

type GivesFields<Server, Written> = {
	[Field in keyof Written]-?: Field extends keyof Server
		? Gives<Server[Field], Written[Field]>
		: undefined extends Written[Field]
			? true
			: false;
}[keyof Written];

type Check<Held extends true> = Held;

export type Checked = [
	Check<Gives<Schemas["InvitationFace"], wire.InvitationAnswer>>,
	Check<Gives<Schemas["Enrolled"], wire.EnrolmentAnswer>>,
	Check<Gives<Schemas["Session"], wire.Session>>,
	Check<Gives<Schemas["Home"], wire.Home>>,
	Check<Gives<Schemas["Snapshot"], wire.Snapshot>>,
	Check<Gives<Schemas["Changes"], wire.PullPage>>,
	Check<Gives<Schemas["Pushed"], wire.PushAnswer>>,
	Check<Gives<Schemas["People"], wire.PeopleAnswer>>,
	Check<Gives<Schemas["Statuses"], wire.StatusesAnswer>>,
	Check<Gives<Schemas["TeamMember"], TeamMember>>,
	Check<Gives<Schemas["Invitation"], Invitation>>,
	Check<Gives<Schemas["Campaign"], Campaign>>,
	Check<Gives<Schemas["Script"], PublishedScript>>,
	Check<Gives<Schemas["Progress"], CampaignProgress>>,
	Check<Gives<Schemas["AnswerCount"], AnswerCount>>,
	Check<Gives<Schemas["Point"], Point>>,
	Check<Gives<Schemas["Place"], Place>>,
	Check<Gives<Schemas["PlacePoint"], PlacePoint>>,
	Check<Gives<Schemas["Pinned"], Pinned>>,
	Check<Gives<Schemas["Upload"], UploadedList>>,
	Check<Gives<Schemas["Job"], Job>>,
	Check<Gives<Schemas["Preview"], TurfPreview>>,
	Check<Gives<Schemas["Turf"], CutTurf>>,
	Check<Gives<Schemas["Assignment"], Assignment>>,
	Check<Gives<Schemas["LateVisits"], LateVisits>>,
	Check<Gives<Schemas["Quarantined"], Kept>>,
	Check<Gives<Schemas["Waiting"], Waiting>>,
	Check<Gives<Schemas["Finding"], Finding>>,
	Check<Gives<Schemas["HeldPhone"], HeldPhone>>,
	Check<Gives<Schemas["HandedIn"], HandedIn>>,
	Check<Gives<Schemas["BroughtIn"], BroughtIn>>,
	Check<Gives<Schemas["Contact"], QueuedContact>>,
	Check<Gives<Schemas["Case"], CaseRecord>>,
	Check<Gives<Schemas["WholeCase"], CaseRecord & { notes: SealedNote[]; tasks: TaskRecord[] }>>,
	Check<Gives<Schemas["Person"], LadderRecord>>,
	Check<Gives<Schemas["WholePerson"], LadderRecord & { notes: SealedNote[]; tasks: TaskRecord[] }>>,
	Check<Gives<Schemas["NoteOf"], SealedNote & { of: string }>>,
	Check<Gives<Schemas["Meeting"], MeetingRecord>>,
	Check<Gives<Schemas["Gathering"], GatheringRecord>>,
	Check<Gives<Schemas["SealedNote"], SealedNote>>,
	Check<Gives<Schemas["Floor"], { floor: number }>>,
	Check<Gives<Schemas["Steps"], Steps>>,
	Check<Gives<Schemas["Rules"], CampaignRules>>,
	Check<Gives<Schemas["Hours"], Hours>>,
	Check<Gives<Schemas["Slot"], Slot>>,
	Check<Gives<Schemas["SlotHold"], HoldRecord>>,
	Check<Gives<Schemas["ListedOrganisation"], ListedOrganisation>>,
	Check<Gives<Schemas["DirectoryReport"], DirectoryReport>>,
	Check<Gives<Schemas["AnswerCounts"], Hearing>>,
	Check<Gives<Schemas["DoorResult"], DoorResult>>,
	Check<Gives<Schemas["Retention"], Retention>>,
	Check<Gives<Schemas["Hold"], KeptHold>>,
	Check<Gives<Schemas["Holdings"], Holdings>>,
];
