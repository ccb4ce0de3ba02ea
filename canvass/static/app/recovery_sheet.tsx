import { Printer } from "lucide";
import { useState } from "preact/hooks";
import { dayWords, today } from "./desk_words";
import { _ } from "./i18n";
import { organisation } from "./organisation";
import { QrCode } from "./qr_code";
import { Button, CheckField } from "./ui";
import { WordList } from "./vaults_words";

interface RecoverySheetProps {
	words: string;
	busy: boolean;
	/** The sheet is on paper: only now the vaults are stored. */
	onKept: () => void;
}

/** The recovery sheet: shown once, printed, kept nowhere but on paper. */
export function RecoverySheet({ words, busy, onKept }: RecoverySheetProps) {
	const [kept, setKept] = useState(false);
	return (
		<section>
			<div class="not-printed">
				<h2>{_("Imprima la hoja de recuperación")}</h2>
				<p>
					{_(
						"Abre todas las bóvedas si las siete palabras se pierden. Se muestra esta única vez. Sin impresora, cópiela a mano con letra clara.",
					)}
				</p>
				<Button icon={Printer} onClick={() => print()}>
					{_("Imprimir")}
				</Button>
			</div>
			<article class="sheet-to-print">
				<h2>{_("Hoja de recuperación de %(name)s", { name: organisation.value?.name ?? "" })}</h2>
				<p>{_("Hecha el %(day)s", { day: dayWords(today()) })}</p>
				<WordList words={words} />
				<QrCode text={words} label={_("Código QR de las doce palabras")} />
				<h3>{_("Qué es")}</h3>
				<p>
					{_(
						"Quien tenga esta hoja puede leer todo lo que la gente le confió a la organización. Guárdela como dinero: en una caja fuerte, lejos de la oficina y del servidor, en manos de alguien de confianza.",
					)}
				</p>
				<h3>{_("Cuándo se usa")}</h3>
				<p>
					{_(
						"Solo si nadie con llave tiene ya sus palabras. Después de usarla se hace otra hoja, y esta se destruye. No le tome foto.",
					)}
				</p>
			</article>
			<div class="not-printed">
				<CheckField
					label={_("Está en papel, y sé dónde la voy a guardar")}
					checked={kept}
					onChange={setKept}
				/>
				<Button kind="main" wide busy={busy} disabled={!kept} onClick={onKept}>
					{busy ? _("Guardando…") : _("Guardar las bóvedas")}
				</Button>
			</div>
		</section>
	);
}
