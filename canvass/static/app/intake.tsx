import { UserPlus } from "lucide";
import { useState } from "preact/hooks";
import { type ContactForm, emptyContact, isNamed } from "../device/contacts";
import { type IntakeCampaign, openCampaigns, ownCampaigns } from "../device/intake";
import type { OpenSource } from "../device/types";
import { ContactFormScreen, spokenIn, useWriting } from "./contact_form";
import { ContactSaved } from "./contact_saved";
import { sourceName } from "./contact_words";
import { _ } from "./i18n";
import { member } from "./organisation";
import { Answered, useAnswer } from "./server";
import { useStore } from "./store";
import { Button, ButtonLink, ChoiceChips, Empty, Page, SelectField, TextField } from "./ui";
import { useWithdrawing, Withdraw } from "./withdraw_link";

type Kind = OpenSource["kind"];
const KINDS: readonly Kind[] = ["line", "office", "table", "partner"];

/**
 * A contact that comes from no door: for volunteers, at a gathering's table, also without signal; for staff, from the
 * Línea, office hours or a partner, too, in any campaign that is open.
 */
export function Table() {
	const role = member.value?.role;
	return role === "staff" || role === "administrator" ? <AtDesk /> : <AtTable />;
}

function AtTable() {
	const campaigns = useStore(ownCampaigns, []);
	return campaigns ? <Intake campaigns={campaigns} kinds={["table"]} back="/turfs" /> : null;
}

function AtDesk() {
	const campaigns = useAnswer(openCampaigns, []);
	if (campaigns.value) return <Intake campaigns={campaigns.value} kinds={KINDS} back="/review" />;
	return (
		<Page title={_("Contacto nuevo")} back="/review">
			<Answered answer={campaigns}>{() => null}</Answered>
		</Page>
	);
}

interface IntakeProps {
	campaigns: readonly IntakeCampaign[];
	kinds: readonly Kind[];
	back: "/turfs" | "/review";
}

function Intake({ campaigns, ...rest }: IntakeProps) {
	const [first] = campaigns;
	if (first) return <Writing campaigns={campaigns} first={first} {...rest} />;
	return (
		<Page title={_("Contacto nuevo")} back={rest.back}>
			<Empty icon={UserPlus} title={_("Todavía no hay una campaña con guion")}>
				{_("Sin el texto del consentimiento no se anota a nadie. Avise a quien coordina.")}
			</Empty>
		</Page>
	);
}

function Writing({ campaigns, first, kinds, back }: IntakeProps & { first: IntakeCampaign }) {
	const writing = useWriting(back, () => begin(first, { kind: kinds[0] ?? "table", name: "" }));
	const withdrawing = useWithdrawing();
	const { form, kept, setForm, write } = writing;
	const here = campaigns.find(({ campaign }) => campaign.id === form.campaign) ?? first;
	const { source } = form;
	// The next person at this table comes to the same gathering.
	const another = () => write(begin(here, source.kind === "door" ? { kind: "table", name: "" } : source));
	if (withdrawing) {
		const { campaign, language } = form;
		return <Withdraw {...{ campaign, source, language }} back={back} />;
	}
	if (kept) {
		return (
			<ContactSaved
				{...kept}
				script={here.script}
				back={back}
				foot={
					back === "/review" ? (
						<ButtonLink kind="main" href={back}>
							{_("Volver a la revisión")}
						</ButtonLink>
					) : (
						<Button kind="main" icon={UserPlus} onClick={another}>
							{_("Otra persona")}
						</Button>
					)
				}
				another={back === "/review" ? _("Otra persona") : ""}
				onUndone={write}
				onAnother={another}
			/>
		);
	}
	return (
		<ContactFormScreen
			writing={writing}
			script={here.script}
			languages={here.campaign.languages}
			back={back}
			onBlank={another}
		>
			{(problems) => (
				<section aria-labelledby="source-title">
					<h2 id="source-title">{_("De dónde viene")}</h2>
					{campaigns.length > 1 && (
						<SelectField
							label={_("Campaña")}
							value={here.campaign.id}
							options={campaigns.map(({ campaign }) => ({ value: campaign.id, label: campaign.name }))}
							onChange={(id) => setForm(moved(form, campaigns, id))}
						/>
					)}
					<SourceFields
						form={form}
						kinds={kinds}
						missing={problems.some(({ field }) => field === "source")}
						onChange={(to) => setForm({ ...form, source: to })}
					/>
				</section>
			)}
		</ContactFormScreen>
	);
}

function begin({ campaign, script }: IntakeCampaign, source: OpenSource): ContactForm {
	return emptyContact({ campaign: campaign.id, source, ...spokenIn(campaign.languages, script) });
}

/** Another campaign has other words of consent: what was agreed to is asked again. */
function moved(form: ContactForm, campaigns: readonly IntakeCampaign[], id: string): ContactForm {
	const to = campaigns.find(({ campaign }) => campaign.id === id);
	if (!to) return form;
	const { language, words } = spokenIn(to.campaign.languages, to.script);
	return { ...form, campaign: id, language, consent: { purposes: [], language, words } };
}

interface SourceFieldsProps {
	form: ContactForm;
	kinds: readonly Kind[];
	missing: boolean;
	onChange: (source: OpenSource) => void;
}

function SourceFields({ form: { source }, kinds, missing, onChange }: SourceFieldsProps) {
	const [asked] = useState(kinds.length > 1);
	if (source.kind === "door") return null;
	return (
		<>
			{asked && (
				<ChoiceChips
					legend={_("Cómo llegó")}
					value={source.kind}
					onChange={(kind) => onChange({ ...source, kind })}
					options={kinds.map((kind) => ({ value: kind, label: sourceName(kind) }))}
				/>
			)}
			{isNamed(source) && (
				<TextField
					label={source.kind === "table" ? _("Qué reunión o evento") : _("Quién la envía")}
					hint={
						source.kind === "table"
							? _("Solo su nombre; nada de dónde vive alguien.")
							: _("El nombre de la organización, no el de una persona.")
					}
					error={missing ? _("Escriba un nombre.") : undefined}
					value={source.name}
					maxLength={60}
					onInput={(name) => onChange({ ...source, name })}
				/>
			)}
		</>
	);
}
