import { render } from "preact";
import { startLocale } from "./i18n";
import { Shell } from "./shell";
import "./styles/index.css";
import { keepApp } from "./update";

async function start(): Promise<void> {
	await startLocale();
	const root = document.getElementById("app");
	if (root) render(<Shell />, root);
	// The worker fetches the whole app: it waits until the first screen stands.
	requestAnimationFrame(() => setTimeout(() => keepApp().catch(console.error)));
}

start();
