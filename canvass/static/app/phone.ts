import { batch, effect, signal } from "@preact/signals";
import { breathe } from "../device/breath";
import { onChange } from "../device/changes";
import { me } from "../device/identity";
import { isErased, isShared, pinAsked } from "../device/lock";
import { type Counts, counts } from "../device/truth";
import { forgetEnrolled, noteEnrolled } from "./enrolled_before";
import { _, formatRelative, formatTime, ngettext } from "./i18n";
import { asked, guarded } from "./locked";
import { member, organisation, truthLine } from "./organisation";

const DAY_MS = 86_400_000;
const counted = signal<Counts | null>(null);

/** Reads whose phone this is and what waits on it, before the first screen and after every change of the store. */
export async function followPhone(): Promise<void> {
	effect(() => {
		truthLine.value = counted.value && truth(counted.value);
	});
	onChange(() => void read().catch(unreadable));
	await read();
}

/** What cannot be read is not shown as it was before: that might no longer be true. */
function unreadable(fault: unknown): void {
	console.error(fault);
	truthLine.value = _("No se puede leer lo guardado en este teléfono");
}

async function read(): Promise<void> {
	const [erased, identity, all] = await Promise.all([isErased(), me(), counts()]);
	const now = identity ? all : null;
	if (erased) forgetEnrolled();
	else if (now) noteEnrolled(now.waiting + now.needs_you);
	// To word it loads the browser's rules for dates, which takes a slow phone a while.
	await breathe();
	const shared = await isShared();
	// Last, with nothing to wait for behind it: told earlier, a page that locks meanwhile would be opened again.
	const pin = await pinAsked();
	batch(() => {
		asked.value = pin;
		guarded.value = shared;
		// A new object would draw every screen anew, though nothing has changed.
		if (JSON.stringify(identity?.member) !== JSON.stringify(member.value ?? undefined)) {
			member.value = identity?.member ?? null;
		}
		if (JSON.stringify(identity?.org) !== JSON.stringify(organisation.value ?? undefined)) {
			organisation.value = identity?.org ?? null;
		}
		counted.value = now && concerns(now) ? now : null;
	});
}

/** Who records nothing at doors, at a desk, is not told of nothing. */
function concerns(now: Counts): boolean {
	return member.value?.role === "volunteer" || now.sent + now.waiting + now.checking + now.needs_you > 0;
}

/** "37 enviadas · 4 en este teléfono · 2:02 p. m." */
function truth({ sent, waiting, checking, needs_you, lost, last_sync }: Counts): string {
	const parts = [
		ngettext("%(n)s enviada", "%(n)s enviadas", sent, { n: sent }),
		_("%(n)s en este teléfono", { n: waiting }),
	];
	if (checking) parts.push(_("%(n)s en revisión", { n: checking }));
	if (needs_you) parts.push(ngettext("%(n)s le necesita", "%(n)s le necesitan", needs_you, { n: needs_you }));
	if (lost) parts.push(ngettext("%(n)s perdida", "%(n)s perdidas", lost, { n: lost }));
	if (last_sync) parts.push(when(last_sync));
	// Where the line breaks, it breaks between its parts.
	return parts.map((part) => part.replaceAll(" ", "\u00a0")).join("\u00a0· ");
}

function when(at: string): string {
	return Date.now() - Date.parse(at) < DAY_MS ? formatTime(at) : formatRelative(at);
}
