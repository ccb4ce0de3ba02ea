import { ArrowRight } from "lucide";
import { useLocation, useRoute } from "preact-iso";
import { type ContactForm, emptyContact } from "../device/contacts";
import { addressOf } from "../device/doors";
import { ContactFormScreen, spokenIn, useWriting } from "./contact_form";
import { ContactSaved } from "./contact_saved";
import { type DoorInTurf, doorInTurf } from "./doors";
import { _ } from "./i18n";
import { pathAfter } from "./recording";
import { useStore } from "./store";
import { NotHere } from "./turf";
import { Button } from "./ui";
import { useWithdrawing, Withdraw } from "./withdraw_link";

/** One file: the form is the same where nobody knocks. */
export { Table } from "./intake";

/** A new contact at a door. */
export function Contact() {
	const { door: id } = useRoute().params as { door: string };
	const found = useStore(() => doorInTurf(id), [id]);
	if (found === undefined) return null;
	if (found === null) return <NotHere />;
	return <AtDoor key={id} {...found} />;
}

function AtDoor({ door, turf }: DoorInTurf) {
	const { route } = useLocation();
	const blank = () => begin({ door, turf });
	const writing = useWriting(door.door, blank);
	const withdrawing = useWithdrawing();
	const onBlank = () => writing.write(blank());
	if (withdrawing) {
		const { campaign, source, language } = writing.form;
		return <Withdraw {...{ campaign, source, language }} back={`/doors/${door.door}/talk`} />;
	}
	if (!writing.kept) {
		return (
			<ContactFormScreen
				writing={writing}
				script={turf.script}
				languages={turf.campaign?.languages ?? []}
				back={`/doors/${door.door}/talk`}
				under={addressOf(door)}
				onBlank={onBlank}
			/>
		);
	}
	const next = async () => route(await pathAfter(door.turf), true);
	return (
		<ContactSaved
			{...writing.kept}
			script={turf.script}
			back={`/doors/${door.door}`}
			foot={
				<Button kind="main" icon={ArrowRight} onClick={next}>
					{_("Siguiente puerta")}
				</Button>
			}
			another={_("Añadir a otra persona de esta puerta")}
			onUndone={writing.write}
			onAnother={onBlank}
		/>
	);
}

function begin({ door, turf }: DoorInTurf): ContactForm {
	return emptyContact({
		campaign: turf.campaign?.id ?? "",
		source: { kind: "door", door: door.door, turf: door.turf, address: addressOf(door) },
		...spokenIn(turf.campaign?.languages ?? [], turf.script),
	});
}
