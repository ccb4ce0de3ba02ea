import { useState } from "preact/hooks";
import { ApiError } from "../device/api";
import type { ImportResult, Mapping, StreetsResult, UploadedList } from "../device/imports";
import { neededFields, runImport, uploadList } from "../device/imports";
import { cancelJob } from "../device/jobs";
import { useDirty } from "./dirty";
import { _ } from "./i18n";
import { ChooseFile } from "./import_file";
import { MappingTable } from "./import_mapping";
import { ImportReport } from "./import_report";
import { MakeRoom } from "./import_room";
import { ChooseHolds, type Holds, StreetsReport } from "./import_streets";
import { JobProgress } from "./job_progress";
import { Fault, useAct } from "./server";
import { Button, Notice, Page, TextField } from "./ui";
import { UnsurePoints } from "./unsure_points";
import "./styles/team.css";

interface Chosen {
	list: UploadedList;
	/** Names where the list comes from, so that a newer one is recognised. */
	source: string;
	mapping: Mapping;
}

type Result = ImportResult | StreetsResult;

interface Run {
	/** The list's id. */
	list: string;
	job: string;
	dryRun: boolean;
}

/** Addresses from a file: choose it, say which column is what, look at what would happen, and import. */
export function ImportScreen() {
	const [chosen, setChosen] = useState<Chosen | null>(null);
	const [file, setFile] = useState<File | null>(null);
	const [begun, setBegun] = useState(runInAddress);
	const act = useAct();
	const choose = (file: File) =>
		act.run(async () => {
			setFile(file);
			// What was chosen before goes at once: a file that cannot be read must not look as if it were the one below.
			setChosen(null);
			setBegun(null);
			noteInAddress(null);
			const list = await uploadList(crypto.randomUUID(), file);
			setChosen({ list, source: sourceOf(file.name), mapping: list.mapping });
		});
	return (
		<Page title={_("Importar direcciones")} back="/campaigns" width="wide">
			<ChooseFile name={file && plain(file.name)} busy={act.busy} onChoose={choose} />
			<Fault of={act.fault} />
			{file && isFull(act.fault) && <MakeRoom onRoom={() => choose(file)} />}
			{chosen && <Prepare key={chosen.list.id} {...chosen} />}
			{begun && <Begun run={begun} />}
			{!chosen && !begun && <UnsurePoints />}
		</Page>
	);
}

/** An import in earnest goes on without its screen: whoever loads it anew, or comes back to it, sees how far it is. */
function runInAddress(): Run | null {
	const { searchParams: asked } = new URL(location.href);
	const [list, job] = [asked.get("list"), asked.get("job")];
	return list && job ? { list, job, dryRun: false } : null;
}

function noteInAddress(run: Run | null): void {
	const query = run ? `?${new URLSearchParams({ list: run.list, job: run.job })}` : "";
	history.replaceState(history.state, "", `${location.pathname}${query}`);
}

/** One that was begun before this screen was opened. */
function Begun({ run }: { run: Run }) {
	const [result, setResult] = useState<Result | null>(null);
	const [ended, setEnded] = useState(false);
	if (ended) return null;
	if (result) return <Report id={run.list} result={result} />;
	return (
		<Running
			run={run}
			onDone={setResult}
			onEnded={() => {
				noteInAddress(null);
				setEnded(true);
			}}
		/>
	);
}

interface ReportProps {
	id: string;
	result: Result;
	busy?: boolean;
	onImport?: () => void;
}

function Report({ result, ...props }: ReportProps) {
	return result.holds === "streets" ? (
		<StreetsReport result={result} {...props} />
	) : (
		<ImportReport result={result} {...props} />
	);
}

interface RunningProps {
	run: Run;
	onDone: (result: Result) => void;
	onEnded: () => void;
}

function Running({ run, onDone, onEnded }: RunningProps) {
	return (
		<JobProgress<Result>
			key={run.job}
			job={run.job}
			label={run.dryRun ? _("Leyendo la lista") : _("Importando")}
			onDone={onDone}
			onEnded={onEnded}
			onCancel={() => cancelJob(run.job)}
		/>
	);
}

function isFull(fault: unknown): boolean {
	return fault instanceof ApiError && fault.code === "uploads_full";
}

/** "montpelier_vt.csv.gz" is the list "montpelier_vt", this year and the next. */
function sourceOf(name: string): string {
	return plain(name)
		.replace(/(\.(csv|txt|tsv|gz|json|geojson|gpkg|zip|osm|pbf))+$/i, "")
		.slice(0, 60);
}

/** Without line ends, and without marks that turn letters about: the server keeps none in a list's name. */
function plain(name: string): string {
	return name
		.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
		.replace(/\p{Cf}/gu, "")
		.trim();
}

/** A map needs no questions about its columns: it has none. */
function MapNotice() {
	return (
		<Notice kind="info" title={_("Es un mapa de OpenStreetMap")}>
			<p>
				{_(
					"El mapa mismo dice qué es cada cosa: trae direcciones, calles, ríos, vías de tren, parques y edificios.",
				)}
			</p>
		</Notice>
	);
}

function Prepare({ list, source: given, mapping: guessed }: Chosen) {
	const [source, setSource] = useState(given);
	const [mapping, setMapping] = useState(guessed);
	const [run, setRun] = useState<Run | null>(null);
	const [result, setResult] = useState<Result | null>(null);
	const act = useAct();
	const [holds, setHolds] = useState<Holds>(list.holds === "streets" ? "streets" : "addresses");
	const isMap = list.kind === "osm";
	const missing =
		isMap || holds === "streets" ? [] : neededFields(mapping).filter((field) => !mapping[field]);
	const imported = result !== null && !result.dry_run;
	useDirty(!imported);
	const start = (dryRun: boolean) =>
		act.run(async () => {
			setResult(null);
			const job = await runImport(list.id, {
				source: source.trim(),
				mapping: holds === "streets" ? {} : mapping,
				holds,
				dry_run: dryRun,
			});
			const begun = { list: list.id, job: job.id, dryRun };
			setRun(begun);
			if (!dryRun) noteInAddress(begun);
		});
	const change = (next: Mapping) => {
		setMapping(next);
		setResult(null);
	};
	const hold = (next: Holds) => {
		setHolds(next);
		setResult(null);
	};
	const rename = (next: string) => {
		setSource(next);
		setResult(null);
	};
	return (
		<div class="stack">
			{list.kind === "vectors" && <ChooseHolds holds={holds} onChange={hold} />}
			{isMap && <MapNotice />}
			{!isMap && holds === "addresses" && <MappingTable list={list} mapping={mapping} onChange={change} />}
			<TextField
				label={_("De dónde viene la lista")}
				hint={_(
					"Use siempre el mismo nombre: así una lista más nueva actualiza la anterior y dice qué desapareció.",
				)}
				value={source}
				maxLength={60}
				onInput={rename}
			/>
			<Fault of={act.fault} />
			{run === null && result === null && (
				<div class="row">
					<Button
						kind="main"
						busy={act.busy}
						disabled={missing.length > 0 || !source.trim()}
						onClick={() => start(true)}
					>
						{_("Ver qué pasaría")}
					</Button>
					<span class="soft">{_("No guarda nada todavía.")}</span>
				</div>
			)}
			{run && (
				<Running
					run={run}
					onDone={(found) => {
						setRun(null);
						setResult(found);
					}}
					onEnded={() => {
						setRun(null);
						noteInAddress(null);
					}}
				/>
			)}
			{result && <Report id={list.id} result={result} onImport={() => start(false)} busy={act.busy} />}
		</div>
	);
}
