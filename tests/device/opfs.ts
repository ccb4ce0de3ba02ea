/** The browser's own files, as far as the phone's secrets use them. */

import { vi } from "vitest";

class Handle {
	constructor(
		readonly files: Map<string, Uint8Array>,
		readonly name: string,
	) {}

	async getFile() {
		return { arrayBuffer: async () => (this.files.get(this.name) as Uint8Array).slice().buffer };
	}

	async createWritable() {
		let content = new Uint8Array();
		const write = async (bytes: Uint8Array<ArrayBuffer>) => {
			content = bytes.slice();
		};
		return { write, close: async () => void this.files.set(this.name, content) };
	}
}

/** Gives this page a folder, and answers what lies in it. */
export function aFolder(): Map<string, Uint8Array> {
	const files = new Map<string, Uint8Array>();
	const folder = {
		getDirectoryHandle: async () => folder,
		getFileHandle: async (name: string, { create = false } = {}) => {
			if (!files.has(name) && !create) throw new DOMException("none", "NotFoundError");
			files.set(name, files.get(name) ?? new Uint8Array());
			return new Handle(files, name);
		},
		removeEntry: async (name: string) => void files.delete(name),
		keys: async function* () {
			yield* [...files.keys()];
		},
	};
	vi.stubGlobal("FileSystemFileHandle", Handle);
	vi.stubGlobal("navigator", { storage: { getDirectory: async () => folder } });
	return files;
}
