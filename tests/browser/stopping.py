"""Where a phone's code is stopped, so that the browser can be killed right there; and what its store holds afterwards."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page

SECONDS = 150
"""Over two of the phone's routine minutes: what failed once, as a store does that locks at that moment, it tries again then."""

STOP = """where => {
	let left = where.nth;
	const real = IDBObjectStore.prototype[where.verb];
	IDBObjectStore.prototype[where.verb] = function (value, ...rest) {
		const here = this.name === where.store && (where.kind === null || value.kind === where.kind) && --left === 0;
		if (here && where.when === "before") debugger;
		const stop = () => { debugger; };
		if (here && where.when === "kept") this.transaction.addEventListener("complete", stop, { capture: true });
		const request = real.call(this, value, ...rest);
		if (here && where.when === "after") debugger;
		return request;
	};
}"""

READ = """() => new Promise(resolve => {
	const opening = indexedDB.open("canvass");
	opening.onupgradeneeded = () => opening.transaction.abort();
	opening.onerror = () => resolve({});
	opening.onsuccess = () => {
		const db = opening.result, found = {}, names = [...db.objectStoreNames];
		const reading = db.transaction(names);
		for (const name of names) {
			reading.objectStore(name).getAll().onsuccess = ({ target }) => { found[name] = target.result; };
		}
		reading.oncomplete = () => { db.close(); resolve(found); };
	};
})"""

Store = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Place:
    """The nth call of a verb on a store: before it, after it, or once the transaction is `kept` and nobody knows yet."""

    verb: str
    store: str
    when: str
    nth: int = 1
    kind: str | None = None


@dataclass
class Stopped:
    """A page whose code will stand still at a place, in the middle of whatever it does there."""

    page: Page
    paused: list[Any] = field(default_factory=list)

    @classmethod
    def at(cls, page: Page, place: Place) -> "Stopped":
        made = cls(page)
        session = page.context.new_cdp_session(page)
        session.on("Debugger.paused", lambda news: made.paused.append(news))
        session.send("Debugger.enable")
        page.evaluate(STOP, vars(place))
        return made

    def wait(self) -> None:
        """Return when the page stands there."""
        wait_until(self.page, lambda: bool(self.paused), "the page came by nowhere")


def wait_until(page: Page, holds: Callable[[], object], why: str) -> None:
    """Let the browser's news in until something holds."""
    deadline = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < deadline, why
        page.wait_for_timeout(10)


def read_store(page: Page) -> Store:
    """All that lies in the phone's store, by table; nothing where there is none."""
    found: Store = page.evaluate(READ)
    return found
