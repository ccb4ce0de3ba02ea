import { Printer } from "lucide";
import { useState } from "preact/hooks";
import { type AnswerCount, type Campaign, getScript, listCampaigns } from "../device/campaigns";
import { fetchHearing, needsByWeek, toldOf } from "../device/hearing";
import { fetchQueue, openContacts, type ReviewedContact } from "../device/queue";
import type { Question } from "../device/types";
import { optionWords } from "./campaign_answers";
import { needName } from "./contact_words";
import { DeskFault } from "./desk_faults";
import { _ } from "./i18n";
import { textIn } from "./languages";
import { organisation } from "./organisation";
import { useAnswer } from "./server";
import { Button, Page, SelectField } from "./ui";
import { canOpen, isUnlocked } from "./unlocking";
import { type Series, WeekChart } from "./week_chart";
import "./styles/hearing.css";

/** What the community says, week by week: answers to the script, and for who may open contacts the needs; to print for a meeting. */
export function Hearing() {
	const campaigns = useAnswer(listCampaigns, []);
	const [chosen, setChosen] = useState("");
	const found = campaigns.value ?? [];
	const campaign = found.find(({ id }) => id === chosen) ?? found[0];
	return (
		<Page title={_("Lo que dice la comunidad")} width="wide">
			<DeskFault of={campaigns.fault} again={campaigns.again} />
			{campaign && (
				<>
					<div class="row hearing-which not-printed">
						<SelectField
							label={_("Campaña")}
							value={campaign.id}
							options={found.map(({ id, name }) => ({ value: id, label: name }))}
							onChange={setChosen}
						/>
						<Button icon={Printer} onClick={() => print()}>
							{_("Imprimir")}
						</Button>
					</div>
					<Heard key={campaign.id} campaign={campaign} />
				</>
			)}
			{campaigns.value && !campaign && <p class="soft">{_("Todavía no hay campañas.")}</p>}
		</Page>
	);
}

function Heard({ campaign }: { campaign: Campaign }) {
	const heard = useAnswer(() => fetchHearing(campaign.id), [campaign.id]);
	if (heard.fault !== null) return <DeskFault of={heard.fault} again={heard.again} />;
	if (!heard.value) return <p class="soft">{_("Abriendo…")}</p>;
	const { items, least } = heard.value;
	return (
		<article class="hearing">
			<header>
				<h2>{campaign.name}</h2>
				<p class="soft">
					{_(
						"%(org)s. Respuestas sin nombre y sin puerta. Donde son menos de %(n)s personas dice «pocas», para que nadie pueda adivinar quién fue.",
						{ org: organisation.value?.name ?? "", n: least },
					)}
				</p>
			</header>
			<Answers items={items} />
			{isUnlocked.value && canOpen("intake") ? (
				<Needs campaign={campaign.id} least={least} />
			) : (
				<p class="soft not-printed">
					{_("Con las bóvedas abiertas aquí salen también las necesidades, semana por semana.")}
				</p>
			)}
		</article>
	);
}

function Answers({ items }: { items: AnswerCount[] }) {
	const ids = [...new Set(items.map(({ script }) => script))];
	const scripts = useAnswer(() => Promise.all(ids.map(getScript)), [ids.join()]);
	if (scripts.fault !== null) return <DeskFault of={scripts.fault} again={scripts.again} />;
	if (items.length === 0) return <p class="soft">{_("Todavía no hay respuestas.")}</p>;
	return (
		<>
			{(scripts.value ?? []).flatMap(({ id, body }) =>
				body.questions.map((question) => {
					const of = items.filter((one) => one.script === id && one.question === question.id);
					const options = inScriptOrder(
						question,
						of.map(({ option }) => option),
					);
					const series = options.map(
						(option): Series => ({
							key: option,
							label: optionWords(question, option),
							...toldOf(of.filter((one) => one.option === option)),
						}),
					);
					if (series.length === 0) return null;
					return <WeekChart key={`${id} ${question.id}`} title={textIn(question.text)} series={series} />;
				}),
			)}
		</>
	);
}

/** Each option once, as it is asked. */
function inScriptOrder({ options = [] }: Question, found: readonly string[]): string[] {
	const asked = options.map(({ id }) => id).filter((id) => found.includes(id));
	return [...new Set([...asked, ...found])];
}

function Needs({ campaign, least }: { campaign: string; least: number }) {
	const opened = useAnswer(async (): Promise<ReviewedContact[]> => {
		const queue = await fetchQueue();
		return openContacts(queue.filter((one) => one.campaign === campaign));
	}, [campaign]);
	if (opened.fault !== null) return <DeskFault of={opened.fault} again={opened.again} />;
	if (!opened.value) return <p class="soft">{_("Abriendo…")}</p>;
	const series = needsByWeek(opened.value, least).map(
		({ need, ...told }): Series => ({ key: need, label: needName(need), ...told }),
	);
	if (series.length === 0) return null;
	return <WeekChart title={_("Lo que necesita la gente que pidió que la llamen")} series={series} />;
}
