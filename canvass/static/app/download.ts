/** Hands a file that this page made to the browser's downloads. */
export function download(file: File): void {
	const address = URL.createObjectURL(file);
	const link = document.createElement("a");
	link.href = address;
	link.download = file.name;
	link.click();
	setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
