import { BookOpenText, ClipboardCheck, Map as MapIcon, Pencil, Printer, Scissors } from "lucide";
import { useRoute } from "preact-iso";
import {
	answerCounts,
	type Campaign,
	campaignProgress,
	changeCampaign,
	getCampaign,
} from "../device/campaigns";
import { listTurfs } from "../device/cutting";
import { CampaignAnswers } from "./campaign_answers";
import { CampaignFigures } from "./campaign_figures";
import { CampaignResults } from "./campaign_results";
import { campaignDays, campaignState } from "./campaigns";
import { _ } from "./i18n";
import { languageList } from "./languages";
import { member } from "./organisation";
import { Answered, Fault, useAct, useAnswer } from "./server";
import { TurfList } from "./turf_list";
import { ask, Button, ButtonLink, Notice, Page } from "./ui";
import "./styles/team.css";

/** One campaign: how far it is, where its turfs are, what people say. */
export function CampaignScreen() {
	const { id = "" } = useRoute().params;
	const answer = useAnswer(() => getCampaign(id), [id]);
	const campaign = answer.value;
	return (
		<Page
			title={campaign?.name ?? _("Campaña")}
			back="/campaigns"
			width="wide"
			under={campaign && <Facts campaign={campaign} />}
			foot={campaign?.state === "open" && <Acts id={id} />}
		>
			<Answered answer={answer}>
				{(found) => (
					<>
						{!found.script && <ScriptMissing id={id} />}
						<Sections campaign={found} />
						<Settings campaign={found} onChange={answer.take} />
					</>
				)}
			</Answered>
		</Page>
	);
}

function Facts({ campaign }: { campaign: Campaign }) {
	return (
		<p class="soft">
			{campaignDays(campaign)} · {languageList(campaign.languages)} · {campaignState(campaign.state)}
		</p>
	);
}

function Acts({ id }: { id: string }) {
	return (
		<>
			<ButtonLink icon={MapIcon} href={`/campaigns/${id}/map`}>
				{_("Mapa")}
			</ButtonLink>
			<ButtonLink icon={Scissors} href={`/campaigns/${id}/cut`}>
				{_("Cortar en zonas")}
			</ButtonLink>
			<ButtonLink kind="main" icon={ClipboardCheck} href={`/campaigns/${id}/assign`}>
				{_("Repartir")}
			</ButtonLink>
		</>
	);
}

function ScriptMissing({ id }: { id: string }) {
	return (
		<Notice kind="attention" title={_("Falta el guion")}>
			<p>{_("Sin guion publicado no hay preguntas ni texto de consentimiento en la puerta.")}</p>
			<ButtonLink href={`/campaigns/${id}/script`}>{_("Escribir el guion")}</ButtonLink>
		</Notice>
	);
}

function Sections({ campaign }: { campaign: Campaign }) {
	const { id } = campaign;
	const progress = useAnswer(() => campaignProgress(id), [id]);
	const turfs = useAnswer(() => listTurfs(id), [id]);
	const answers = useAnswer(() => answerCounts(id), [id]);
	return (
		<div class="sections">
			<section aria-labelledby="turfs">
				<h2 id="turfs">{_("Zonas")}</h2>
				<Answered answer={turfs}>
					{(found) => (
						<TurfList
							campaign={campaign}
							turfs={found}
							progress={progress.value?.turfs ?? []}
							onChange={turfs.again}
						/>
					)}
				</Answered>
				{turfs.value && turfs.value.length > 0 && (
					<ButtonLink icon={Printer} href={`/campaigns/${id}/sheets`}>
						{_("Hojas de papel")}
					</ButtonLink>
				)}
			</section>
			<div>
				<section aria-labelledby="progress">
					<h2 id="progress">{_("Avance")}</h2>
					<Answered answer={progress}>{(found) => <CampaignFigures progress={found} />}</Answered>
				</section>
				<section aria-labelledby="answers">
					<h2 id="answers">{_("Lo que dice la gente")}</h2>
					<Answered answer={answers}>{(found) => <CampaignAnswers counts={found} />}</Answered>
				</section>
				{member.value?.role !== "staff" && <CampaignResults campaign={id} />}
			</div>
		</div>
	);
}

interface SettingsProps {
	campaign: Campaign;
	onChange: (campaign: Campaign) => void;
}

function Settings({ campaign, onChange }: SettingsProps) {
	const act = useAct();
	const open = campaign.state === "open";
	const toggle = async () => {
		if (open && !(await ask(closingQuestion(campaign.name)))) return;
		await act.run(async () =>
			onChange(await changeCampaign(campaign.id, { state: open ? "closed" : "open", rev: campaign.rev })),
		);
	};
	return (
		<section aria-labelledby="settings">
			<h2 id="settings">{_("Preparación")}</h2>
			<Fault of={act.fault} />
			<div class="row">
				<ButtonLink icon={BookOpenText} href={`/campaigns/${campaign.id}/script`}>
					{_("Guion")}
				</ButtonLink>
				<ButtonLink icon={Pencil} href={`/campaigns/${campaign.id}/edit`}>
					{_("Nombre, fechas y personas")}
				</ButtonLink>
				<Button busy={act.busy} onClick={toggle}>
					{open ? _("Cerrar la campaña") : _("Volver a abrirla")}
				</Button>
			</div>
		</section>
	);
}

function closingQuestion(name: string) {
	return {
		title: _("¿Cerrar «%(name)s»?", { name }),
		text: _("Ya no se podrán trazar ni repartir zonas. Lo recogido se queda, y puede volver a abrirla."),
		act: _("Cerrar la campaña"),
	};
}
