import type { ComponentChildren } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { ApiError, isNobody, NetworkFault } from "../device/api";
import { _ } from "./i18n";
import { member } from "./organisation";
import { Button, ButtonLink, Notice } from "./ui";

/** What the server answered, or why it did not. */
export interface Answer<T> {
	/** Undefined until the first answer; a later failure keeps the one before. */
	value: T | undefined;
	/** The latest failure, or null. */
	fault: unknown;
	/** Asks anew; resolves when that is answered. */
	again: () => Promise<void>;
	/** Takes over what an act of this screen has just been answered. */
	take: (value: T) => void;
	/** Likewise for a part of it; nothing before the first answer. */
	change: (change: (value: T) => T) => void;
}

/**
 * Asks the server when the screen opens and whenever `deps` change. An answer that was overtaken is dropped; a question
 * that takes several requests can ask whether its answer is still wanted.
 */
export function useAnswer<T>(
	question: (isWanted: () => boolean) => Promise<T>,
	deps: readonly unknown[],
): Answer<T> {
	const [state, setState] = useState<{ value: T | undefined; fault: unknown }>({
		value: undefined,
		fault: null,
	});
	const latest = useRef(0);
	const again = useCallback(async () => {
		latest.current += 1;
		const mine = latest.current;
		const isWanted = () => mine === latest.current;
		const show = (next: (before: { value: T | undefined }) => { value: T | undefined; fault: unknown }) =>
			isWanted() && setState(next);
		try {
			const value = await question(isWanted);
			show(() => ({ value, fault: null }));
		} catch (fault) {
			show(({ value }) => ({ value, fault }));
		}
	}, deps);
	useEffect(() => {
		again();
		return () => {
			latest.current += 1;
		};
	}, [again]);
	const take = (value: T) => setState({ value, fault: null });
	const change = (make: (value: T) => T) =>
		setState((before) => (before.value === undefined ? before : { ...before, value: make(before.value) }));
	return { ...state, again, take, change };
}

/** What `useAct` knows of an act: at work, and why it failed. */
export interface Act {
	busy: boolean;
	fault: unknown;
	/** Runs it; false when it failed, and `fault` says why. A second tap while it runs does nothing. */
	run: (act: () => Promise<void>) => Promise<boolean>;
	forget: () => void;
}

/** One act at a time of a form or a screen, with its failure kept for showing. */
export function useAct(): Act {
	const [busy, setBusy] = useState(false);
	const [fault, setFault] = useState<unknown>(null);
	const running = useRef(false);
	const run = async (act: () => Promise<void>) => {
		if (running.current) return false;
		running.current = true;
		setBusy(true);
		setFault(null);
		try {
			await act();
			return true;
		} catch (error) {
			setFault(error);
			return false;
		} finally {
			running.current = false;
			setBusy(false);
		}
	};
	return { busy, fault, run, forget: () => setFault(null) };
}

/** The server's words about a field of a form, by the first part of its path. */
export function fieldError(fault: unknown, field: string): string | undefined {
	if (!(fault instanceof ApiError)) return undefined;
	return fault.errors.find(({ path }) => path[0] === field)?.message;
}

/** Whether someone else changed the record meanwhile; then the record as it stands now. */
export function staleRecord<T>(fault: unknown): T | null {
	return fault instanceof ApiError && fault.code === "stale" ? (fault.answer.current as T) : null;
}

/** What went wrong, in words a person can act on. */
export function faultWords(fault: unknown): string {
	// What stands in front of the server answers in words of its own, or in none.
	if (fault instanceof ApiError && fault.message) return fault.message;
	if (!(fault instanceof NetworkFault)) return _("Algo falló de nuestro lado. Inténtelo otra vez.");
	if (fault.kind === "offline") {
		return _("No hay conexión. Esta pantalla necesita al servidor; lo que ya guardó está a salvo.");
	}
	if (fault.kind === "timeout") return _("El servidor tarda demasiado en contestar. Inténtelo otra vez.");
	return _("Esta red pide algo antes de dejar pasar. Abra otra página para entrar a la red y vuelva.");
}

interface FaultProps {
	of: unknown;
	again?: (() => void) | undefined;
	words?: string;
}

/** A failure, shown where its act is; with `again`, it can be asked anew: to wait for a connection is nothing to warn of. */
export function Fault({ of, again, words = faultWords(of) }: FaultProps) {
	if (of === null || of === undefined) return null;
	if (of instanceof ApiError && isNobody(of)) return <SessionOver />;
	return (
		<Notice kind={again && (of as NetworkFault).kind === "offline" ? "info" : "attention"} alert>
			<p>{words}</p>
			{again && <Button onClick={again}>{_("Intentar otra vez")}</Button>}
		</Notice>
	);
}

/** Asking again leads nowhere here: a keyholder comes back by unlocking, everybody else by a new link. */
function SessionOver() {
	const mayHoldKeys = member.value?.role === "staff" || member.value?.role === "administrator";
	return (
		<Notice kind="attention" alert title={_("Su acceso terminó")}>
			<p>{_("Pida un enlace nuevo a quien le invitó, y ábralo en este dispositivo.")}</p>
			{mayHoldKeys && (
				<>
					<p>{_("Si tiene llave, no hace falta: abra las bóvedas, y con eso vuelve a entrar.")}</p>
					<ButtonLink href="/review">{_("Abrir las bóvedas")}</ButtonLink>
				</>
			)}
		</Notice>
	);
}

interface AnsweredProps<T> {
	answer: Answer<T>;
	children: (value: T) => ComponentChildren;
}

/** Shows what was answered; before that, quiet words; on a failure, what to do. */
export function Answered<T>({ answer: { value, fault, again }, children }: AnsweredProps<T>) {
	return (
		<>
			{fault !== null && <Fault of={fault} again={again} />}
			{value !== undefined && children(value)}
			{value === undefined && fault === null && (
				<p class="soft" role="status">
					{_("Un momento…")}
				</p>
			)}
		</>
	);
}
