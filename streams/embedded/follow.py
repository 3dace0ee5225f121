"""Following an input file through growth, rotation, rewriting and cutting, without losing its place."""

from __future__ import annotations

import logging

from streams.embedded.sources import FileRecord, FileSource
from streams.embedded.store import SqliteStore

logger = logging.getLogger(__name__)


class FileFeed:
    """Batches of a file's lines, and the name under which the place reached in it is remembered.

    A file that was cut shorter than what was read of it gets a new generation in its name: a target remembers
    the last offset it applied, and would take the same offsets for a repetition.

    Args:
        source: the file.
        store: where positions and generations are.
        once: the file is read to its end as it is now.
    """

    def __init__(self, source: FileSource, store: SqliteStore, *, once: bool) -> None:
        self.source = source
        self._store = store
        self._once = once
        self.name = self._named()

    def take(self, limit: int) -> list[FileRecord]:
        """The next lines, at most `limit`; none when everything is read.

        `name` says then what they belong to; the caller stores the position after them.

        Raises:
            StoreError: a new generation could not be stored.
            InputError: a file put in its place cannot be read.
        """
        while True:
            self.name = self.name or self._named()
            if self.name is not None:
                position = self._store.position(self.name)
                if self.source.is_cut(position):
                    logger.warning("%s was cut short; reading it from its beginning", self.source.path)
                    self._begin_anew()
                    continue
                if records := self._lines(position, limit):
                    return records
            if not self.source.is_replaced():
                return []
            logger.info("%s was replaced; reading it from its beginning", self.source.path)
            self._begin_anew()

    def _lines(self, position: int, limit: int) -> list[FileRecord]:
        records = list(self.source.read(position, limit))
        if not records and (self._once or self.source.is_replaced()):
            last = self.source.rest(position)
            return [last] if last is not None else []
        return records

    def _begin_anew(self) -> None:
        self.source.renew()
        self.name = None

    def _named(self) -> str | None:
        identity = self.source.identity(finished=self._once)
        if identity is None:
            return None
        generation = self._store.position(identity)
        name = f"{identity}:{generation}"
        if self.source.is_cut(self._store.position(name)):
            generation += 1
            with self._store.transaction():
                self._store.set_position(identity, generation)
            name = f"{identity}:{generation}"
        return name
