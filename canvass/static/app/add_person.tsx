import { UserRoundPlus } from "lucide";
import { useState } from "preact/hooks";
import { ApiError, isNobody } from "../device/api";
import { MOST_PEOPLE, makeRoom, peopleHere, share, switchTo } from "../device/household";
import { lockState } from "../device/lock";
import { giveReturn, hasReturn } from "../device/own_session";
import { tellFault } from "./faults";
import { withoutPasskeys } from "./forget_passkeys";
import { _ } from "./i18n";
import { LockType } from "./lock";
import { LockChoose } from "./lock_choose";
import { lockNow, watch } from "./lock_watch";
import { member } from "./organisation";
import { useStore } from "./store";
import { Button, ButtonLink, Empty, Notice, Page } from "./ui";

interface Props {
	/** Whose link was opened. */
	alias: string;
	/** The link's fragment with its `#`, to be opened again in a store of their own. */
	fragment: string;
}

/** A link that was opened on somebody else's phone: with both their wills it becomes the phone of both. */
export function AddPerson({ alias, fragment }: Props) {
	const [step, setStep] = useState<"ask" | "pin" | "going">("ask");
	const found = useStore(async () => {
		const [people, lock, given] = [await peopleHere(), await lockState(), await hasReturn()];
		return { people, lock, given };
	}, []);
	if (found === undefined) return null;
	const { people, lock, given } = found;
	const known = people.find((one) => one.alias === alias && !one.here);
	const open = async (leave: () => Promise<void>) => {
		setStep("going");
		try {
			lockNow();
			await leave();
			history.replaceState(null, "", `/enrol${fragment}`);
			location.reload();
		} catch (fault) {
			setStep("ask");
			await tellFault(fault);
		}
	};
	const goOn = async () => {
		setStep("going");
		try {
			// Only a phone that reads tells the server how it comes back; one whose access is over stays as it is.
			await giveReturn().catch((fault) => {
				if (!(fault instanceof ApiError && isNobody(fault))) throw fault;
			});
			await open(makeRoom);
		} catch (fault) {
			setStep("ask");
			await tellFault(fault);
		}
	};
	const begin = async () => {
		try {
			// What a passkey opened goes, and leaves the device's list too.
			await withoutPasskeys(share);
			if (lock === "shut" || (lock === "locked" && given)) await open(makeRoom);
			else if (lock === "open") await goOn();
			else setStep("pin");
		} catch (fault) {
			await tellFault(fault);
		}
	};
	const opened = async () => {
		watch();
		await goOn();
	};
	if (step === "pin")
		return lock === "none" ? <LockChoose onChosen={opened} /> : <LockType onOpen={opened} />;
	if (known)
		return (
			<Question alias={alias} busy={step === "going"} onYes={() => open(() => switchTo(known))}>
				<p>
					{_("%(name)s ya está en este teléfono. Con este enlace entra de nuevo a lo suyo.", { name: alias })}
				</p>
			</Question>
		);
	if (people.length >= MOST_PEOPLE)
		return (
			<Page title={_("Invitación")}>
				<Empty
					title={_("Este teléfono ya es de cinco personas")}
					act={<ButtonLink href="/">{_("Ir al inicio")}</ButtonLink>}
				>
					{_("Para agregar a alguien, primero alguien tiene que quitarse, en Ajustes.")}
				</Empty>
			</Page>
		);
	return (
		<Question alias={alias} busy={step === "going"} onYes={begin}>
			<p class="large">
				{_("Este teléfono ya tiene a otra persona: %(name)s. ¿Agregar a una más?", {
					name: member.value?.alias ?? "",
				})}
			</p>
			<p>
				{_(
					"Cada quien entra con su propio PIN y ve solo lo suyo. Lo que falta por enviar sale con señal, tenga quien tenga el teléfono.",
				)}
			</p>
			{!given && lock !== "shut" && (
				<Notice>
					{lock === "none"
						? _("Antes, %(name)s elige un PIN.", { name: member.value?.alias ?? "" })
						: _("Antes, %(name)s escribe su PIN.", { name: member.value?.alias ?? "" })}
				</Notice>
			)}
		</Question>
	);
}

interface QuestionProps {
	alias: string;
	busy: boolean;
	onYes: () => void;
	children: preact.ComponentChildren;
}

function Question({ alias, busy, onYes, children }: QuestionProps) {
	return (
		<Page title={_("Invitación")}>
			<div class="stack">
				{children}
				<Button kind="main" icon={UserRoundPlus} wide busy={busy} onClick={onYes}>
					{_("Agregar a %(name)s", { name: alias })}
				</Button>
				<ButtonLink href="/" wide>
					{_("Ahora no")}
				</ButtonLink>
			</div>
		</Page>
	);
}
