import { encode } from "uqr";
import { _ } from "./i18n";

/** Opens a turf on the phone of whoever has it. */
export function TurfQrCode({ turf }: { turf: string }) {
	return <QrCode text={`${location.origin}/turfs/${turf}`} label={_("Código QR que abre esta zona")} />;
}

/** Opens the list in which a turf's sheet is entered, on the phone of whoever has the turf. */
export function SheetQrCode({ turf }: { turf: string }) {
	return (
		<QrCode
			text={`${location.origin}/turfs/${turf}/paper`}
			label={_("Código QR que abre la lista para pasar esta hoja")}
		/>
	);
}

interface QrCodeProps {
	text: string;
	/** What scanning it does: the accessible name. */
	label: string;
}

/** A QR code, black on white also at night: cameras read it so. */
export function QrCode({ text, label }: QrCodeProps) {
	const { size, data } = encode(text, { ecc: "M", border: 3 });
	const squares = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : "")));
	return (
		<svg
			class="qr"
			viewBox={`0 0 ${size} ${size}`}
			role="img"
			aria-label={label}
			shape-rendering="crispEdges"
		>
			<rect width={size} height={size} fill="#ffffff" />
			<path d={squares.join("")} fill="#000000" />
		</svg>
	);
}
