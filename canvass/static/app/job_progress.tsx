import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { followJob, type Job } from "../device/jobs";
import { _, formatNumber } from "./i18n";
import { Fault } from "./server";
import { Button, Notice, Progress, useShown } from "./ui";

interface JobProgressProps<Result> {
	/** The job's id; another job wants another `key`. */
	job: string;
	label: string;
	onDone: (result: Result) => void;
	/** It failed or was stopped, and the person has read so. */
	onEnded: () => void;
	onCancel: () => Promise<unknown>;
	/** What is said above it while it is at work. */
	children?: ComponentChildren;
}

/** Long work on the server, as far as it is, until it ends. Leaving the screen stops the asking, not the work. */
export function JobProgress<Result>(props: JobProgressProps<Result>) {
	const { job: id, label, onDone, onEnded, onCancel, children } = props;
	const [job, setJob] = useState<Job<Result> | null>(null);
	const [fault, setFault] = useState<unknown>(null);
	const [stopping, setStopping] = useState(false);
	const shown = useShown<HTMLDivElement>();
	useEffect(() => {
		const leaving = new AbortController();
		follow(id, leaving.signal, setJob, onDone).catch(setFault);
		return () => leaving.abort();
	}, [id]);
	if (fault) return <Fault of={fault} again={onEnded} />;
	if (job?.state === "failed" || job?.state === "cancelled") return <Ended job={job} onEnded={onEnded} />;
	return (
		<div class="stack">
			{children}
			<div class="card stack" ref={shown} tabIndex={-1}>
				<Progress
					{...(job && job.total > 0 ? { value: job.done } : {})}
					max={Math.max(job?.total ?? 1, 1)}
					label={label}
					text={progressText(job, label)}
				/>
				<Button
					busy={stopping}
					onClick={() => {
						setStopping(true);
						// Where the wish did not arrive, the button is there again.
						onCancel().catch(() => setStopping(false));
					}}
				>
					{stopping ? _("Deteniendo…") : _("Detener")}
				</Button>
			</div>
		</div>
	);
}

async function follow<Result>(
	id: string,
	signal: AbortSignal,
	show: (job: Job<Result>) => void,
	onDone: (result: Result) => void,
): Promise<void> {
	for await (const job of followJob<Result>(id, signal)) {
		show(job);
		if (job.state === "done" && job.result !== null) onDone(job.result);
	}
}

function progressText(job: Job | null, label: string): string {
	if (!job || job.state === "waiting") return _("En espera de su turno…");
	if (job.total === 0) return label;
	const share = formatNumber(job.done / job.total, { style: "percent", maximumFractionDigits: 0 });
	return _("%(label)s: %(share)s", { label, share });
}

function Ended({ job, onEnded }: { job: Job; onEnded: () => void }) {
	const words = job.error?.message ?? _("Algo falló de nuestro lado. Inténtelo otra vez.");
	return (
		<Notice kind="attention" alert>
			<p>{job.state === "cancelled" ? _("Detenido. No se guardó nada.") : words}</p>
			<Button onClick={onEnded}>{_("Entendido")}</Button>
		</Notice>
	);
}
