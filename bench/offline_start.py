"""Seconds from a cold start without any network to the first door of a turf, without the time that the PIN's typing takes."""

from bench.phone import FIRST_ROW, opened, slow_down, type_pin, wait_quietly
from tests.browser.device import Device

# A message that is sent in a frame arrives when the frame is drawn: then what was looked for is on the glass.
WATCH = f"""
    const look = (selector, then) => {{
        const drawn = new MessageChannel();
        drawn.port1.onmessage = () => then(performance.now());
        new MutationObserver((_changes, observer) => {{
            if (!document.querySelector(selector)) return;
            observer.disconnect();
            requestAnimationFrame(() => drawn.port2.postMessage(null));
        }}).observe(document, {{ childList: true, subtree: true }});
    }};
    look("input.pin", (at) => {{ window.askedAt = at; }});
    look({FIRST_ROW!r}, (at) => {{ window.firstDoorAt = at; }});
    addEventListener("input", () => {{ window.typedAt = performance.now(); }}, {{ capture: true }});
"""


def offline_start(device: Device, address: str) -> float:
    """Seconds from going to `address` to its first door, on a browser that was just started; the server is down."""
    with opened(device) as (page, cdp):
        page.add_init_script(WATCH)
        slow_down(cdp)
        page.goto(address, wait_until="commit")
        wait_quietly(page, cdp, "window.askedAt")
        type_pin(page, cdp)
        seen = wait_quietly(page, cdp, "window.firstDoorAt && askedAt + firstDoorAt - typedAt")
    return float(str(seen)) / 1000
