import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide";
import { useState } from "preact/hooks";
import { CONDITIONS, DEFAULT_RULES, RULE_ENDS, type Rule } from "../device/triage";
import { type CampaignRules, changeRules, fetchRules, rulesOf } from "../device/triage_rules";
import { useDirty } from "./dirty";
import { _ } from "./i18n";
import { member, organisation } from "./organisation";
import { Answered, Fault, useAct, useAnswer } from "./server";
import { StaleFault } from "./stale_fault";
import { askedName, choicesOf, conditionWords, endName } from "./triage_words";
import { Button, ChoiceChips, SelectField, showToast } from "./ui";
import "./styles/team.css";

/** A campaign's triage rules, in order; an administrator can change them. */
export function Rules({ campaign }: { campaign: string }) {
	const answer = useAnswer(async () => rulesOf(await fetchRules(), campaign), [campaign]);
	const [changing, setChanging] = useState(false);
	return (
		<Answered answer={answer}>
			{(found) =>
				changing ? (
					<RulesForm
						key={found.rev}
						from={found}
						onSaved={(saved) => {
							answer.take(saved);
							setChanging(false);
						}}
						onStale={answer.take}
					/>
				) : (
					<>
						<p>{_("La primera regla que se cumple da la sugerencia. Decide siempre una persona.")}</p>
						<ol class="rules">
							{found.rules.map((rule, at) => (
								<li key={`${at} ${rule.to}`}>
									<strong>{endName(rule.to)}</strong>
									<RuleText rule={rule} />
								</li>
							))}
						</ol>
						{member.value?.role === "administrator" && (
							<Button onClick={() => setChanging(true)}>{_("Cambiar las reglas")}</Button>
						)}
					</>
				)
			}
		</Answered>
	);
}

function RuleText({ rule }: { rule: Rule }) {
	const asked = CONDITIONS.filter((code) => rule[code].length > 0);
	if (asked.length === 0) return <p>{_("Siempre, si ninguna anterior se cumple.")}</p>;
	return <p>{asked.map((code) => conditionWords(code, rule[code])).join(" · ")}</p>;
}

interface RulesFormProps {
	from: CampaignRules;
	onSaved: (rules: CampaignRules) => void;
	onStale: (rules: CampaignRules) => void;
}

function RulesForm({ from, onSaved, onStale }: RulesFormProps) {
	// Each keeps its key while it is moved, so that the focus goes along.
	const [rules, setRules] = useState(() => from.rules.map((rule, key) => ({ key, rule })));
	const [next, setNext] = useState(from.rules.length);
	const act = useAct();
	const plain = rules.map(({ rule }) => rule);
	useDirty(JSON.stringify(plain) !== JSON.stringify(from.rules));
	const save = (event: Event) => {
		event.preventDefault();
		return act.run(async () => {
			const saved = await changeRules({ ...from, rules: plain });
			showToast({ text: _("Guardado") });
			onSaved(saved);
		});
	};
	const add = (more: readonly Rule[]) => {
		setRules((before) => [...before, ...more.map((rule, at) => ({ key: next + at, rule }))]);
		setNext(next + more.length);
	};
	const put = (at: number, rule: Rule) =>
		setRules((before) => before.map((one, i) => (i === at ? { ...one, rule } : one)));
	const move = (at: number, by: -1 | 1) =>
		setRules((before) => {
			const [one] = before.slice(at, at + 1);
			const rest = before.filter((_other, i) => i !== at);
			return one ? [...rest.slice(0, at + by), one, ...rest.slice(at + by)] : before;
		});
	return (
		<form class="stack" onSubmit={save} noValidate>
			{rules.map(({ key, rule }, at) => (
				<fieldset key={key} class="rule">
					<legend>{_("Regla %(n)s", { n: at + 1 })}</legend>
					<RuleFields rule={rule} onChange={(changed) => put(at, changed)} />
					<div class="row">
						{at > 0 && (
							<Button kind="quiet" icon={ArrowUp} onClick={() => move(at, -1)}>
								{_("Antes")}
							</Button>
						)}
						{at < rules.length - 1 && (
							<Button kind="quiet" icon={ArrowDown} onClick={() => move(at, 1)}>
								{_("Después")}
							</Button>
						)}
						{rules.length > 1 && (
							<Button
								kind="quiet"
								icon={Trash2}
								onClick={() => setRules((before) => before.filter((_one, i) => i !== at))}
							>
								{_("Quitar")}
							</Button>
						)}
					</div>
				</fieldset>
			))}
			<div class="row">
				<Button icon={Plus} onClick={() => add([NEW_RULE])}>
					{_("Agregar una regla")}
				</Button>
				<Button
					kind="quiet"
					onClick={() => {
						setRules([]);
						add(DEFAULT_RULES);
					}}
				>
					{_("Volver a las reglas de siempre")}
				</Button>
			</div>
			<StaleFault
				of={act}
				onCurrent={onStale}
				words={() => _("Las reglas cambiaron mientras usted escribía.")}
				otherwise={<Fault of={act.fault} />}
			/>
			<Button kind="main" type="submit" wide busy={act.busy}>
				{_("Guardar")}
			</Button>
		</form>
	);
}

const NEW_RULE: Rule = {
	needs: [],
	interests: [],
	urgencies: [],
	languages: [],
	sources: [],
	to: "consulta",
};

interface RuleFieldsProps {
	rule: Rule;
	onChange: (rule: Rule) => void;
}

function RuleFields({ rule, onChange }: RuleFieldsProps) {
	const languages = [...new Set([...(organisation.value?.languages ?? []), ...rule.languages])];
	return (
		<>
			<p class="field-hint">{_("Lo que quede sin marcar no importa.")}</p>
			{CONDITIONS.map((code) => (
				<ChoiceChips
					key={code}
					legend={askedName(code)}
					multiple
					value={rule[code]}
					onChange={(chosen) => onChange({ ...rule, [code]: chosen })}
					options={choicesOf(code, languages)}
				/>
			))}
			<SelectField
				label={_("Se sugiere")}
				value={rule.to}
				options={RULE_ENDS.map((value) => ({ value, label: endName(value) }))}
				onChange={(to) => onChange({ ...rule, to: to as Rule["to"] })}
			/>
		</>
	);
}
