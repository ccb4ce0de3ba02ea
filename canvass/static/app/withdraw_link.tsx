import { PhoneOff } from "lucide";
import { useLocation } from "preact-iso";
import { _ } from "./i18n";
import { lazy } from "./route";
import { ButtonLink } from "./ui";

/** Fetched when somebody takes something back: few phones ever need it, and the worker keeps it for when one does. */
export const Withdraw = lazy(() => import("./withdraw").then((found) => found.Withdraw));

/** From the form for a new contact to that for who wants no contact any more. */
export function WithdrawLink() {
	const { path } = useLocation();
	return (
		<ButtonLink kind="quiet" icon={PhoneOff} href={`${path}?withdraw`}>
			{_("La persona ya no quiere que la llamen")}
		</ButtonLink>
	);
}

/** Whether this screen shows that form. */
export function useWithdrawing(): boolean {
	return "withdraw" in useLocation().query;
}
