import { useEffect, useState } from "preact/hooks";
import { useLocation, useRoute } from "preact-iso";
import { type Campaign, getCampaign, getScript, publishScript, startingScript } from "../device/campaigns";
import type { ScriptBody, Texts } from "../device/types";
import { useDirty } from "./dirty";
import { _, formatDate } from "./i18n";
import { QuestionList } from "./script_questions";
import { below, errorsUnder, TextPair } from "./script_texts";
import { Answered, Fault, useAct, useAnswer } from "./server";
import { Button, Notice, Page, showToast } from "./ui";
import "./styles/team.css";

interface Drafting {
	campaign: Campaign;
	body: ScriptBody;
	/** When the current version was published; null if there is none yet. */
	publishedAt: string | null;
}

/** Writes a campaign's script; publishing makes a new version, and the ones before stay as they were answered. */
export function EditScript() {
	const { id = "" } = useRoute().params;
	const answer = useAnswer(() => draftFor(id), [id]);
	return (
		<Page title={_("Guion")} back={`/campaigns/${id}`}>
			<Answered answer={answer}>{(draft) => <ScriptForm key={id} {...draft} />}</Answered>
		</Page>
	);
}

async function draftFor(id: string): Promise<Drafting> {
	const campaign = await getCampaign(id);
	if (campaign.script === null) return { campaign, body: await startingScript(), publishedAt: null };
	const script = await getScript(campaign.script);
	return { campaign, body: script.body, publishedAt: script.published_at };
}

function ScriptForm({ campaign, body: initial, publishedAt }: Drafting) {
	const [body, setBody] = useState(initial);
	const act = useAct();
	const { route } = useLocation();
	const { languages } = campaign;
	const unchanged = body === initial && publishedAt !== null;
	useDirty(body !== initial);
	const errors = errorsUnder(act.fault, "body");
	useScrollToError(act.fault);
	const publish = (event: Event) => {
		event.preventDefault();
		return act.run(async () => {
			await publishScript(campaign.id, body);
			showToast({ text: _("Guion publicado") });
			route(`/campaigns/${campaign.id}`);
		});
	};
	const texts = (name: "greeting" | "consent" | "promise") => ({
		languages,
		value: body[name],
		errors: below(errors, name),
		onChange: (value: Texts) => setBody({ ...body, [name]: value }),
	});
	return (
		<form onSubmit={publish} noValidate>
			<VersionNote publishedAt={publishedAt} />
			<TextPair {...texts("greeting")} label={_("Saludo")} rows={4} />
			<TextPair
				{...texts("consent")}
				label={_("Consentimiento, para leer en voz alta")}
				hint={_("Se guarda palabra por palabra con cada contacto: es lo que la persona aceptó.")}
				rows={6}
			/>
			<TextPair
				{...texts("promise")}
				label={_("Promesa")}
				hint={_("Lo que va a pasar y cuándo. Prometa solo lo que pueden cumplir.")}
				rows={3}
			/>
			<QuestionList
				languages={languages}
				questions={body.questions}
				errors={below(errors, "questions")}
				onChange={(questions) => setBody({ ...body, questions })}
			/>
			{errors.length > 0 && (
				<Notice kind="attention" alert>
					<p>{_("Al guion le falta algo: está señalado en su lugar.")}</p>
				</Notice>
			)}
			{errors.length === 0 && <Fault of={act.fault} />}
			<Button kind="main" type="submit" wide busy={act.busy} disabled={unchanged}>
				{publishedAt ? _("Publicar la versión nueva") : _("Publicar el guion")}
			</Button>
		</form>
	);
}

function VersionNote({ publishedAt }: { publishedAt: string | null }) {
	return (
		<Notice>
			<p>
				{publishedAt === null
					? _("Este es un guion para empezar. Cámbielo hasta que suene a ustedes, y publíquelo.")
					: _(
							"En uso desde el %(day)s. Al publicar, los teléfonos reciben la versión nueva cuando tengan señal.",
							{
								day: formatDate(publishedAt),
							},
						)}
			</p>
		</Notice>
	);
}

/** Brings the first field that the server complained about into sight. */
function useScrollToError(fault: unknown): void {
	useEffect(() => {
		if (fault) document.querySelector<HTMLElement>("main [aria-invalid]")?.focus();
	}, [fault]);
}
