import { signal } from "@preact/signals";
import { PhoneOff } from "lucide";
import { useEffect, useState } from "preact/hooks";
import { tellFault } from "./faults";
import { _, wholeCatalogue } from "./i18n";
import { Button, Page } from "./ui";
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

/** In this page's memory alone: an address of its own would stay in the phone's history beside its door. */
const asked = signal(false);

/** From the form for a new contact to that for who wants no contact any more. */
export function WithdrawLink() {
	const ask = () => {
		// The same address once more, so that Back leads out of the form.
		history.pushState(null, "");
		asked.value = true;
	};
	return (
		<Button kind="quiet" icon={PhoneOff} onClick={ask}>
			{_("La persona ya no quiere que la llamen")}
		</Button>
	);
}

/** Whether this screen shows that form. */
export function useWithdrawing(): boolean {
	useEffect(() => {
		const leave = () => {
			asked.value = false;
		};
		addEventListener("popstate", leave);
		return () => {
			removeEventListener("popstate", leave);
			leave();
		};
	}, []);
	return asked.value;
}
