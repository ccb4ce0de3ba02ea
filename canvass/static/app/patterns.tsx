import { UsersRound } from "lucide";
import { useMemo, useState } from "preact/hooks";
import { listCases } from "../device/cases";
import { listMeetings, type OpenMeeting } from "../device/meetings";
import {
	type Doubt,
	fetchLikenesses,
	findPatterns,
	type Likeness,
	type Pattern,
	sayAlike,
} from "../device/patterns";
import { counterpartyKind, householdsWords } from "./case_words";
import { needName } from "./contact_words";
import { ActFault, DeskFault } from "./desk_faults";
import { beside } from "./desk_words";
import { _, formatDate } from "./i18n";
import { MeetingForm } from "./meeting_form";
import { Meetings } from "./meetings";
import { Fact } from "./person_card";
import { useAct, useAnswer } from "./server";
import { Button, Empty, Page } from "./ui";
import { BehindVault, DeskBar } from "./unlock";
import { isUnlocked } from "./unlocking";
import "./styles/desk.css";

/** The same landlord, employer, park or agency across cases, found in this browser; never of few households, never with names. */
export function Patterns() {
	return (
		<Page title={_("Patrones")} under={isUnlocked.value && <DeskBar />}>
			<BehindVault vault="consulta">{() => <Unlocked />}</BehindVault>
		</Page>
	);
}

function Unlocked() {
	const cases = useAnswer(listCases, []);
	const said = useAnswer(fetchLikenesses, []);
	const meetings = useAnswer(listMeetings, []);
	const found = useMemo(
		() => cases.value && said.value && findPatterns(cases.value, said.value.likenesses, said.value.floor),
		[cases.value, said.value],
	);
	const fault = cases.fault ?? said.fault ?? meetings.fault;
	const again = () => Promise.all([cases.again(), said.again(), meetings.again()]);
	if (fault !== null) return <DeskFault of={fault} again={again} />;
	if (!found || !said.value || !meetings.value) return <p class="soft">{_("Abriendo…")}</p>;
	const say = (likeness: Likeness) =>
		said.change((before) => ({ ...before, likenesses: [...before.likenesses, likeness] }));
	const called = (meeting: OpenMeeting) =>
		meetings.change((before) => [meeting, ...before.filter(({ record }) => record.id !== meeting.record.id)]);
	return (
		<>
			<p class="soft">
				{_(
					"Aquí sale lo que comparten %(n)s hogares o más. Los nombres de las personas se quedan en sus casos.",
					{ n: said.value.floor },
				)}
			</p>
			<Doubts doubts={found.doubts} onSaid={say} />
			{found.patterns.length === 0 && (
				<Empty icon={UsersRound} title={_("Todavía no hay patrones")}>
					{_("Salen solos cuando en los casos se anota con quién es el problema.")}
				</Empty>
			)}
			<ul class="patterns">
				{found.patterns.map((pattern) => (
					<li key={pattern.key}>
						<PatternCard pattern={pattern} onCalled={called} />
					</li>
				))}
			</ul>
			<Meetings meetings={meetings.value} onChange={called} />
		</>
	);
}

function PatternCard({ pattern, onCalled }: { pattern: Pattern; onCalled: (meeting: OpenMeeting) => void }) {
	const [calling, setCalling] = useState(false);
	const { kind, name, households, spellings, places, needs, since } = pattern;
	return (
		<article class="card">
			<small>{counterpartyKind(kind)}</small>
			<h2>{name}</h2>
			<p class="large">{householdsWords(households)}</p>
			<dl class="facts">
				<Fact label={_("En común")}>
					{beside(needs.map((one) => `${needName(one.need)} ${one.households}`))}
				</Fact>
				<Fact label={_("Dónde")}>{beside(places)}</Fact>
				<Fact label={_("También escrito")}>{beside(spellings.slice(1))}</Fact>
				<Fact label={_("Desde cuándo")}>
					{since ? formatDate(`${since}-15`, { month: "long", year: "numeric" }) : ""}
				</Fact>
			</dl>
			<Button icon={UsersRound} onClick={() => setCalling(true)}>
				{_("¿Convocar a una reunión?")}
			</Button>
			{calling && (
				<MeetingForm
					pattern={pattern}
					onClose={() => setCalling(false)}
					onCalled={(meeting) => {
						setCalling(false);
						onCalled(meeting);
					}}
				/>
			)}
		</article>
	);
}

function Doubts({ doubts, onSaid }: { doubts: readonly Doubt[]; onSaid: (likeness: Likeness) => void }) {
	const act = useAct();
	if (doubts.length === 0) return null;
	const say = (doubt: Doubt, same: boolean) => act.run(async () => onSaid(await sayAlike(doubt, same)));
	return (
		<section class="card">
			<h2>{_("¿Es lo mismo?")}</h2>
			<ul class="tasks">
				{doubts.map((doubt) => (
					<li key={doubt.names.join()} class="task">
						<p>
							<small>{counterpartyKind(doubt.kind)}</small>
							<strong>{doubt.names[0]}</strong>
							<strong>{doubt.names[1]}</strong>
						</p>
						<div class="row">
							<Button busy={act.busy} onClick={() => say(doubt, true)}>
								{_("Sí, es lo mismo")}
							</Button>
							<Button kind="quiet" busy={act.busy} onClick={() => say(doubt, false)}>
								{_("No")}
							</Button>
						</div>
					</li>
				))}
			</ul>
			<ActFault of={act.fault} />
		</section>
	);
}
