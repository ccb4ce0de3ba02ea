import { Check, Maximize, Scissors, Trash2 } from "lucide";
import { useRef } from "preact/hooks";
import { discardPlan, getCutPlan, publishPlan } from "../device/plans";
import { _, formatNumber, ngettext } from "./i18n";
import { distanceText, doorsText } from "./places";
import type { PlanFocus } from "./plan_desk";
import { DraftList } from "./plan_list";
import { PlanNotes } from "./plan_notes";
import { PlanSpread } from "./plan_spread";
import { hoursText, wishWords, zonesText } from "./plan_words";
import type { Drafting } from "./planning";
import { ask, Button, ButtonLink, Notice } from "./ui";

interface PlanOverviewProps {
	drafting: Drafting;
	/** Those that are to be accepted by themselves, by number. */
	chosen: readonly number[];
	onChoose: (chosen: readonly number[]) => void;
	/** How many doors the latest accepting left out; null while nothing was accepted. */
	leftOut: number | null;
	onAccepted: (leftOut: number) => void;
	onFocus: (focus: PlanFocus) => void;
	onGone: () => void;
	onShowAll: () => void;
}

/** The whole draft in words: its figures, what could not be kept, its turfs, and whether they are accepted. */
export function PlanOverview(props: PlanOverviewProps) {
	const { drafting, chosen, leftOut, onChoose, onAccepted, onFocus, onGone, onShowAll } = props;
	const { plan } = drafting;
	const drafts = plan.turfs.filter(({ published }) => published === null);
	return (
		<>
			<div class="stack plan-body">
				{leftOut !== null && <Accepted drafting={drafting} leftOut={leftOut} more={drafts.length > 0} />}
				<PlanFigures drafting={drafting} />
				<PlanSpread sizes={plan.turfs.map(({ doors }) => doors)} />
				<PlanNotes plan={plan} onFocus={onFocus} />
				<LeftOver drafting={drafting} onFocus={onFocus} />
				<DraftList drafting={drafting} chosen={chosen} onChoose={onChoose} onFocus={onFocus} />
				<div class="row">
					<Button icon={Maximize} onClick={onShowAll}>
						{_("Ver todo")}
					</Button>
					<Discard drafting={drafting} onGone={onGone} />
				</div>
			</div>
			{plan.state === "draft" && drafts.length > 0 && (
				<Accept
					drafting={drafting}
					chosen={chosen.filter((n) => drafts.some((turf) => turf.n === n))}
					all={drafts.length}
					onAccepted={onAccepted}
				/>
			)}
		</>
	);
}

function PlanFigures({ drafting: { plan } }: { drafting: Drafting }) {
	const { turfs, doors, metres, hours } = plan.figures;
	return (
		<div>
			<p class="plan-figures">
				<span class="large">{zonesText(turfs)}</span>
				<br />
				{doorsText(doors)}
				{turfs > 0 && (
					<>
						{" · "}
						{_("%(distance)s a pie", { distance: distanceText(Math.round(metres)) })}
						{" · "}
						{_("unas %(hours)s en total", { hours: hoursText(hours) })}
					</>
				)}
			</p>
			<p class="soft">{wishWords(plan.wish)}</p>
		</div>
	);
}

function LeftOver({ drafting, onFocus }: Pick<PlanOverviewProps, "drafting" | "onFocus">) {
	const { plan, act, edit } = drafting;
	const n = plan.figures.left_over;
	if (n === 0) return null;
	return (
		<Notice title={ngettext("%(n)s puerta sin zona", "%(n)s puertas sin zona", n, { n })}>
			<p>{_("No están en ninguna zona de este borrador. Páselas a una, o haga zonas nuevas con ellas.")}</p>
			<div class="row">
				<Button onClick={() => onFocus({ on: "left_over" })}>{_("Ver cuáles")}</Button>
				{plan.state === "draft" && (
					<Button icon={Scissors} busy={act.busy} onClick={() => void edit({ kind: "cut_left_over" })}>
						{_("Hacer zonas con ellas")}
					</Button>
				)}
			</div>
		</Notice>
	);
}

interface AcceptProps {
	drafting: Drafting;
	chosen: readonly number[];
	/** How many there are to be accepted. */
	all: number;
	onAccepted: (leftOut: number) => void;
}

function Accept({ drafting, chosen, all, onAccepted }: AcceptProps) {
	const { act, change } = drafting;
	const n = chosen.length || all;
	const box = useRef<HTMLDivElement>(null);
	const accept = async () => {
		if (!(await ask(acceptingQuestion(n)))) return;
		let leftOut = null as number | null;
		await change(
			async ({ id, rev }) => {
				const turfs = chosen.length ? [...chosen] : null;
				leftOut = (await publishPlan(id, rev, turfs)).left_out.doors;
				return await getCutPlan(id);
			},
			() => ngettext("%(n)s zona aceptada.", "%(n)s zonas aceptadas.", n, { n }),
		);
		// They are accepted also where the plan could not be read anew.
		if (leftOut === null) return;
		// What comes next stands at the top, and the list of turfs is long.
		box.current?.previousElementSibling?.scrollTo({ top: 0 });
		onAccepted(leftOut);
	};
	return (
		<div ref={box} class="plan-accept">
			<Button kind="main" icon={Check} wide busy={act.busy} onClick={accept}>
				{chosen.length
					? ngettext("Aceptar %(n)s zona", "Aceptar %(n)s zonas", n, { n })
					: ngettext("Aceptar la zona", "Aceptar las %(n)s zonas", n, { n: formatNumber(n) })}
			</Button>
		</div>
	);
}

function acceptingQuestion(n: number) {
	return {
		title: ngettext("¿Aceptar %(n)s zona?", "¿Aceptar %(n)s zonas?", n, { n }),
		text: _(
			"Desde ahora son zonas de la campaña y se pueden repartir. Después se cambian en el mapa, una por una.",
		),
		act: _("Aceptar"),
	};
}

function Accepted({ drafting, leftOut, more }: { drafting: Drafting; leftOut: number; more: boolean }) {
	return (
		<Notice kind="done" title={_("Las zonas están listas para repartir")}>
			{leftOut > 0 && (
				<p>
					{ngettext(
						"%(n)s puerta quedó fuera: mientras tanto entró en otra zona.",
						"%(n)s puertas quedaron fuera: mientras tanto entraron en otras zonas.",
						leftOut,
						{ n: leftOut },
					)}
				</p>
			)}
			{more && <p>{_("Las demás siguen en este borrador.")}</p>}
			<ButtonLink kind="main" href={`/campaigns/${drafting.plan.campaign}/assign`}>
				{_("Repartir")}
			</ButtonLink>
		</Notice>
	);
}

function Discard({ drafting, onGone }: { drafting: Drafting; onGone: () => void }) {
	const { plan, act } = drafting;
	const discard = async () => {
		if (!(await ask(discardingQuestion()))) return;
		await act.run(async () => {
			await discardPlan(plan.id);
			onGone();
		});
	};
	if (plan.state !== "draft") return null;
	return (
		<Button icon={Trash2} busy={act.busy} onClick={discard}>
			{_("Descartar")}
		</Button>
	);
}

function discardingQuestion() {
	return {
		title: _("¿Descartar este borrador?"),
		text: _("Se borran sus zonas que no haya aceptado. Las aceptadas y las puertas se quedan como están."),
		act: _("Descartar"),
		danger: true,
	};
}
