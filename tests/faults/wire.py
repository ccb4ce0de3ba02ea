"""A phone's way out, as `device/api.ts` has it: an answer of ours, a refusal of ours, or a fault of which nothing is known."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

from tests.faults.proxy import HEAD_END, length_of

PROXYS = frozenset({413, 429})


class NetworkFault(Exception):
    """Nothing is known of what the server did: `offline`, `timeout` or `not_ours`."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class Refused(Exception):
    """The server, or a proxy before it, will not."""

    def __init__(self, status: int, answer: dict[str, Any], retry_after: int | None) -> None:
        self.status, self.code, self.retry_after = status, answer.get("code", f"http_{status}"), retry_after
        super().__init__(f"{status} {self.code}")


def _end(asked: "asyncio.Task[Answer]") -> None:
    """What nobody hears is no fault of theirs."""
    _asking.discard(asked)
    if not asked.cancelled():
        asked.exception()


@dataclass
class Answer:
    status: int
    retry_after: int | None
    body: bytes


# The loop itself holds tasks but weakly; a killed phone's go on until their lines end.
_asking: set[asyncio.Task[Answer]] = set()


@dataclass
class Wire:
    """Calls through a port of this machine. What comes after the time-out is kept for who wants it: another tab, say."""

    port: int
    timeout: float = 6.0
    late: list[asyncio.Task[Answer]] = field(default_factory=list)

    async def call(self, method: str, path: str, headers: dict[str, str], body: Any = None) -> Any:
        """The answer's JSON; `Refused` or `NetworkFault` otherwise."""
        asked = asyncio.create_task(self._ask(method, path, headers, body))
        _asking.add(asked)
        asked.add_done_callback(_end)
        try:
            answer = await asyncio.wait_for(asyncio.shield(asked), self.timeout)
        except TimeoutError:
            self.late.append(asked)
            raise NetworkFault("timeout") from None
        except asyncio.CancelledError:
            asked.cancel()
            raise
        return read(answer)

    async def _ask(self, method: str, path: str, headers: dict[str, str], body: Any) -> Answer:
        payload = b"" if body is None else json.dumps(body).encode()
        kind = {"Content-Type": "application/json"} if payload else {}
        head = {
            "Host": "localhost",
            "Connection": "close",
            "Content-Length": str(len(payload)),
            **kind,
            **headers,
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            try:
                writer.write(f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode() + payload)
                return await _read_answer(reader)
            finally:
                writer.transport.abort()
        except (OSError, asyncio.IncompleteReadError, ValueError) as error:
            raise NetworkFault("offline") from error


async def _read_answer(reader: asyncio.StreamReader) -> Answer:
    head = await reader.readuntil(HEAD_END)
    body = await reader.readexactly(length_of(head))
    lines = head.decode("latin-1").split("\r\n")
    waits = [line.partition(":")[2].strip() for line in lines if line.lower().startswith("retry-after:")]
    return Answer(int(lines[0].split(" ")[1]), int(waits[0]) if waits else None, body)


def read(answer: Answer) -> Any:
    """What an answer says, told apart from a captive portal's."""
    try:
        said = json.loads(answer.body)
    except ValueError:
        said = None
    if 200 <= answer.status < 300:
        if said is None:
            raise NetworkFault("not_ours")
        return said
    ours = isinstance(said, dict) and "code" in said
    if not ours and answer.status not in PROXYS and answer.status < 500:
        raise NetworkFault("not_ours")
    raise Refused(answer.status, said if ours else {}, answer.retry_after)
