"""Where mentions come from when there is no Kafka: a JSON-lines file, or standard input."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import AsyncGenerator, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO, NamedTuple

from streams.errors import InputError

READ_BYTES = 1 << 16
MAX_LINE_BYTES = 1 << 20  # a longer line is cut there; the pipeline refuses it with its beginning


class FileRecord(NamedTuple):
    """One line of a file: where it begins, where the next one does, and its bytes."""

    offset: int
    following: int
    raw: bytes


class FileSource:
    """A growing JSON-lines file, read from a remembered byte offset.

    It is known by its first line, not by its inode: an inode is used again for the file that a job writes
    anew every night, and a copy on another disk is still the same file.

    Args:
        path: of the file.

    Raises:
        InputError: it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = _opened(path)
        self._identity: str | None = None

    def identity(self, *, finished: bool = False) -> str | None:
        """What the file is known by; None while its first line is not whole.

        Args:
            finished: the file will not grow any more, so its first line needs no end.
        """
        if self._identity is None:
            self._file.seek(0)
            line = self._file.readline(MAX_LINE_BYTES)
            whole = line.endswith(b"\n") or len(line) == MAX_LINE_BYTES
            if not line or not (whole or finished):
                return None
            digest = blake2b(line.rstrip(b"\r\n"), digest_size=8).hexdigest()
            self._identity = f"file:{self.path.resolve()}:{digest}"
        return self._identity

    def read(self, position: int, limit: int) -> Iterator[FileRecord]:
        """Complete lines from `position` on, at most `limit`; a last line without its end waits for it."""
        self._file.seek(position)
        for _ in range(limit):
            line = self._file.readline(MAX_LINE_BYTES)
            if not line.endswith(b"\n"):
                if len(line) < MAX_LINE_BYTES:
                    return
                following = self._skip_rest(position + len(line))
            else:
                following = position + len(line)
            yield FileRecord(position, following, line)
            position = following

    def rest(self, position: int) -> FileRecord | None:
        """The last line, although its end is missing: the file will not grow any more."""
        self._file.seek(position)
        line = self._file.readline(MAX_LINE_BYTES)
        return FileRecord(position, position + len(line), line) if line.strip() else None

    def is_cut(self, position: int) -> bool:
        """Whether the file is shorter than what was read of it."""
        return os.fstat(self._file.fileno()).st_size < position

    def is_replaced(self) -> bool:
        """Whether another file stands in its place; not while there is none."""
        try:
            return not os.path.samestat(self.path.stat(), os.fstat(self._file.fileno()))
        except OSError:
            return False

    def renew(self) -> None:
        """Open what stands in its place now, and look at its first line again.

        Raises:
            InputError: it cannot be read.
        """
        file = _opened(self.path)
        self.close()
        self._file, self._identity = file, None

    def _skip_rest(self, position: int) -> int:
        while chunk := self._file.readline(MAX_LINE_BYTES):
            position += len(chunk)
            if chunk.endswith(b"\n"):
                break
        return position

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class LineCutter:
    """Cuts a stream of bytes into lines; of a monstrous line only the beginning is kept."""

    def __init__(self) -> None:
        self._begun = b""
        self._skipping = False

    def feed(self, chunk: bytes) -> list[bytes]:
        """Lines that are whole now, without their ends."""
        *whole, last = chunk.split(b"\n")
        lines: list[bytes] = []
        for part in whole:
            if self._skipping:
                self._skipping = False
            else:
                lines.append((self._begun + part)[:MAX_LINE_BYTES])
            self._begun = b""
        if not self._skipping:
            self._begun += last
            if len(self._begun) >= MAX_LINE_BYTES:
                lines.append(self._begun[:MAX_LINE_BYTES])
                self._begun, self._skipping = b"", True
        return lines

    def rest(self) -> list[bytes]:
        """The last line, although its end is missing."""
        begun, self._begun = self._begun, b""
        return [begun] if begun else []


async def chunks(descriptor: int) -> AsyncGenerator[bytes, None]:
    """What a descriptor gives, as soon as it gives it.

    A thread reads, since standard input can be a file and the event loop cannot wait for one. It is a daemon:
    nobody can interrupt a read, and the process must be able to end while it waits.
    """
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[bytes] = asyncio.Queue(maxsize=4)

    def read() -> None:
        chunk = b"?"
        while chunk:
            try:
                chunk = os.read(descriptor, READ_BYTES)
                asyncio.run_coroutine_threadsafe(queue.put(chunk), loop).result()
            except (RuntimeError, asyncio.CancelledError):  # the loop is gone: so is whoever listened
                return

    threading.Thread(target=read, name="standard input", daemon=True).start()
    while chunk := await queue.get():
        yield chunk


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
