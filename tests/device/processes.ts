/**
 * Page, second tab and worker over one store: each has the device's code, and a connection, of its own, and can be killed
 * at any request to the store. Import `fake-indexeddb/auto` before this.
 */

import { vi } from "vitest";
import { LOCK, ROOT } from "./lock";

/** `observer` looks on: nothing befalls it. */
export type Name = "page" | "tab" | "worker" | "observer";

type Device = Awaited<ReturnType<typeof load>>;

export interface Process extends Device {
	name: Name;
	alive: boolean;
	/** Requests to the store until it is killed; Infinity where nobody means to. */
	fuse: number;
}

async function load() {
	vi.resetModules();
	const device = "../../canvass/static/device";
	const [api, changes, db, identity, ids, lock, outbox, people, saving, sync, truth] = await Promise.all([
		import("../../canvass/static/device/api"),
		import("../../canvass/static/device/changes"),
		import("../../canvass/static/device/db"),
		import("../../canvass/static/device/identity"),
		import("../../canvass/static/device/ids"),
		import("../../canvass/static/device/lock"),
		import("../../canvass/static/device/outbox"),
		import("../../canvass/static/device/people"),
		import("../../canvass/static/device/people_saving"),
		import("../../canvass/static/device/sync"),
		import("../../canvass/static/device/truth"),
	]);
	return {
		...api,
		...changes,
		...db,
		...identity,
		...ids,
		...lock,
		...outbox,
		...people,
		...saving,
		...sync,
		...truth,
		device,
	};
}

const running = new Map<Name, Process>();
const everyone: Process[] = [];
const owners = new WeakMap<IDBDatabase, Process>();
/** No room is left: every write fails until there is some again. */
export const disk = { full: false };

/** The process of that name, started anew if it was killed. */
export async function processOf(name: Name): Promise<Process> {
	const known = running.get(name);
	if (known?.alive) {
		return known;
	}
	const process: Process = { ...(await load()), name, alive: true, fuse: Infinity };
	// What the server is asked in tells whose request it is: each process speaks a language of its own.
	process.setApiLocale(name);
	running.set(name, process);
	everyone.push(process);
	await process.db.open();
	// Somebody has typed the PIN in each tab; nobody can in the worker.
	if (name !== "worker") await process.hold(LOCK.id, ROOT);
	return process;
}

export function isAlive(name: string): boolean {
	return running.get(name as Name)?.alive ?? false;
}

/** From now on it writes nothing more, hears nothing more, and what it was writing is undone. */
export function kill(process: Process): void {
	process.alive = false;
	process.fuse = Infinity;
	process.stopListening();
}

export function killAll(): void {
	for (const process of running.values()) {
		if (process.alive) kill(process);
	}
	running.clear();
	disk.full = false;
}

/** A connection that was opened anew has the owner of the one before. */
function ownerOf(connection: IDBDatabase): Process | undefined {
	const owner = owners.get(connection) ?? everyone.find((one) => one.db.backendDB() === connection);
	if (owner) owners.set(connection, owner);
	return owner;
}

function burn(connection: IDBDatabase, transaction: IDBTransaction): void {
	const process = ownerOf(connection);
	if (process?.alive && --process.fuse < 0) kill(process);
	if (!process || process.alive) return;
	try {
		transaction.abort();
	} catch {
		// It was over already.
	}
	throw new DOMException("killed", "AbortError");
}

const WRITES = ["add", "put", "delete", "clear"];
const READS = ["get", "getKey", "getAll", "getAllKeys", "openCursor", "openKeyCursor", "count"];

type Method = (
	this: { transaction?: IDBTransaction; objectStore?: IDBObjectStore },
	...given: unknown[]
) => unknown;

function watch(prototype: object, names: readonly string[]): void {
	const methods = prototype as Record<string, Method>;
	for (const name of names) {
		const real = methods[name];
		if (!real) continue;
		methods[name] = function (...given) {
			const transaction = (this.transaction ?? this.objectStore?.transaction) as IDBTransaction;
			burn(transaction.db, transaction);
			if (disk.full && WRITES.includes(name)) throw new DOMException("no room", "QuotaExceededError");
			return real.apply(this, given);
		};
	}
}

watch(IDBObjectStore.prototype, [...WRITES, ...READS]);
watch(IDBIndex.prototype, READS);
