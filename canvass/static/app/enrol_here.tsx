import { canShare } from "../device/stores";
import { AddPerson } from "./add_person";
import { Enrol } from "./enrol";
import { _ } from "./i18n";
import { member } from "./organisation";
import { Notice } from "./ui";

/** A link that is opened on a phone that is somebody's already. */
export function EnrolHere() {
	return <Enrol {...(canShare() && { other: AddPerson })} already={Already} />;
}

/** This person's phone from before, or another's where phones can't be shared: what begins here takes its place. */
function Already({ alias }: { alias: string }) {
	const before = member.value;
	if (!before) return null;
	if (before.alias === alias)
		return (
			<Notice>
				{_("Este teléfono ya está inscrito para %(name)s. Si empieza, se inscribe de nuevo.", {
					name: alias,
				})}
			</Notice>
		);
	return (
		<Notice kind="attention">
			{_("Este teléfono ya está inscrito para %(before)s. Si empieza, pasa a ser de %(after)s.", {
				before: before.alias,
				after: alias,
			})}
		</Notice>
	);
}
