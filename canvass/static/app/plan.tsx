import { useEffect, useState } from "preact/hooks";
import { useLocation, useRoute } from "preact-iso";
import { cancelJob, getJob } from "../device/jobs";
import { type CutPlan, getPlan, type Plan } from "../device/plans";
import { _ } from "./i18n";
import { JobProgress } from "./job_progress";
import { PlanDesk } from "./plan_desk";
import { Answered, useAnswer } from "./server";
import { ButtonLink, Notice, Page, Progress } from "./ui";
import "./styles/team.css";
import "./styles/turf_draw.css";
import "./styles/plan.css";

/** A draft of turfs: first its cutting, then what came of it. */
export function PlanScreen() {
	const { id = "", plan: planId = "" } = useRoute().params;
	const { route } = useLocation();
	const answer = useAnswer(() => getPlan(planId), [planId]);
	const back = `/campaigns/${id}/cut`;
	return (
		<Page title={_("Borrador de zonas")} back={back} width="full">
			{answer.value && isCut(answer.value) ? (
				<PlanDesk plan={answer.value} onChange={answer.take} onGone={() => route(back)} />
			) : (
				<div class="desk-waiting">
					<Answered answer={answer}>
						{(plan) => <NotYet plan={plan} back={back} again={answer.again} onStopped={() => route(back)} />}
					</Answered>
				</div>
			)}
		</Page>
	);
}

function isCut(plan: Plan): plan is CutPlan {
	return plan.figures !== null && (plan.state === "draft" || plan.state === "published");
}

interface NotYetProps {
	plan: Plan;
	back: string;
	again: () => Promise<void>;
	onStopped: () => void;
}

function NotYet({ plan, back, again, onStopped }: NotYetProps) {
	if (plan.state === "cutting") {
		if (plan.job === null) return <CuttingUnseen again={again} />;
		return <Cutting job={plan.job} again={again} onStopped={onStopped} />;
	}
	return <NotCut plan={plan} back={back} />;
}

function NotCut({ plan, back }: Pick<NotYetProps, "plan" | "back">) {
	const isFailed = plan.state === "failed";
	// Who comes back to it later, or was faster than the page, is told the reason too.
	const job = useAnswer(async () => (isFailed && plan.job ? getJob(plan.job) : null), [plan.id]);
	return (
		<Notice kind="attention" title={isFailed ? _("No se pudo cortar") : _("Este borrador se descartó")}>
			{job.value?.error && <p>{job.value.error.message}</p>}
			<p>{_("No cambió nada en las zonas. Puede cortar otra vez.")}</p>
			<ButtonLink href={back}>{_("Cortar en zonas")}</ButtonLink>
		</Notice>
	);
}

function Cutting({ job, again, onStopped }: Pick<NotYetProps, "again" | "onStopped"> & { job: string }) {
	return (
		<div class="cutting">
			<JobProgress
				key={job}
				job={job}
				label={_("Cortando")}
				onDone={() => void again()}
				onEnded={onStopped}
				onCancel={() => cancelJob(job)}
			>
				<h2>{_("Cortando las zonas")}</h2>
				<p>{_("Puede cerrar esta pantalla: el servidor sigue, y el borrador queda en «Cortar en zonas».")}</p>
			</JobProgress>
		</div>
	);
}

const ASK_AGAIN_MS = 2_000;

/** Nobody knows its job any more: then the plan is asked for now and then. */
function CuttingUnseen({ again }: { again: () => Promise<void> }) {
	const [asked, setAsked] = useState(0);
	useEffect(() => {
		const timer = setTimeout(() => again().then(() => setAsked(asked + 1)), ASK_AGAIN_MS);
		return () => clearTimeout(timer);
	}, [asked]);
	return (
		<div class="cutting stack">
			<h2>{_("Cortando las zonas")}</h2>
			<Progress max={1} label={_("Cortando")} text={_("Un momento…")} />
		</div>
	);
}
