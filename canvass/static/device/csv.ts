/** Tables as text, for spreadsheets. Pure. */

/** A row by its columns, in the order in which the table has them. */
export type Row = Record<string, string>;

/** A table by RFC 4180, with the mark by which spreadsheets know UTF-8; no cell begins as a formula would. */
export function csvOf(rows: readonly Row[]): string {
	const columns = Object.keys(rows[0] ?? {});
	const lines = [columns, ...rows.map((row) => columns.map((column) => tame(row[column] ?? "")))];
	return `\uFEFF${lines.map((cells) => cells.map(quoted).join(",")).join("\r\n")}\r\n`;
}

function tame(value: string): string {
	return /^[=+\-@\t\r]/.test(value) && !/^\+\d+$/.test(value) ? `'${value}` : value;
}

function quoted(value: string): string {
	return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
