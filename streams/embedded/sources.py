"""Where mentions come from when there is no Kafka: a JSON-lines file, or standard input."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from streams.errors import InputError

READ_BYTES = 1 << 20
MAX_LINE_BYTES = (
    1 << 20
)  # a longer line is cut there; the pipeline refuses it as too large, with its beginning


class FileRecord(NamedTuple):
    """One line of a file: where it begins, where the next one does, and its bytes."""

    offset: int
    following: int
    raw: bytes


class FileSource:
    """A growing JSON-lines file, read from a remembered byte offset.

    The identity holds the file's inode: a file put in the place of another is read from its beginning.

    Args:
        path: of the file.

    Raises:
        InputError: it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._file = path.open("rb")
            status = path.stat()
        except OSError as error:
            raise InputError(f"{path}: cannot be read: {error.strerror}") from None
        self.identity = f"file:{path.resolve()}:{status.st_ino}"

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

    def _skip_rest(self, position: int) -> int:
        while chunk := self._file.readline(MAX_LINE_BYTES):
            position += len(chunk)
            if chunk.endswith(b"\n"):
                break
        return position

    def close(self) -> None:
        """Close the file."""
        self._file.close()
