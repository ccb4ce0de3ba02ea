import { TriangleAlert, UserPlus } from "lucide";
import { countStates, type QueuedContact } from "../device/queue";
import { contactState, weekWords } from "./desk_words";
import { _, ngettext } from "./i18n";
import { useCampaigns } from "./review_queue";
import { ButtonLink, Icon } from "./ui";

/** What the server may know: how many contacts there are in each state, in which campaign and week, and how many are urgent. */
export function QueueFigures({ queue }: { queue: readonly QueuedContact[] }) {
	const counts = countStates(queue);
	const { waiting, urgent } = waitingOf(queue);
	const states = (["new", "picked_up", "routed", "closed"] as const).filter(
		(state) => state === "new" || counts[state] > 0,
	);
	return (
		<section class="known">
			<p class="large">{waitingText(waiting.length)}</p>
			{urgent > 0 && (
				<p class="known-urgent">
					<Icon of={TriangleAlert} />
					{urgentText(urgent)}
				</p>
			)}
			<dl class="figures">
				{states.map((state) => (
					<div class="figure" key={state}>
						<dt>{contactState(state)}</dt>
						<dd class="number">{counts[state]}</dd>
					</div>
				))}
			</dl>
			{waiting.length > 0 && <Weeks waiting={waiting} />}
			<p class="soft">{_("Es todo lo que el servidor sabe. Quiénes son y qué necesitan está sellado.")}</p>
			<ButtonLink icon={UserPlus} href="/table">
				{_("Agregar un contacto")}
			</ButtonLink>
		</section>
	);
}

/** The same in one line, for above the open list. */
export function Waiting({ queue }: { queue: readonly QueuedContact[] }) {
	const { waiting, urgent } = waitingOf(queue);
	return (
		<>
			{waitingText(waiting.length)}
			{urgent > 0 && <strong class="attention">{urgentText(urgent)}</strong>}
		</>
	);
}

function waitingOf(queue: readonly QueuedContact[]) {
	const waiting = queue.filter(({ state }) => state === "new" || state === "picked_up");
	return { waiting, urgent: waiting.filter((one) => one.urgent).length };
}

function waitingText(n: number): string {
	return ngettext("%(n)s contacto por revisar", "%(n)s contactos por revisar", n, { n });
}

function urgentText(n: number): string {
	return ngettext("%(n)s pide respuesta hoy", "%(n)s piden respuesta hoy", n, { n });
}

function Weeks({ waiting }: { waiting: readonly QueuedContact[] }) {
	const campaigns = useCampaigns();
	const groups = grouped(waiting);
	const name = (id: string) => campaigns.value?.find((campaign) => campaign.id === id)?.name ?? "";
	const sorted = [...groups.values()].sort((a, b) => (a[0]?.week ?? "").localeCompare(b[0]?.week ?? ""));
	return (
		<ul class="record-list">
			{sorted.map((group) => {
				const [{ week, campaign } = { week: "", campaign: "" }] = group;
				return (
					<li class="record" key={`${week} ${campaign}`}>
						<span>
							<strong>{name(campaign)}</strong> <span class="soft">{weekWords(week)}</span>
						</span>
						<span class="number">{group.length}</span>
					</li>
				);
			})}
		</ul>
	);
}

/** Contacts by campaign and week. */
function grouped(contacts: readonly QueuedContact[]): Map<string, QueuedContact[]> {
	const groups = new Map<string, QueuedContact[]>();
	for (const one of contacts) {
		const key = `${one.week} ${one.campaign}`;
		const group = groups.get(key);
		if (group) group.push(one);
		else groups.set(key, [one]);
	}
	return groups;
}
