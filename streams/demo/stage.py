"""The pipeline's process seen from outside: fed, answered, killed, started again.

The stage stands for the world: it is the source of mentions and the channel that pages are posted to. The
channel outlives the process, as Slack does, so what people have seen is counted here.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from notifiers.recording import RecordingNotifier
from streams.demo import wire

_LINE_LIMIT = 1 << 22
START_SECONDS = 60.0
TURN_SECONDS = 120.0


class PlayerDied(Exception):  # noqa: N818  it is not always an error: the show kills it once
    """The process ended; `code` is its exit status, negative for a signal."""

    def __init__(self, code: int, said: str) -> None:
        super().__init__(f"the pipeline's process ended with {code}: {said.strip()[-2_000:]}")
        self.code = code


class Stage:
    """One pipeline process on one database, and the channel it pages.

    Args:
        database: its SQLite file; a new process goes on where the last one stopped.
        listen: told of everything the process says, in order.
    """

    def __init__(self, database: Path, listen: Callable[[wire.FromPlayer], None]) -> None:
        self._database = database
        self._log = database.with_suffix(".log")
        self._listen = listen
        self._process: asyncio.subprocess.Process | None = None
        self.channel = RecordingNotifier()
        self.kill_on_next_page = False

    @property
    def pid(self) -> int:
        """Of the process now running."""
        return self._running().pid

    async def start(self) -> int:
        """Start a process; the offset from which it wants the source."""
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "streams.demo.player", str(self._database),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                limit=_LINE_LIMIT,
            )  # fmt: skip
        async with asyncio.timeout(START_SECONDS):
            while not isinstance(message := await self._hear(), wire.Ready):
                await self._obey(message)
        self._listen(message)
        return message.position

    async def turn(self, records: Iterable[tuple[int, str]], at: float) -> wire.Done:
        """Hand over records, let event time come to `at`, and wait until everything is applied.

        Raises:
            PlayerDied: it ended, or was killed as `kill_on_next_page` asks.
        """
        for offset, raw in records:
            self._tell(wire.Say(offset, raw))
        self._tell(wire.Turn(at))
        async with asyncio.timeout(TURN_SECONDS):
            while not isinstance(message := await self._hear(), wire.Done):
                await self._obey(message)
        self._listen(message)
        return message

    async def typed(self, text: str, actor: str, request_id: str) -> wire.Answered:
        """Type `/crisis <text>` and wait for the answer."""
        self._tell(wire.Typed(text, actor, request_id))
        async with asyncio.timeout(TURN_SECONDS):
            while not isinstance(message := await self._hear(), wire.Answered):
                await self._obey(message)
        return message

    async def kill(self) -> int:
        """SIGKILL: no handler runs, nothing is flushed. Returns the exit status."""
        process = self._running()
        process.kill()
        return await process.wait()

    async def close(self) -> None:
        """Let the process end in an orderly way; kill it when it does not."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        assert process.stdin is not None  # noqa: S101  it was asked for
        process.stdin.close()
        try:
            async with asyncio.timeout(10):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()

    async def _obey(self, message: wire.FromPlayer) -> None:
        self._listen(message)
        match message:
            case wire.Find():
                self._tell(wire.Found(await self.channel.find(message.page) is not None))
            case wire.Send():
                await self.channel.send(message.page)
                if self.kill_on_next_page:  # people have seen it; the process will never know
                    self.kill_on_next_page = False
                    raise PlayerDied(await self.kill(), "killed on purpose")
                self._tell(wire.Found(found=True))
            case _:
                pass

    def _tell(self, message: wire.ToPlayer) -> None:
        process = self._running()
        assert process.stdin is not None  # noqa: S101  it was asked for
        process.stdin.write(wire.encode(message) + b"\n")

    async def _hear(self) -> wire.FromPlayer:
        process = self._running()
        assert process.stdout is not None  # noqa: S101  it was asked for
        line = await process.stdout.readline()
        if not line:
            code = await process.wait()
            raise PlayerDied(code, self._log.read_text("utf-8", "replace"))
        message: wire.FromPlayer = wire.decode_from_player(line)
        return message

    def _running(self) -> asyncio.subprocess.Process:
        if self._process is None:
            raise RuntimeError("the stage has not been started")
        return self._process
