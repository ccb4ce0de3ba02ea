import { ArrowDown, ArrowUp, Plus } from "lucide";
import { useState } from "preact/hooks";
import { ApiError } from "../device/api";
import { hasRoom } from "../device/own_words";
import { getSteps, type LadderStep, moveStep, newStep, type Steps, saveSteps } from "../device/steps";
import { useDirty } from "./dirty";
import { _ } from "./i18n";
import { isNamed, NameFields, NotSaved, trimmed } from "./own_words";
import { Answered, useAct, useAnswer } from "./server";
import { stepName } from "./step_words";
import { Button, CheckField, Page, showToast, TextField } from "./ui";
import "./styles/ladder.css";

/** The organisation's own steps: their names, their order, and for how long each may be quiet. */
export function LadderSteps() {
	const steps = useAnswer(getSteps, []);
	return (
		<Page title={_("Los pasos de la escalera")} back="/ladder">
			<p>{_("Póngales las palabras de su organización. El orden de aquí es el de la escalera.")}</p>
			<Answered answer={steps}>
				{(value) => <Edit key={value.rev} steps={value} onChange={steps.take} />}
			</Answered>
		</Page>
	);
}

function Edit({ steps, onChange }: { steps: Steps; onChange: (steps: Steps) => void }) {
	const [items, setItems] = useState<LadderStep[]>(steps.items);
	const act = useAct();
	const changed = JSON.stringify(items) !== JSON.stringify(steps.items);
	useDirty(changed);
	const save = (event: Event) => {
		event.preventDefault();
		return act.run(async () => {
			onChange(await saveSteps({ rev: steps.rev, items: items.map(trimmed) }));
			showToast({ text: _("Guardado") });
		});
	};
	return (
		<form class="stack" onSubmit={save} noValidate>
			<ol class="ladder-steps">
				{items.map((step, at) => (
					<li key={step.code} class="card">
						<StepFields
							step={step}
							name={stepName(steps.items, step.code)}
							isNew={!steps.items.some(({ code }) => code === step.code)}
							error={stepErrors(act.fault, at)}
							onChange={(next) => setItems(items.with(at, next))}
							onMove={(by) => setItems(moveStep(items, at, by))}
							onDrop={() => setItems(items.toSpliced(at, 1))}
							first={at === 0}
							last={at === items.length - 1}
						/>
					</li>
				))}
			</ol>
			{hasRoom(items) && (
				<Button icon={Plus} onClick={() => setItems([...items, newStep()])}>
					{_("Añadir un paso")}
				</Button>
			)}
			<NotSaved of={act} onCurrent={onChange} />
			<Button kind="main" type="submit" wide busy={act.busy} disabled={!changed || !items.every(isWhole)}>
				{_("Guardar")}
			</Button>
		</form>
	);
}

/** What the server says of the step in this place. */
function stepErrors(fault: unknown, at: number): string | undefined {
	if (!(fault instanceof ApiError)) return undefined;
	return fault.errors.find(({ path }) => path[0] === "items" && path[1] === at)?.message;
}

function isWhole(step: LadderStep): boolean {
	return isNamed(step) && step.quiet_days >= 1 && step.quiet_days <= 365;
}

interface StepFieldsProps {
	step: LadderStep;
	/** As it is saved: what is typed does not rename the buttons at every letter. */
	name: string;
	isNew: boolean;
	error: string | undefined;
	first: boolean;
	last: boolean;
	onChange: (step: LadderStep) => void;
	onMove: (by: -1 | 1) => void;
	onDrop: () => void;
}

function StepFields(props: StepFieldsProps) {
	const { step, isNew, error, first, last, onChange, onMove, onDrop } = props;
	const set = (part: Partial<LadderStep>) => onChange({ ...step, ...part });
	const name = isNew ? _("el paso nuevo") : props.name;
	return (
		<fieldset>
			<legend>{isNew ? _("Paso nuevo") : props.name}</legend>
			<NameFields value={step} onChange={set} />
			<TextField
				label={_("Días sin noticias hasta que se avisa")}
				type="number"
				inputMode="numeric"
				min={1}
				max={365}
				value={step.quiet_days ? String(step.quiet_days) : ""}
				onInput={(days) => set({ quiet_days: Math.trunc(Number(days)) || 0 })}
			/>
			{!isNew && (
				<CheckField label={_("Ya no se usa")} checked={step.retired} onChange={(retired) => set({ retired })}>
					{_("Lo anotado lo sigue nombrando. Primero hay que mover a quienes están en él.")}
				</CheckField>
			)}
			{error && (
				<p class="field-error" role="alert">
					{error}
				</p>
			)}
			<div class="row">
				<Button
					kind="quiet"
					icon={ArrowUp}
					disabled={first}
					label={_("Subir %(name)s", { name })}
					onClick={() => onMove(-1)}
				/>
				<Button
					kind="quiet"
					icon={ArrowDown}
					disabled={last}
					label={_("Bajar %(name)s", { name })}
					onClick={() => onMove(1)}
				/>
				{isNew && (
					<Button kind="quiet" onClick={onDrop}>
						{_("Quitar")}
					</Button>
				)}
			</div>
		</fieldset>
	);
}
