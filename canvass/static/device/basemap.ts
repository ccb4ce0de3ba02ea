/** The basemap: one file at the server, read by blocks; what lies under a turf is kept with it, for where there is no network. */

import { PMTiles, type RangeResponse, ResolvedValueCache, type Source } from "pmtiles";
import { ApiError, NetworkFault, request, requestRange } from "./api";
import { onChange } from "./changes";
import { coverBytes, uncoverBytes, unlessNoise } from "./cover";
import { type BasemapInfo, type BasemapPiece, db, type StoredPiece } from "./db";
import { type Bytes, joined, utf8 } from "./framing";
import { lockState } from "./lock";
import { turfRows } from "./rows";

const BLOCK = 16_384;
/** Blocks in memory, 16 MB: an hour of panning. */
const MOST_BLOCKS = 1024;

/** What is kept: these zooms, the coarse ones first, until it is this much. */
const KEPT_ZOOMS = [12, 13, 14, 15];
const MOST_KEPT = 500_000;
const MOST_TILES = 150;
/** Degrees around the turf's doors, some three hundred metres. */
const MARGIN = 0.003;

type Tile = [z: number, x: number, y: number];
/** West, south, east, north in WGS84 degrees. */
type Box = [number, number, number, number];

export interface Basemap {
	info: BasemapInfo;
	/** A tile's content, or null where there is nothing. Throws NetworkFault where it is neither here nor to be had. */
	tile: (...tile: Tile) => Promise<ArrayBuffer | null>;
}

/** The basemap as this turf's piece has it, else as the server does; null where there is none, or none to be had. */
export async function openBasemap(turf: string | null): Promise<Basemap | null> {
	const piece = turf === null ? null : await keptPiece(turf);
	const info = piece?.info ?? (await askServer().catch(nothingWithoutServer));
	return info ? readBasemap(new Blocks(info, piece?.blocks)) : null;
}

/** Keeps a piece for each turf on this phone, now and whenever another turf has come. Without a network it waits for the next time. */
export async function keepBasemaps(): Promise<void> {
	let seen = "";
	let busy = false;
	const look = async () => {
		const here = `${await lockState()} ${(await db.turfs.toCollection().primaryKeys()).join()}`;
		if (busy || here === seen) return;
		busy = true;
		const kept = await keepPieces()
			.catch(nothingWithoutServer)
			.finally(() => {
				busy = false;
			});
		if (kept === null) return;
		seen = here;
		// Another turf may have come meanwhile.
		await look();
	};
	// What else is wrong with it, a file that is none or a full store, is no fault of who walks: it is tried again.
	const quietly = () => look().catch(() => undefined);
	onChange(quietly);
	// A server that had none may have one by then.
	addEventListener("online", () => {
		seen = "";
		void quietly();
	});
	await quietly();
}

/** Fetches what is missing or older than the server's, turf by turf; how many pieces came. */
export async function keepPieces(): Promise<number> {
	const turfs = await db.turfs.toCollection().primaryKeys();
	if (turfs.length === 0 || (await lockState()) !== "open") return 0;
	const info = await askServer();
	if (info === null) return 0;
	let came = 0;
	for (const turf of turfs) {
		const box = await boxOf(turf);
		if (box === null || (await db.basemaps.get(turf))?.version === info.version) continue;
		came += await store({ turf, info, blocks: await fetchPiece(info, box) });
	}
	return came;
}

/** A turf's piece as it was kept, or null. Throws Locked. */
async function keptPiece(turf: string): Promise<BasemapPiece | null> {
	const stored = await db.basemaps.get(turf);
	if (stored === undefined) return null;
	const bytes = await unlessNoise(uncoverBytes(placeOf(turf), stored.sealed));
	return bytes && readPiece(turf, bytes);
}

interface PieceHead {
	info: BasemapInfo;
	/** Each block's number, and how many bytes it has. */
	blocks: [number: number, length: number][];
}

const HEAD_LENGTH = 4;
const placeOf = (turf: string) => ({ turf, kind: "basemap", id: turf }) as const;

/** The length of its head, the head, the blocks one behind the other. */
async function coverPiece({ turf, info, blocks }: BasemapPiece): Promise<StoredPiece> {
	const head: PieceHead = { info, blocks: blocks.map(({ number, bytes }) => [number, bytes.byteLength]) };
	const text = utf8(JSON.stringify(head));
	const length = new Uint8Array(HEAD_LENGTH);
	new DataView(length.buffer).setUint32(0, text.length);
	const plain = joined(length, text, ...blocks.map(({ bytes }) => new Uint8Array(bytes)));
	return { turf, version: info.version, sealed: await coverBytes(placeOf(turf), plain) };
}

function readPiece(turf: string, { buffer }: Bytes): BasemapPiece {
	let at = HEAD_LENGTH + new DataView(buffer).getUint32(0);
	const head = JSON.parse(new TextDecoder().decode(buffer.slice(HEAD_LENGTH, at))) as PieceHead;
	const blocks = head.blocks.map(([number, length]) => {
		at += length;
		return { number, bytes: buffer.slice(at - length, at) };
	});
	return { turf, info: head.info, blocks };
}

/** The turf may have gone while its piece came. */
async function store(piece: BasemapPiece): Promise<number> {
	const stored = await coverPiece(piece);
	return db.transaction("rw", [db.basemaps, db.leases], async () => {
		if ((await db.leases.where("turf_id").equals(piece.turf).count()) === 0) return 0;
		await db.basemaps.put(stored);
		return 1;
	});
}

async function fetchPiece(info: BasemapInfo, box: Box): Promise<BasemapPiece["blocks"]> {
	const blocks = new Blocks(info);
	const { tile } = readBasemap(blocks);
	for (const each of tilesOf(box)) {
		if (blocks.bytes >= MOST_KEPT) break;
		await tile(...each);
	}
	return blocks.all();
}

async function askServer(): Promise<BasemapInfo | null> {
	const info = await request<BasemapInfo & { version: string | null }>("GET", "/basemap", {
		check: (answer): answer is BasemapInfo => "version" in (answer as BasemapInfo),
	});
	return info.version === null ? null : info;
}

/** A map without its ground is still a map: nobody is told. */
function nothingWithoutServer(error: unknown): null {
	if (error instanceof NetworkFault || error instanceof ApiError) return null;
	throw error;
}

async function boxOf(turf: string): Promise<Box | null> {
	const rows = await turfRows(turf);
	const lons = rows.flatMap(({ lon }) => lon ?? []);
	const lats = rows.flatMap(({ lat }) => lat ?? []);
	if (lons.length === 0) return null;
	return [
		Math.min(...lons) - MARGIN,
		Math.min(...lats) - MARGIN,
		Math.max(...lons) + MARGIN,
		Math.max(...lats) + MARGIN,
	];
}

/** The tiles over a box, the coarse ones first, those of one zoom from the middle outwards. */
export function tilesOf([west, south, east, north]: Box): Tile[] {
	const tiles = KEPT_ZOOMS.flatMap((z) => {
		const [left, top] = tileAt(z, west, north);
		const [right, bottom] = tileAt(z, east, south);
		const off = ([, x, y]: Tile) => Math.hypot(x - (left + right) / 2, y - (top + bottom) / 2);
		const columns = Array.from({ length: right - left + 1 }, (_, i) => left + i);
		const rows = Array.from({ length: bottom - top + 1 }, (_, i) => top + i);
		return columns.flatMap((x) => rows.map((y): Tile => [z, x, y])).sort((a, b) => off(a) - off(b));
	});
	return tiles.slice(0, MOST_TILES);
}

function tileAt(z: number, lon: number, lat: number): [x: number, y: number] {
	const side = 2 ** z;
	const down = (1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2;
	return [Math.floor(((lon + 180) / 360) * side), Math.floor(down * side)];
}

function readBasemap(blocks: Blocks): Basemap {
	// The one that is usual keeps failures too: a beginning that did not come once would never be asked for again.
	const tiles = new PMTiles(blocks, new ResolvedValueCache());
	return {
		info: blocks.info,
		tile: async (z, x, y) => (await tiles.getZxy(z, x, y))?.data ?? null,
	};
}

/** The file in blocks: those that are here, and the rest from the server. */
class Blocks implements Source {
	private readonly blocks = new Map<number, Promise<ArrayBuffer>>();
	bytes = 0;

	constructor(
		readonly info: BasemapInfo,
		kept: BasemapPiece["blocks"] = [],
	) {
		for (const { number, bytes } of kept) this.blocks.set(number, Promise.resolve(bytes));
	}

	getKey(): string {
		return this.info.version;
	}

	async getBytes(offset: number, length: number): Promise<RangeResponse> {
		const end = Math.min(offset + length, this.info.bytes);
		const first = Math.floor(offset / BLOCK);
		const last = Math.floor((end - 1) / BLOCK);
		const numbers = Array.from({ length: last - first + 1 }, (_, i) => first + i);
		this.want(numbers.filter((number) => !this.blocks.has(number)));
		const parts = await Promise.all(numbers.map((number) => this.blocks.get(number) as Promise<ArrayBuffer>));
		const whole = await new Blob(parts).arrayBuffer();
		return { data: whole.slice(offset - first * BLOCK, end - first * BLOCK) };
	}

	async all(): Promise<BasemapPiece["blocks"]> {
		return Promise.all([...this.blocks].map(async ([number, bytes]) => ({ number, bytes: await bytes })));
	}

	/** Asks for all that lies between the first and the last of them in one go. */
	private want(missing: number[]): void {
		const [first] = missing;
		const last = missing.at(-1);
		if (first === undefined || last === undefined) return;
		const from = first * BLOCK;
		const length = Math.min((last + 1) * BLOCK, this.info.bytes) - from;
		const fetched = requestRange("/basemap.pmtiles", this.info.version, from, length);
		for (const number of missing) {
			const start = (number - first) * BLOCK;
			const part = fetched.then((bytes) => bytes.slice(start, start + BLOCK));
			this.blocks.set(number, part);
			// What did not come is asked for again the next time.
			part.then(
				(bytes) => this.note(bytes),
				() => this.blocks.delete(number),
			);
		}
	}

	private note(bytes: ArrayBuffer): void {
		this.bytes += bytes.byteLength;
		const [oldest] = this.blocks.keys();
		if (this.blocks.size > MOST_BLOCKS && oldest !== undefined) this.blocks.delete(oldest);
	}
}
