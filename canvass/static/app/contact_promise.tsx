import type { ContactForm } from "../device/contacts";
import type { Promised } from "../device/types";
import { _ } from "./i18n";
import { TextField } from "./ui";

interface ContactPromiseProps {
	form: ContactForm;
	onChange: (form: ContactForm) => void;
}

/** What the person is told to expect, and who will say their name on the phone: whoever calls keeps both. */
export function ContactPromise({ form, onChange }: ContactPromiseProps) {
	const set = (part: Partial<Promised>) => onChange({ ...form, promise: { ...form.promise, ...part } });
	return (
		<section aria-labelledby="promise-title">
			<h2 id="promise-title">{_("Lo que se le promete")}</h2>
			<TextField
				label={_("Qué le prometió")}
				hint={_("Como se lo dijo: «Le llamamos a más tardar el jueves». Se puede dejar en blanco.")}
				value={form.promise.words}
				maxLength={100}
				autoCapitalize="sentences"
				onInput={(words) => set({ words })}
			/>
			<TextField
				label={_("Con qué nombre le van a llamar")}
				hint={_("El que le dio a la persona, por ejemplo «Ana». Quien llame dirá ese nombre.")}
				value={form.promise.name}
				maxLength={40}
				autoCapitalize="words"
				onInput={(name) => set({ name })}
			/>
		</section>
	);
}
