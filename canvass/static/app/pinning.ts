import { useEffect, useState } from "preact/hooks";
import { ApiError } from "../device/api";
import type { Position } from "../device/cutting";
import {
	confirmPoint,
	isOwnDoing,
	type OutsideTurf,
	type Pinned,
	type PlacePoint,
	placePoint,
	pointOf,
	takeBack,
	type UnsurePage,
	unsurePage,
} from "../device/pins";
import type { Place } from "../device/places";
import { _ } from "./i18n";
import * as queues from "./pin_queue";
import { type Act, staleRecord, useAct } from "./server";
import { ask } from "./ui";

/** What an act left to be read: turfs that the place lies outside of now, or that somebody else was quicker. */
export type Remark = { kind: "outside"; address: string; turfs: readonly OutsideTurf[] } | { kind: "stale" };

export interface Pinning {
	queue: queues.PinQueue;
	remark: Remark | null;
	act: Act;
	/** The place is there; without a point, where its point is. */
	settle: (at: Position | null) => Promise<void>;
	skip: () => void;
	undo: () => Promise<void>;
	look: (id: string) => void;
	again: () => void;
}

/** The queue of points, and what can be said of the one that is looked at. */
export function usePinning(first: UnsurePage): Pinning {
	const [queue, setQueue] = useState(() => queues.queueOf(first));
	const [remark, setRemark] = useState<Remark | null>(null);
	const act = useAct();
	const more = queues.wantsMore(queue) ? queue.next : null;
	useEffect(() => {
		if (more === null) return;
		let here = true;
		unsurePage(more)
			.then((page) => here && setQueue((before) => queues.withPage(before, page)))
			// What is here can be looked at all the same; the next act asks again.
			.catch(() => undefined);
		return () => {
			here = false;
		};
	}, [more, queue.said.size]);
	const settle = async (at: Position | null) => {
		const point = queues.current(queue);
		if (!point) return;
		await act.run(async () => {
			setRemark(null);
			const done = await said(point, at);
			if (done === "no") return;
			if ("stale" in done) {
				setQueue((before) => queues.replaced(before, pointOf(done.stale)));
				setRemark({ kind: "stale" });
				return;
			}
			setQueue((before) => queues.say(before, at ? "placed" : "confirmed", pointOf(done.place)));
			if (done.outside.length > 0) {
				setRemark({ kind: "outside", address: addressOf(point), turfs: done.outside });
			}
		});
	};
	const undo = async () => {
		const { last, points } = queue;
		if (!last) return;
		await act.run(async () => {
			setRemark(null);
			const now = points.find(({ id }) => id === last.was.id) ?? last.was;
			const back = last.said === "skipped" ? now : pointOf((await takeBack(last.was, now)).place);
			setQueue((before) => queues.unsay(before, back));
		});
	};
	const change = (next: (before: queues.PinQueue) => queues.PinQueue) => {
		act.forget();
		setRemark(null);
		setQueue(next);
	};
	return {
		queue,
		remark,
		act,
		settle,
		undo,
		skip: () => {
			const point = queues.current(queue);
			if (point) change((before) => queues.say(before, "skipped", point));
		},
		look: (id) => change((before) => queues.lookAt(before, id)),
		again: () => change(queues.again),
	};
}

export function addressOf({ name, number, street }: PlacePoint): string {
	return [number, street].filter(Boolean).join(" ") || name || "—";
}

/** Tells the server; "no" where the person thought better of it. */
async function said(point: PlacePoint, at: Position | null): Promise<Pinned | { stale: Place } | "no"> {
	try {
		return await (at ? placePoint(point, at, false) : confirmPoint(point));
	} catch (fault) {
		const stale = staleRecord<Place>(fault);
		if (stale) return isOwnDoing(point, at, stale) ? { place: stale, outside: [] } : { stale };
		if (!at || !(fault instanceof ApiError) || fault.code !== "far_away") throw fault;
		const meant = await ask({
			title: _("¿De verdad tan lejos?"),
			text: fault.message,
			act: _("Mover aquí"),
		});
		return meant ? placePoint(point, at, true) : "no";
	}
}
