import { Home } from "./home";
import type { AppRoute } from "./route";

/**
 * Every screen of the app. What a volunteer needs stands in the first chunk; the map, the lead's and the staff's screens
 * come lazily: `component: lazy(() => import("./campaigns").then((found) => found.Campaigns))`.
 */
export const routes: readonly AppRoute[] = [{ path: "/", component: Home }];
