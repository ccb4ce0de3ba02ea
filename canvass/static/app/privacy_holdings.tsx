import { type BackupsHeld, listHoldings, type TableHeld } from "../device/privacy";
import { _, formatNumber, ngettext } from "./i18n";
import { byRoom, roomWords } from "./privacy_words";
import { Answered, useAnswer } from "./server";
import { Notice, Page } from "./ui";
import "./styles/desk.css";

/** What would a subpoena get? The whole database, counted now, with a row of each table as it would be read. */
export function HoldingsScreen() {
	const found = useAnswer(listHoldings, []);
	return (
		<Page title={_("Qué obtendría")} back="/privacy">
			<p>
				{_(
					"Esto es todo lo que hay en la base de datos del servidor, contado ahora mismo, y de cada tabla una fila como la leería quien se la lleve.",
				)}
			</p>
			<Notice>
				<p>
					{_(
						"Lo sellado solo lo abren las palabras de quien tiene llave. A esa persona también le pueden pedir que lo abra.",
					)}
				</p>
			</Notice>
			<Answered answer={found}>
				{({ items, backups }) => (
					<div class="rooms">
						<Backups {...backups} />
						{[...byRoom(items)].map(([room, inside]) => (
							<section key={room} class="card">
								<h2>{roomWords(room).name}</h2>
								<p>{roomWords(room).tells}</p>
								{inside.map((table) => (
									<TableRow key={table.table} table={table} />
								))}
							</section>
						))}
					</div>
				)}
			</Answered>
		</Page>
	);
}

/** Whoever takes a backup has all of the below, as it was that night. */
function Backups({ encrypted, files, readable }: BackupsHeld) {
	return (
		<section class="card">
			<h2>{_("Copias de seguridad")}</h2>
			<p>
				{files === 0
					? _("No hay ninguna en la carpeta del servidor.")
					: ngettext(
							"Hay %(n)s en la carpeta del servidor: tiene todo lo de abajo, como estaba entonces.",
							"Hay %(n)s en la carpeta del servidor: cada una tiene todo lo de abajo, como estaba entonces.",
							files,
							{ n: files },
						)}
			</p>
			{encrypted ? (
				<p>
					{_(
						"Las nuevas se cifran con una llave que no está en el servidor: sin ella nadie las lee, ni quien lleva el servidor.",
					)}
				</p>
			) : (
				<Notice kind="attention" title={_("Las copias no se cifran")}>
					<p>
						{_(
							"Quien se lleve una la lee igual que la base de datos. Quien lleva el servidor lo arregla con canvass backup-key y CANVASS_BACKUP_KEY.",
						)}
					</p>
				</Notice>
			)}
			{encrypted && readable > 0 && (
				<Notice kind="attention">
					<p>
						{ngettext(
							"Queda %(n)s copia de antes sin cifrar. Pida a quien lleva el servidor que la borre.",
							"Quedan %(n)s copias de antes sin cifrar. Pida a quien lleva el servidor que las borre.",
							readable,
							{ n: readable },
						)}
					</p>
				</Notice>
			)}
		</section>
	);
}

function TableRow({ table: { table, rows, sample } }: { table: TableHeld }) {
	const count = ngettext("%(n)s fila", "%(n)s filas", rows, { n: rows });
	const head = (
		<>
			<code>{table}</code> <span class="soft">{count}</span>
		</>
	);
	if (sample.length === 0) return <p class="table-head">{head}</p>;
	return (
		<details class="table-held">
			<summary class="table-head">{head}</summary>
			<dl class="facts">
				{sample.map(({ column, kind, value }) => (
					<div class="fact" key={column}>
						<dt>
							<code>{column}</code>
						</dt>
						<dd>{cellWords(kind, value)}</dd>
					</div>
				))}
			</dl>
		</details>
	);
}

function cellWords(kind: TableHeld["sample"][number]["kind"], value: string) {
	if (kind === "empty") return <span class="soft">{_("vacío")}</span>;
	if (kind === "text") return value;
	const [bytes = "", start = ""] = value.split(" · ");
	const told = { n: formatNumber(Number(bytes)), start };
	return (
		<span class={kind}>
			{kind === "sealed"
				? _("Sellado, %(n)s bytes: %(start)s", told)
				: _("Huella o bytes, %(n)s: %(start)s", told)}
		</span>
	);
}
