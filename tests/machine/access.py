"""Access in the model: who is shown what."""

from tests.machine.model import Server


def may_read(model: Server, device: str, cookie: str, turf: str) -> int:
    """The status of an answer about this turf: it is shown to who walks it now, and to others does not exist."""
    if (device, cookie) not in model.sessions:
        return 401
    walked = (each for each in model.leases.values() if each.turf == turf and each.phase == "out")
    return 200 if any(each.held and model.members[device] in each.members for each in walked) else 404


def home(model: Server, device: str, cookie: str) -> set[str] | None:
    """The leases that its home names: those that are not over; None without a session."""
    if (device, cookie) not in model.sessions:
        return None
    own = (each for each in model.leases.values() if model.members[device] in each.members)
    return {each.id for each in own if each.held and each.phase != "over"}
