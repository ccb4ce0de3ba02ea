import { listHoldings, type TableHeld } from "../device/privacy";
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
				{(tables) => (
					<div class="rooms">
						{[...byRoom(tables)].map(([room, inside]) => (
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
