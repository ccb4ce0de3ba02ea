import { useMemo, useState } from "preact/hooks";
import { normalise } from "../device/words";
import { _, formatNumber } from "./i18n";
import { Button, TextField } from "./ui";

const ASKED = 2;

interface WordsShownProps {
	words: string;
	onWritten: () => void;
}

/** The seven words, large and numbered, to be written down. */
export function WordsShown({ words, onWritten }: WordsShownProps) {
	return (
		<section>
			<h2>{_("Escriba estas siete palabras en papel")}</h2>
			<p>
				{_(
					"En este orden. No les tome foto ni las guarde en el teléfono. Sin ellas nadie abre las bóvedas: ni nosotros, ni el servidor.",
				)}
			</p>
			<WordList words={words} />
			<Button kind="main" wide onClick={onWritten}>
				{_("Ya las escribí")}
			</Button>
		</section>
	);
}

/** Words in two columns, each with its number. */
export function WordList({ words }: { words: string }) {
	return (
		<ol class="words" lang="es">
			{words.split(" ").map((word, place) => (
				<li key={`${place} ${word}`}>
					<span class="words-place" aria-hidden="true">
						{place + 1}
					</span>
					<strong>{word}</strong>
				</li>
			))}
		</ol>
	);
}

interface WordsAskedProps {
	words: string;
	onRight: () => void;
	onBack: () => void;
}

/** Asks for two of the words back: what is on paper is what will open the vaults. */
export function WordsAsked({ words, onRight, onBack }: WordsAskedProps) {
	const list = words.split(" ");
	const places = useMemo(() => drawnPlaces(list.length), [words]);
	const [typed, setTyped] = useState<readonly string[]>(["", ""]);
	const [wrong, setWrong] = useState<readonly number[]>([]);
	const check = (event: Event) => {
		event.preventDefault();
		const missed = places.filter((place, at) => normalise(typed[at] ?? "") !== normalise(list[place] ?? ""));
		setWrong(missed);
		if (missed.length === 0) onRight();
	};
	return (
		<form onSubmit={check} noValidate>
			<h2>{_("Compruebe su papel")}</h2>
			<p>{_("Mire lo que escribió y ponga aquí estas dos palabras.")}</p>
			{places.map((place, at) => (
				<TextField
					key={place}
					label={_("Palabra %(n)s", { n: formatNumber(place + 1) })}
					value={typed[at] ?? ""}
					autoFocus={at === 0}
					autoCapitalize="none"
					error={
						wrong.includes(place)
							? _("No es esa. Mire otra vez su papel, o vuelva a ver las palabras.")
							: undefined
					}
					onInput={(word) => setTyped(typed.map((before, other) => (other === at ? word : before)))}
				/>
			))}
			<div class="row">
				<Button kind="main" type="submit" disabled={typed.some((word) => !word.trim())}>
					{_("Comprobar")}
				</Button>
				<Button onClick={onBack}>{_("Ver las palabras otra vez")}</Button>
			</div>
		</form>
	);
}

/** Which words are asked for: drawn, in the order of the paper. */
function drawnPlaces(count: number): number[] {
	const places = Array.from({ length: count }, (_word, place) => place);
	while (places.length > ASKED) {
		places.splice((crypto.getRandomValues(new Uint8Array(1))[0] ?? 0) % places.length, 1);
	}
	return places;
}
