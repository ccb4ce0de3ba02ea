import { type Page, startWaking as startWakingOn } from "../device/wake";

/** This page, as the phone's own code needs to know it. */
const page: Page = {
	isVisible: () => document.visibilityState === "visible",
	onReturn(listener) {
		const seen = () => document.visibilityState === "visible" && listener("seen");
		const online = () => listener("online");
		document.addEventListener("visibilitychange", seen);
		addEventListener("online", online);
		return () => {
			document.removeEventListener("visibilitychange", seen);
			removeEventListener("online", online);
		};
	},
};

/** Keeps sending and fetching while the app is open; the answer ends that. Call once, at the start. */
export function startWaking(): () => void {
	return startWakingOn(page);
}
