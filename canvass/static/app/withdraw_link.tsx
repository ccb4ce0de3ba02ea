import { PhoneOff } from "lucide";
import { useEffect, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { tellFault } from "./faults";
import { _, wholeCatalogue } from "./i18n";
import { ButtonLink, Page } from "./ui";
import type { WithdrawProps } from "./withdraw";

type Form = typeof import("./withdraw");

let here: Form | null = null;

/** Fetched when somebody takes something back: few phones ever need it, and the worker keeps it for when one does. */
export function Withdraw(props: WithdrawProps) {
	const [form, setForm] = useState(here);
	useEffect(() => {
		if (!form) fetchForm().then(setForm, tellFault);
	}, []);
	if (form) return <form.Withdraw {...props} />;
	return (
		<Page title={_("Ya no quiere que la llamen")} back={props.back}>
			<p class="soft">{_("Abriendo…")}</p>
		</Page>
	);
}

async function fetchForm(): Promise<Form> {
	const [found] = await Promise.all([import("./withdraw"), wholeCatalogue()]);
	here = found;
	return found;
}

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
