import { CalendarClock, DoorOpen, Languages, Map as MapIcon, MessageCircle, Plus } from "lucide";
import { render } from "preact";
import { useState } from "preact/hooks";
import { LocationProvider } from "preact-iso";
import { setLocale, startLocale } from "../app/i18n";
import { organisation, truthLine } from "../app/organisation";
import {
	ask,
	Button,
	ButtonLink,
	CheckField,
	ChoiceChips,
	Confirm,
	Empty,
	Icon,
	Notice,
	Page,
	Progress,
	SelectField,
	Sheet,
	showToast,
	TextField,
	Toasts,
	WindowedList,
} from "../app/ui";
import { menu } from "../app/ui/menu";
import "@picocss/pico/css/pico.classless.min.css";
import "../app/styles/index.css";

const RESULTS = [
	"conversation",
	"not-home",
	"come-back",
	"other-language",
	"declined",
	"do-not-knock",
	"inaccessible",
	"vacant",
	"unvisited",
];

/** Every component once, for the eye: `npm run gallery`. `?part=` shows one screen of it; nothing here is packed. */
function Gallery() {
	const part = new URLSearchParams(location.search).get("part");
	if (part === "list") return <DoorList />;
	if (part === "empty") return <Nothing />;
	return <Components />;
}

function Components() {
	const [name, setName] = useState("");
	const [note, setNote] = useState("A12345678");
	const [language, setLanguage] = useState("es");
	const [when, setWhen] = useState<"morning" | "afternoon" | "evening" | null>("afternoon");
	const [needs, setNeeds] = useState<("housing" | "food" | "school")[]>(["housing"]);
	const [left, setLeft] = useState(true);
	const [open, setOpen] = useState(false);
	return (
		<Page
			title="Emma Norte · 3"
			back="/"
			under={<Progress value={23} max={48} label="Puertas visitadas" text="23 de 48" />}
			foot={
				<>
					<Button icon={MapIcon}>Mapa</Button>
					<Button
						kind="main"
						onClick={() => showToast({ text: "Guardado en este teléfono", undo: () => {} })}
					>
						Guardar
					</Button>
				</>
			}
		>
			<p>
				<span class="large">14</span> Calle Roble <span class="soft">casa · sin visitas</span>
			</p>
			<div class="row">
				<Button icon={MessageCircle}>Conversación</Button>
				<Button kind="quiet" icon={Plus}>
					Contacto
				</Button>
				<Button kind="danger" onClick={() => ask(QUESTION)}>
					Borrar
				</Button>
				<Button disabled>No disponible</Button>
				<Button busy>Guardando</Button>
				<Button pressed>Elegido</Button>
				<ButtonLink href="/" icon={MapIcon} label="Mapa" />
				<Button onClick={() => setOpen(true)}>Abrir hoja</Button>
			</div>
			<h2>Formulario</h2>
			<TextField label="Nombre o alias" value={name} onInput={setName} hint="Como quiere que le llamen" />
			<TextField
				label="Nota"
				value={note}
				onInput={setNote}
				rows={3}
				error="Parece un número A. Bórrelo, por favor."
			/>
			<SelectField label="Idioma" value={language} onChange={setLanguage} options={LANGUAGES} />
			<ChoiceChips legend="¿Cuándo?" options={WHEN} value={when} onChange={setWhen} />
			<ChoiceChips legend="Necesidades" multiple options={NEEDS} value={needs} onChange={setNeeds} />
			<CheckField label="Dejé volante" checked={left} onChange={setLeft} />
			<CheckField label="Consulta" checked={!left} onChange={(on) => setLeft(!on)}>
				Alguien del equipo le llama
			</CheckField>
			<Notice title="La zona termina a las 18:00" kind="attention">
				<p>Lo que guarde después se queda en este teléfono.</p>
			</Notice>
			<Notice>
				<p>Sin señal: todo se guarda aquí.</p>
			</Notice>
			<Notice kind="done">
				<p>Recibido.</p>
			</Notice>
			<Progress max={1} label="Importando" text="Importando" />
			<div class="row">
				{RESULTS.map((result) => (
					<span key={result} style={{ color: `var(--result-${result})` }}>
						<Icon of={CalendarClock} label={result} />
					</span>
				))}
			</div>
			<Sheet
				open={open}
				onClose={() => setOpen(false)}
				title="Otro resultado"
				foot={
					<Button kind="main" wide onClick={() => setOpen(false)}>
						Guardar
					</Button>
				}
			>
				<div class="stack">
					<Button wide icon={Languages}>
						Otro idioma
					</Button>
					<Button wide>No accesible</Button>
				</div>
			</Sheet>
		</Page>
	);
}

const QUESTION = {
	title: "¿Borrar este teléfono?",
	text: "Se borra todo lo guardado aquí. Hay 4 visitas que aún no se envían.",
	act: "Borrar",
	danger: true,
};
const LANGUAGES = [
	{ value: "es", label: "Español" },
	{ value: "mam", label: "Mam" },
];
const WHEN = [
	{ value: "morning", label: "Mañana" },
	{ value: "afternoon", label: "Tarde" },
	{ value: "evening", label: "Noche" },
] as const;
const NEEDS = [
	{ value: "housing", label: "Vivienda", icon: DoorOpen },
	{ value: "food", label: "Comida" },
	{ value: "school", label: "Escuela" },
] as const;

const DOORS = Array.from({ length: 2000 }, (_door, n) => ({ id: `${n}`, number: `${n * 2 + 2}` }));

function DoorList() {
	return (
		<Page title="Emma Norte · 3" back="/">
			<WindowedList items={DOORS} keyOf={(door) => door.id} rowHeight={64} label="Puertas">
				{(door) => (
					<a href={`#${door.id}`}>
						<span class="number">{door.number}</span> Calle Roble
					</a>
				)}
			</WindowedList>
		</Page>
	);
}

function Nothing() {
	return (
		<Page title="Mis zonas">
			<Empty icon={DoorOpen} title="Todavía no tiene zonas" act={<Button kind="main">Volver a mirar</Button>}>
				Quien coordina le entrega una; aparece aquí en cuanto haya señal.
			</Empty>
		</Page>
	);
}

async function start(): Promise<void> {
	const asked = new URLSearchParams(location.search);
	const theme = asked.get("theme");
	if (theme) document.documentElement.dataset.theme = theme;
	organisation.value = {
		name: "CIMA",
		hotline: "+1 828 555 0123",
		time_zone: "America/New_York",
		languages: ["es"],
	};
	truthLine.value = "37 enviadas · 4 en este teléfono · 14:02";
	if (asked.has("menu"))
		menu.value = ["Campañas", "Importar", "Personas"].map((word) => ({
			href: `/${word}`,
			label: () => word,
		}));
	await startLocale();
	if (asked.has("en")) await setLocale("en");
	const root = document.getElementById("app");
	if (!root) return;
	const shown = (
		<LocationProvider>
			<Gallery />
			<Confirm />
			<Toasts />
		</LocationProvider>
	);
	render(shown, root);
}

start();
