"""Seconds from a cold start without any network to the first door of a turf."""

from bench.phone import FIRST_ROW, opened, slow_down, wait_quietly
from tests.browser.device import Device

# A message that is sent in a frame arrives when the frame is drawn: then the door is on the glass.
WATCH = f"""
    const drawn = new MessageChannel();
    drawn.port1.onmessage = () => {{ window.firstDoorAt = performance.now(); }};
    new MutationObserver((_changes, observer) => {{
        if (!document.querySelector({FIRST_ROW!r})) return;
        observer.disconnect();
        requestAnimationFrame(() => drawn.port2.postMessage(null));
    }}).observe(document, {{ childList: true, subtree: true }});
"""


def offline_start(device: Device, address: str) -> float:
    """Seconds from going to `address` to its first door, on a browser that was just started; the server is down."""
    with opened(device) as (page, cdp):
        page.add_init_script(WATCH)
        slow_down(cdp)
        page.goto(address, wait_until="commit")
        seen = wait_quietly(page, cdp, "window.firstDoorAt")
    return float(str(seen)) / 1000
