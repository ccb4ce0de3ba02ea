import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { forgetDrafts, keepDraft, takeDraft } from "../../canvass/static/device/drafts";
import { UNDO_MS } from "../../canvass/static/device/people";

beforeEach(() => {
	vi.useFakeTimers();
	return () => vi.useRealTimers();
});

describe("what was being written at a door", () => {
	it("is there again for who comes back, once", () => {
		keepDraft("contact 14", { name: "Ros" });
		keepDraft("contact 14", { name: "Rosa" });
		expect(takeDraft("contact 16")).toBeNull();
		expect(takeDraft("contact 14")).toEqual({ name: "Rosa" });
		expect(takeDraft("contact 14")).toBeNull();
	});

	it("is gone after five minutes", () => {
		keepDraft("contact 14", { name: "Rosa" });
		vi.advanceTimersByTime(UNDO_MS);
		expect(takeDraft("contact 14")).toBeNull();
	});

	it("is gone when the phone changes hands", () => {
		keepDraft("contact 14", { name: "Rosa" });
		forgetDrafts();
		expect(takeDraft("contact 14")).toBeNull();
	});
});
