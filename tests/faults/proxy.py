"""A TCP proxy that does to each connection what bad networks do: cuts at byte k, delays, doubles, reorders, refuses."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

LONGEST_SAYING_SECONDS = 2
HEAD_END = b"\r\n\r\n"
KEPT, ENDED = b"\r\nConnection: keep-alive\r\n", b"\r\nConnection: close\r\n"
WELCOME = b"<html>Welcome to the WiFi</html>"
PORTAL = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"


@dataclass
class Line:
    """One connection of a phone: what it asks, and the way back to it."""

    request: bytes
    phone: asyncio.StreamWriter
    upstream: int

    async def ask(self, request: bytes | None = None) -> bytes:
        """The server's whole answer to this request; as much as came, where the server died over it."""
        server, writer = await asyncio.open_connection("127.0.0.1", self.upstream)
        try:
            writer.write(self.request if request is None else request)
            await writer.drain()
            return await _read_all(server)
        finally:
            writer.transport.abort()

    async def send(self, request: bytes) -> None:
        """Send this much, and cut the line to the server: its answer, if any, goes nowhere."""
        _, writer = await asyncio.open_connection("127.0.0.1", self.upstream)
        writer.write(request)
        await writer.drain()
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()

    async def answer(self, answer: bytes) -> None:
        self.phone.write(answer)
        with suppress(OSError):
            await self.phone.drain()


Plan = Callable[[Line], Awaitable[None]]


async def passed_on(line: Line) -> None:
    """Nothing happens to it."""
    await line.answer(await line.ask())


def request_cut(k: int) -> Plan:
    """The server gets the first k bytes, the phone nothing. Below zero: so many bytes before the end."""

    async def plan(line: Line) -> None:
        await line.send(line.request[:k])

    return plan


def answer_cut(k: int) -> Plan:
    """The server does its work, the phone gets the first k bytes of what it says."""

    async def plan(line: Line) -> None:
        await line.answer((await line.ask())[:k])

    return plan


def answer_held(gate: asyncio.Event) -> Plan:
    """The answer comes when the gate opens, however late that is."""

    async def plan(line: Line) -> None:
        answer = await line.ask()
        await gate.wait()
        await line.answer(answer)

    return plan


def answer_delayed(seconds: float) -> Plan:
    """The answer comes so many seconds later."""

    async def plan(line: Line) -> None:
        answer = await line.ask()
        await asyncio.sleep(seconds)
        await line.answer(answer)

    return plan


def request_held(gate: asyncio.Event) -> Plan:
    """The request reaches the server when the gate opens: others overtake it."""

    async def plan(line: Line) -> None:
        await gate.wait()
        await passed_on(line)

    return plan


def request_delayed(seconds: float) -> Plan:
    """The request reaches the server so many seconds later, whether or not the phone still waits."""

    async def plan(line: Line) -> None:
        await asyncio.sleep(seconds)
        await passed_on(line)

    return plan


def doubled(times: int = 2) -> Plan:
    """The server gets the same request several times at once; the phone hears one of the answers."""

    async def plan(line: Line) -> None:
        answers = await asyncio.gather(*(line.ask() for _ in range(times)))
        await line.answer(answers[-1])

    return plan


def refused(status: int, retry_after: int | None = None) -> Plan:
    """A proxy before the server says that it will not."""
    header = f"Retry-After: {retry_after}\r\n" if retry_after is not None else ""
    answer = f"HTTP/1.1 {status} No\r\n{header}Content-Length: 0\r\nConnection: close\r\n\r\n".encode()

    async def plan(line: Line) -> None:
        await line.answer(answer)

    return plan


async def portal(line: Line) -> None:
    """The hotel's network answers in the server's place, and is glad to."""
    await line.answer(PORTAL % (len(WELCOME), WELCOME))


@dataclass
class Proxy:
    """Listens on a port of its own. `plans` are used up in order, each by the next request for its path."""

    upstream: int
    port: int = 0
    plans: deque[tuple[str, Plan]] = field(default_factory=deque)
    always: dict[str, Plan] = field(default_factory=dict)
    server: asyncio.Server | None = None
    lines: set[asyncio.Task[None] | None] = field(default_factory=set)

    async def open(self) -> None:
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        if self.server:
            self.server.close()

    def plan(self, *plans: Plan, path: str = "/api/sync/push") -> None:
        """What happens to the next requests for this path."""
        self.plans.extend((path, plan) for plan in plans)

    def calm(self) -> None:
        """The faults stop."""
        self.plans.clear()
        self.always.clear()

    async def quiet(self) -> None:
        """Return when nothing is under way any more, held and delayed things included."""
        while self.lines:
            await asyncio.sleep(0.005)

    def _take(self, request: bytes) -> Plan:
        path = request.split(b" ", 2)[1].decode("latin-1")
        for each in self.plans:
            if path.startswith(each[0]):
                self.plans.remove(each)
                return each[1]
        return next((plan for start, plan in self.always.items() if path.startswith(start)), passed_on)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # The loop itself holds tasks but weakly.
        line = asyncio.current_task()
        self.lines.add(line)
        try:
            async with asyncio.timeout(LONGEST_SAYING_SECONDS):
                request = await _read_request(reader)
            await self._take(request)(Line(request, writer, self.upstream))
        except (OSError, asyncio.IncompleteReadError):
            # The phone or the server is gone; whoever is left sees a line that ends.
            writer.transport.abort()
        finally:
            self.lines.discard(line)
            writer.close()


async def _read_request(reader: asyncio.StreamReader) -> bytes:
    # A browser would keep the connection; here each has one request.
    head = (await reader.readuntil(HEAD_END)).replace(KEPT, ENDED)
    return head + await reader.readexactly(length_of(head))


async def _read_all(reader: asyncio.StreamReader) -> bytes:
    parts = []
    with suppress(OSError):
        while part := await reader.read(65536):
            parts.append(part)
    return b"".join(parts)


def length_of(head: bytes) -> int:
    """The length of the body that follows, as the head says it."""
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0
