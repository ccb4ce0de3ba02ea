import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { HIDDEN_MS, IDLE_MS, type Sight, startAutolock } from "../../canvass/static/device/autolock";

let visible = true;
let use: () => void;
let sight: () => void;
const locked = vi.fn();

const page: Sight = {
	isVisible: () => visible,
	onUse: (listener) => {
		use = listener;
		return () => undefined;
	},
	onSight: (listener) => {
		sight = listener;
		return () => undefined;
	},
};

function turn(to: boolean): void {
	visible = to;
	sight();
}

beforeEach(() => {
	vi.useFakeTimers();
	locked.mockReset();
	visible = true;
	startAutolock(page, locked);
});
afterEach(() => vi.useRealTimers());

it("locks after five minutes without a touch, and not while somebody is at it", () => {
	for (let n = 0; n < 4; n += 1) {
		vi.advanceTimersByTime(IDLE_MS - 10_000);
		use();
	}
	expect(locked).not.toHaveBeenCalled();
	vi.advanceTimersByTime(IDLE_MS);
	expect(locked).toHaveBeenCalledOnce();
});

it("locks after two minutes out of sight, and not after one", () => {
	turn(false);
	vi.advanceTimersByTime(HIDDEN_MS / 2);
	turn(true);
	vi.advanceTimersByTime(HIDDEN_MS);
	expect(locked).not.toHaveBeenCalled();
	turn(false);
	vi.advanceTimersByTime(HIDDEN_MS);
	expect(locked).toHaveBeenCalledOnce();
});

it("locks by the clock where the timers slept: before anything is seen, and before a touch counts", () => {
	turn(false);
	vi.setSystemTime(Date.now() + HIDDEN_MS);
	turn(true);
	expect(locked).toHaveBeenCalledOnce();
	startAutolock(page, locked);
	vi.setSystemTime(Date.now() + IDLE_MS);
	use();
	expect(locked).toHaveBeenCalledTimes(2);
});

it("locks when somebody sets the clock back, and bears one that is put right", () => {
	vi.setSystemTime(Date.now() - 5_000);
	use();
	expect(locked).not.toHaveBeenCalled();
	vi.setSystemTime(Date.now() - 3_600_000);
	use();
	expect(locked).toHaveBeenCalledOnce();
});
