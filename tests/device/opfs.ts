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

function folderOf(files: Map<string, Uint8Array>) {
	return {
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
}

/** Gives this page folders, and answers what lies in each, by its name. */
export function aFolders(): Map<string, Map<string, Uint8Array>> {
	const folders = new Map<string, Map<string, Uint8Array>>();
	const root = {
		getDirectoryHandle: async (name: string) => {
			folders.set(name, folders.get(name) ?? new Map());
			return folderOf(folders.get(name) as Map<string, Uint8Array>);
		},
	};
	vi.stubGlobal("FileSystemFileHandle", Handle);
	vi.stubGlobal("navigator", { storage: { getDirectory: async () => root } });
	return folders;
}

/** The same where there is one alone: what lies in it. */
export function aFolder(): Map<string, Uint8Array> {
	const files = new Map<string, Uint8Array>();
	const folder = folderOf(files);
	vi.stubGlobal("FileSystemFileHandle", Handle);
	vi.stubGlobal("navigator", {
		storage: { getDirectory: async () => ({ getDirectoryHandle: async () => folder }) },
	});
	return files;
}
