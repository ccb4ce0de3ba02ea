import { ChevronLeft, Scissors } from "lucide";
import { _ } from "./i18n";
import { doorsText } from "./places";
import type { PlanFocus } from "./plan_desk";
import { PlanMoving } from "./plan_moving";
import type { Drafting } from "./planning";
import { Button } from "./ui";

interface PlanLeftOverProps {
	drafting: Drafting;
	picked: readonly string[];
	onPick: (picked: readonly string[]) => void;
	onFocus: (focus: PlanFocus) => void;
}

/** The doors that are in no turf of the draft: none is lost, and each can go somewhere. */
export function PlanLeftOver({ drafting, picked, onPick, onFocus }: PlanLeftOverProps) {
	const { plan, act, edit } = drafting;
	const open = plan.state === "draft";
	return (
		<div class="stack plan-body">
			<div class="panel-head">
				<Button
					kind="quiet"
					icon={ChevronLeft}
					label={_("Todas las zonas")}
					onClick={() => onFocus({ on: "all" })}
				/>
				<h2>{_("Puertas sin zona")}</h2>
			</div>
			<p>
				<span class="large">{doorsText(plan.figures.left_over)}</span>
			</p>
			{open && (
				<Button icon={Scissors} busy={act.busy} onClick={() => void edit({ kind: "cut_left_over" })}>
					{_("Hacer zonas con ellas")}
				</Button>
			)}
			<PlanMoving turf={0} open={open} drafting={drafting} picked={picked} onPick={onPick} />
		</div>
	);
}
