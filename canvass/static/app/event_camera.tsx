import { ScanQrCode } from "lucide";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Picture, readCode } from "../device/qr_reader";
import { _ } from "./i18n";
import { Button, Notice } from "./ui";

const EVERY_MS = 250;
/** The same card held before the camera is read once. */
const AGAIN_MS = 4000;
/** A card at arm's length is read from this many points; more only take longer. */
const LONGEST_SIDE = 800;

/** Reads cards by the device's camera; nothing of the picture is kept or sent. */
export function EventCamera({ onRead }: { onRead: (text: string) => void }) {
	const [on, setOn] = useState(false);
	const [fault, setFault] = useState<unknown>(null);
	const turn = (next: boolean) => {
		setFault(null);
		setOn(next);
	};
	return (
		<div>
			<Button icon={ScanQrCode} wide pressed={on} onClick={() => turn(!on)}>
				{on ? _("Apagar la cámara") : _("Leer tarjetas con la cámara")}
			</Button>
			{fault !== null && (
				<Notice kind="attention" alert title={whyDark(fault)}>
					<p>{_("Sin cámara también se puede: escriba el código de la tarjeta, o busque el nombre.")}</p>
				</Notice>
			)}
			{on && (
				<View
					onRead={onRead}
					onFail={(failed) => {
						setOn(false);
						setFault(failed);
					}}
				/>
			)}
		</div>
	);
}

/** Why there is no picture, and what to do about it. */
function whyDark(fault: unknown): string {
	switch (fault instanceof DOMException ? fault.name : "") {
		case "NotAllowedError":
		case "SecurityError":
			return _(
				"El navegador no dio permiso para la cámara. Permítala en los ajustes de esta página y toque otra vez.",
			);
		case "NotFoundError":
			return _("Este aparato no tiene cámara.");
		case "NotReadableError":
			return _("La cámara está ocupada. Cierre lo que la esté usando y toque otra vez.");
		default:
			return _("No se pudo usar la cámara.");
	}
}

interface ViewProps {
	onRead: (text: string) => void;
	onFail: (fault: unknown) => void;
}

/** What the camera sees, looked at again and again until it is turned off. */
function View(props: ViewProps) {
	const video = useRef<HTMLVideoElement>(null);
	const latest = useRef(props);
	latest.current = props;
	useEffect(() => {
		const seen = { text: "", at: 0 };
		let stream: MediaStream | null = null;
		let timer = 0;
		let over = false;
		const fail = (fault: unknown) => over || latest.current.onFail(fault);
		const look = (read: typeof readCode, take: () => Picture | null) => {
			const picture = take();
			const text = picture && read(picture);
			if (text && (text !== seen.text || Date.now() - seen.at > AGAIN_MS)) {
				Object.assign(seen, { text, at: Date.now() });
				latest.current.onRead(text);
			}
			timer = window.setTimeout(() => look(read, take), EVERY_MS);
		};
		const begin = async (screen: HTMLVideoElement) => {
			const reader = await import("../device/qr_reader");
			stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
			if (over) return stop();
			for (const track of stream.getTracks()) track.addEventListener("ended", fail);
			screen.srcObject = stream;
			await screen.play();
			if (!over) look(reader.readCode, pictures(screen));
		};
		const stop = () => {
			for (const track of stream?.getTracks() ?? []) track.stop();
		};
		if (video.current) begin(video.current).catch(fail);
		return () => {
			over = true;
			clearTimeout(timer);
			stop();
		};
	}, []);
	return <video ref={video} class="event-camera" muted playsInline aria-label={_("Lo que ve la cámara")} />;
}

/** Takes what the camera sees now; null before it sees anything. */
function pictures(screen: HTMLVideoElement): () => Picture | null {
	const canvas = document.createElement("canvas");
	const drawn = canvas.getContext("2d", { willReadFrequently: true });
	return () => {
		const { videoWidth, videoHeight } = screen;
		if (!drawn || videoWidth === 0) return null;
		const scale = Math.min(1, LONGEST_SIDE / Math.max(videoWidth, videoHeight));
		canvas.width = Math.round(videoWidth * scale);
		canvas.height = Math.round(videoHeight * scale);
		drawn.drawImage(screen, 0, 0, canvas.width, canvas.height);
		return drawn.getImageData(0, 0, canvas.width, canvas.height);
	};
}
