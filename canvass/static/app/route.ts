import type { AnyComponent, FunctionComponent } from "preact";
import { lazy as iso } from "preact-iso";
import { wholeCatalogue } from "./i18n";
import type { Role } from "./organisation";

export interface AppRoute {
	/** With `:names` that the screen reads by `useRoute().params`. */
	path: string;
	// biome-ignore lint/suspicious/noExplicitAny: a screen may take its path's parameters as properties.
	component: AnyComponent<any>;
	/** Who has this screen; left out, everybody, also before enrolment. */
	roles?: readonly Role[];
	/** Its word in the menu of those roles; left out, it is reached from another screen. */
	menu?: () => string;
}

/** A screen that is fetched, with its words, when it is first asked for; the worker keeps both for later. */
export function lazy<P>(load: () => Promise<FunctionComponent<P>>): AnyComponent<P> {
	return iso(async () => {
		const [screen] = await Promise.all([load(), wholeCatalogue()]);
		return { default: screen };
	});
}

/** A screen of leads, staff and administrators, by its name in `office_screens`. */
export function office(name: keyof typeof import("./office_screens").screens): AnyComponent {
	return lazy<object>(() => import("./office_screens").then(({ screens }) => screens[name]()));
}
