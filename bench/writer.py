"""A client as a process of its own, so that the load costs the measured server as little as it can.

    python -m bench.writer

Reads a pickled `Work` from stdin, says "ready", waits for a line, sends, and writes the pickled answers to stdout.
"""

import http.client
import pickle
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass

TRIES = 20
PATIENCE = 120
TIMEOUT = 60


@dataclass(frozen=True)
class Work:
    """Bodies to send to one address, one after the other, and the headers to send with each."""

    port: int
    path: str
    headers: Mapping[str, str]
    bodies: Sequence[bytes]


@dataclass(frozen=True)
class Sent:
    """A body's last answer: when it was sent and answered (seconds of this machine's clock), and how often it was tried."""

    began: float
    ended: float
    status: int
    answer: bytes
    tries: int

    @property
    def seconds(self) -> float:
        return self.ended - self.began


def send_all(work: Work) -> list[Sent]:
    """Send everything over one connection; what is refused for now is sent again, as a phone does."""
    connection = http.client.HTTPConnection("127.0.0.1", work.port, timeout=TIMEOUT)
    sent = [_send(connection, work, body) for body in work.bodies]
    connection.close()
    return sent


def _send(connection: http.client.HTTPConnection, work: Work, body: bytes) -> Sent:
    began = time.monotonic()
    status, answer, tries = 0, b"", 0
    while status != 200 and tries < TRIES:
        tries += 1
        try:
            connection.request("POST", work.path, body, dict(work.headers))
            response = connection.getresponse()
            status, answer = response.status, response.read()
        except (OSError, http.client.HTTPException):
            connection.close()
        if status != 200:
            time.sleep(0.05 * tries)
    return Sent(began, time.monotonic(), status, answer, tries)


@contextmanager
def at_once(works: Sequence[Work]) -> Iterator[list[list[Sent]]]:
    """Send these from a process each, all beginning together; inside `with` they are under way, after it all answered."""
    command = [sys.executable, "-m", "bench.writer"]
    writers = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in works]
    answers: list[list[Sent]] = []
    try:
        for writer, work in zip(writers, works, strict=True):
            _tell(writer, pickle.dumps(work))
        for writer in writers:
            _hear_ready(writer)
        for writer in writers:
            _tell(writer, b"go\n")
        yield answers
        for writer in writers:
            told, _ = writer.communicate(timeout=PATIENCE)
            answers.append([Sent(*each) for each in pickle.loads(told)])
    finally:
        for writer in writers:
            writer.kill()
            writer.wait()


def _tell(writer: "subprocess.Popen[bytes]", what: bytes) -> None:
    if writer.stdin is not None:
        writer.stdin.write(what)
        writer.stdin.flush()


def _hear_ready(writer: "subprocess.Popen[bytes]") -> None:
    if writer.stdout is None or writer.stdout.readline() != b"ready\n":
        raise RuntimeError("a writer did not start")


def rate(answers: Sequence[Sequence[Sent]], things: int) -> float:
    """Things a second, from the first sent to the last answered."""
    everything = [sent for each in answers for sent in each]
    seconds = max(sent.ended for sent in everything) - min(sent.began for sent in everything)
    return things / seconds


def main() -> None:
    """Be one of the processes."""
    work = pickle.load(sys.stdin.buffer)
    print("ready", flush=True)
    sys.stdin.buffer.readline()
    sys.stdout.buffer.write(pickle.dumps([astuple(sent) for sent in send_all(work)]))


if __name__ == "__main__":
    main()
