import { ShieldCheck } from "lucide";
import { useEffect, useState } from "preact/hooks";
import { _ } from "./i18n";
import { keepStorage } from "./install";
import { Button, Icon, Notice } from "./ui";

const MEGABYTE = 1_000_000;
const LITTLE = 50 * MEGABYTE;

interface Kept {
	/** The browser has promised not to clear what is here. */
	forGood: boolean;
	/** Bytes that the app may still write; null where the browser doesn't say. */
	room: number | null;
}

/** Whether what is saved stays on this phone until it is sent, and whether there is room for more. */
export function Storage() {
	const [kept, setKept] = useState<Kept | null>(null);
	const [refused, setRefused] = useState(false);
	useEffect(() => void look().then(setKept), []);
	if (!kept) return null;
	const promise = async () => {
		setRefused(!(await keepStorage()));
		setKept(await look());
	};
	return (
		<section aria-labelledby="storage-title" class="stack">
			<h2 id="storage-title">{_("Lo guardado aquí")}</h2>
			{kept.forGood ? (
				<p>
					<Icon of={ShieldCheck} /> {_("El navegador prometió no borrarlo, aunque falte espacio.")}
				</p>
			) : (
				<>
					<p>{_("Si falta espacio, el navegador podría borrar lo que todavía no se ha enviado.")}</p>
					<Button onClick={promise}>{_("Pedirle que no lo borre")}</Button>
					<p role="status">
						{refused &&
							_("Todavía no quiso. Ponga la aplicación en la pantalla de inicio, y pruebe otra vez.")}
					</p>
				</>
			)}
			{kept.room !== null && kept.room < LITTLE && (
				<Notice kind="attention">
					{_("Queda poco espacio en este teléfono. Libere un poco antes de salir.")}
				</Notice>
			)}
		</section>
	);
}

async function look(): Promise<Kept> {
	const [forGood, { quota, usage }] = await Promise.all([
		navigator.storage?.persisted?.() ?? false,
		navigator.storage?.estimate?.() ?? {},
	]);
	return { forGood, room: quota === undefined ? null : quota - (usage ?? 0) };
}
