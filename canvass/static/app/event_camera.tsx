import { ScanQrCode } from "lucide";
import { useEffect, useRef, useState } from "preact/hooks";
import { _ } from "./i18n";
import { Button, Notice } from "./ui";

/** What of the browser's own reader of codes is used; not every browser has one, and then codes are typed. */
interface CodeReader {
	detect: (source: HTMLVideoElement) => Promise<{ rawValue: string }[]>;
}
type MakeReader = new (options: { formats: string[] }) => CodeReader;

const EVERY_MS = 250;
/** The same card held before the camera is read once. */
const AGAIN_MS = 4000;

/** Reads cards by the phone's camera; nothing of the picture is kept or sent. */
export function EventCamera({ onRead }: { onRead: (text: string) => void }) {
	const [on, setOn] = useState(false);
	const [failed, setFailed] = useState(false);
	const Reader = readerHere();
	if (Reader === null) return null;
	return (
		<div>
			<Button icon={ScanQrCode} wide pressed={on} onClick={() => setOn(!on)}>
				{on ? _("Apagar la cámara") : _("Leer tarjetas con la cámara")}
			</Button>
			{failed && <Notice kind="attention">{_("No se pudo usar la cámara. Escriba el código.")}</Notice>}
			{on && (
				<Picture
					reader={Reader}
					onRead={onRead}
					onFail={() => {
						setOn(false);
						setFailed(true);
					}}
				/>
			)}
		</div>
	);
}

function readerHere(): MakeReader | null {
	return (globalThis as { BarcodeDetector?: MakeReader }).BarcodeDetector ?? null;
}

interface PictureProps {
	reader: MakeReader;
	onRead: (text: string) => void;
	onFail: () => void;
}

function Picture({ reader: Reader, onRead, onFail }: PictureProps) {
	const video = useRef<HTMLVideoElement>(null);
	const latest = useRef({ onRead, onFail });
	latest.current = { onRead, onFail };
	useEffect(() => {
		const seen = { text: "", at: 0 };
		let stream: MediaStream | null = null;
		let timer = 0;
		let over = false;
		const look = async (reader: CodeReader) => {
			if (over || !video.current) return;
			const [code] = await reader.detect(video.current).catch(() => []);
			if (over) return;
			if (code && (code.rawValue !== seen.text || Date.now() - seen.at > AGAIN_MS)) {
				latest.current.onRead(code.rawValue);
				Object.assign(seen, { text: code.rawValue, at: Date.now() });
			}
			timer = window.setTimeout(() => look(reader), EVERY_MS);
		};
		const begin = async () => {
			stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
			if (over || !video.current) return stop();
			video.current.srcObject = stream;
			await video.current.play();
			await look(new Reader({ formats: ["qr_code"] }));
		};
		const stop = () => {
			for (const track of stream?.getTracks() ?? []) track.stop();
		};
		begin().catch(() => over || latest.current.onFail());
		return () => {
			over = true;
			clearTimeout(timer);
			stop();
		};
	}, [Reader]);
	return <video ref={video} class="event-camera" muted playsInline aria-label={_("Lo que ve la cámara")} />;
}
