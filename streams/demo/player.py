"""The pipeline's process of the demo: the embedded runtime, with the stage as its source and its channel.

Started by the stage as `python -m streams.demo.player DATABASE`; speaks `streams.demo.wire` over its pipes.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC
from importlib.resources import as_file, files
from pathlib import Path

from detectors.mentions import decode_mention
from detectors.scored import Origin
from detectors.signals import SignalReason
from detectors.state import BaselineState, HotState
from incidents.commands import AddSignal
from incidents.effects import MessageRef, Page
from notifiers.base import Delivery
from notifiers.slack.office import Office
from streams import names
from streams.codec import decode_command
from streams.demo import wire
from streams.demo.band import Bands, amounts
from streams.embedded.desk import EmbeddedDesk
from streams.embedded.engine import Engine
from streams.embedded.store import SqliteStore
from streams.settings import Settings, load_settings
from streams.steps.base import Outcome
from streams.steps.deliver import DeliverStep

SOURCE = "demo"
TARGET = "nimbus"
TICK_SECONDS = 60.0
TOLD_AGAIN_SECONDS = 1_800.0  # the same reason is not logged for every mention
_UNTOLD = frozenset({SignalReason.IN_BAND, SignalReason.BELOW_FLOOR, SignalReason.COLD_START})


class Line:
    """The two pipes to the stage: what it asks for in order, and its replies about pages."""

    def __init__(self, reader: asyncio.StreamReader) -> None:
        self._reader = reader
        self._replies: asyncio.Queue[wire.Found] = asyncio.Queue()
        self.asked: asyncio.Queue[wire.Say | wire.Turn | wire.Typed | None] = asyncio.Queue()

    async def listen(self) -> None:
        """Sort what arrives until the stage hangs up."""
        while line := await self._reader.readline():
            message: wire.ToPlayer = wire.decode_to_player(line)
            if isinstance(message, wire.Found):
                self._replies.put_nowait(message)
            else:
                self.asked.put_nowait(message)
        self.asked.put_nowait(None)

    def tell(self, message: wire.FromPlayer) -> None:
        """Write one message; it is out when this returns."""
        sys.stdout.buffer.write(wire.encode(message) + b"\n")
        sys.stdout.buffer.flush()

    async def ask(self, message: wire.Find | wire.Send) -> bool:
        """Ask the channel, and wait for its answer."""
        self.tell(message)
        return (await self._replies.get()).found


class StageChannel:
    """The notifier whose channel is on the other side of the pipe, and outlives this process."""

    name = "recording"

    def __init__(self, line: Line) -> None:
        self._line = line

    async def find(self, page: Page) -> Delivery | None:
        """Whether the page stands there."""
        return Delivery(_ref(page), found=True) if await self._line.ask(wire.Find(page)) else None

    async def send(self, page: Page) -> Delivery:
        """Post it."""
        await self._line.ask(wire.Send(page))
        return Delivery(_ref(page))

    async def close(self) -> None:
        """Nothing to let go of."""


class EventTimeDesk(EmbeddedDesk):
    """The embedded desk, on the clock of the replay."""

    def __init__(self, settings: Settings, store: SqliteStore, now: Callable[[], float]) -> None:
        super().__init__(settings, store, lambda: None)
        self._event_time = now

    def now(self) -> float:
        """Event time, epoch seconds."""
        return self._event_time()


class Player:
    """The engine on event time: fed by the stage, its pages delivered to the stage, its decisions told.

    Args:
        settings: of the demo.
        store: on the stage's database.
        line: to the stage.
    """

    def __init__(self, settings: Settings, store: SqliteStore, line: Line) -> None:
        self._line = line
        self._store = store
        self._engine = Engine(settings, store, self)
        self._engine.on_view = lambda view: line.tell(wire.Seen(view))
        self._deliver = DeliverStep(
            {StageChannel.name: StageChannel(line)}, now=self.now, sleep=lambda _: asyncio.sleep(0)
        )
        target = settings.watchlist.targets[TARGET]
        self._office = Office(EventTimeDesk(settings, store, self.now), UTC)
        self._bands = Bands(settings.file.detection, target.sensitivity)
        self._now = 0.0
        self._paging = False
        self._told: dict[str, float] = {}
        self._bucket: int | None = None

    def now(self) -> float:
        """Event time is the only clock here."""
        return self._now

    # what the stage asks for

    async def run(self) -> None:
        """Do what the stage asks for until it hangs up."""
        await self._post(repeated=True)
        waiting: list[wire.Say] = []
        while (message := await self._line.asked.get()) is not None:
            match message:
                case wire.Say():
                    waiting.append(message)
                case wire.Turn():
                    await self._turn(waiting, message.at)
                    waiting = []
                    self._line.tell(self._standing())
                case wire.Typed():
                    await self._typed(message)

    async def _turn(self, said: Sequence[wire.Say], until: float) -> None:
        """Everything up to an event time: one transaction, or as many as there are pages in between."""
        moments = self._moments(said, until)
        going = True
        while going:
            self._paging = False
            with self._engine.transaction():
                for _ in moments:
                    if self._paging:
                        break
                else:
                    going = False
            await self._post()

    def _moments(self, said: Sequence[wire.Say], until: float) -> Iterator[None]:
        """Mentions and the minutes between them, in order; each is decided when it is asked for."""
        for record in said:
            raw = record.raw.encode()
            at = decode_mention(raw).created_at.timestamp()
            for minute in self._minutes(at):
                self._pass_time(minute)
                yield
            self._now = max(self._now, at)
            self._engine.mention(raw, Origin(SOURCE, 0, record.offset), at)
            self._store.set_position(SOURCE, record.offset + 1)
            yield
        for minute in self._minutes(until):
            self._pass_time(minute)
            yield
        self._now = max(self._now, until)

    def _minutes(self, until: float) -> Iterator[float]:
        self._now = self._now or until
        while self._now + TICK_SECONDS <= until:
            yield self._now + TICK_SECONDS

    def _pass_time(self, at: float) -> None:
        """The watermark follows event time; ticks only matter while somebody waits for them."""
        self._now = at
        self._engine.idle([(SOURCE, 0)], at)
        if self._engine.busy():
            self._engine.tick(at)

    async def _typed(self, said: wire.Typed) -> None:
        """What a request of Slack goes through: parsed, stored, answered; then decided."""
        answer = await self._office.typed(said.text, request_id=said.request_id, actor=said.actor)
        self._line.tell(wire.Answered(answer.text, answer.recorded))
        waiting = self._store.commands()
        with self._engine.transaction():
            for number, raw in waiting:
                self._engine.apply(decode_command(raw))
                self._store.drop_commands(number)
        await self._post()

    async def _post(self, *, repeated: bool = False) -> None:
        """Deliver what waits, each page's outcome decided before the next one goes out."""
        while waiting := self._store.pages():
            number, page = waiting[0]
            outcome = await self._deliver.handle(page, repeated=repeated)
            with self._engine.transaction():
                for emit in outcome.emits:
                    self._engine.apply(emit.value)  # type: ignore[arg-type]  # a delivery's report
                self._store.drop_page(number)

    # what is told

    def _standing(self) -> wire.Done:
        hot: HotState | None = self._store.get(names.WATCH_HOT, TARGET)
        position = self._store.position(SOURCE)
        if hot is None:
            return wire.Done(position, 0, 0, 0)
        counted = hot.counters
        heard = counted.counted + counted.late + counted.too_late
        return wire.Done(position, heard, counted.own, counted.duplicate)

    def decided(self, step: str, outcome: Outcome, at: float) -> None:
        """Tell the stage of decisions and closed buckets."""
        self._paging = self._paging or any(emit.topic == names.PAGES for emit in outcome.emits)
        if step == "watch":
            for emit in outcome.emits:
                if isinstance(emit.value, AddSignal):
                    self._tell_signal(emit.value, at)
            for reason in outcome.reasons:
                self._tell_reason(reason, at)
            self._tell_buckets()
        elif step == "decide":
            for reason in outcome.reasons:
                if reason not in {"nothing_due", "delivered", "repeated"}:
                    self._line.tell(wire.Decided(at, reason, ""))

    def _tell_signal(self, command: AddSignal, at: float) -> None:
        signal = command.signal
        text = amounts(signal.kind, signal.observed, signal.expected, signal.high, signal.window_seconds)
        self._told[f"{signal.kind}:{signal.reason}"] = at
        self._line.tell(wire.Decided(at, signal.reason, text))

    def _tell_reason(self, reason: str, at: float) -> None:
        kind, _, word = reason.partition(":")
        if (
            not word
            or word in _UNTOLD
            or at - self._told.get(reason, -TOLD_AGAIN_SECONDS) < TOLD_AGAIN_SECONDS
        ):
            return
        self._told[reason] = at
        hot: HotState | None = self._store.get(names.WATCH_HOT, TARGET)
        baseline: BaselineState | None = self._store.get(names.WATCH_BASELINE, TARGET)
        if hot is not None and baseline is not None and hot.buckets:
            self._line.tell(wire.Decided(at, word, self._bands.judged(kind, hot, baseline)))

    def _tell_buckets(self) -> None:
        """Every bucket as it closes; after a restart, those still at hand again."""
        hot: HotState | None = self._store.get(names.WATCH_HOT, TARGET)
        baseline: BaselineState | None = self._store.get(names.WATCH_BASELINE, TARGET)
        if hot is None or baseline is None or baseline.learned_through is None:
            return
        last = baseline.learned_through
        if last == self._bucket or not baseline.total.counts:
            return
        first = hot.buckets[0].number if self._bucket is None and hot.buckets else (self._bucket or last) + 1
        self._bucket = last
        at_hand = {bucket.number: bucket for bucket in hot.buckets}
        hour = self._bands.trailing_hour(baseline.total, last)
        for number in range(first, last + 1):
            bucket = at_hand.get(number)
            if bucket is None:
                self._line.tell(wire.Counted(number, 0, 0, 0, {}, {}, hour))
            else:
                self._line.tell(
                    wire.Counted(
                        number,
                        bucket.total,
                        bucket.scored,
                        bucket.negative,
                        dict(bucket.languages),
                        dict(bucket.platforms),
                        hour,
                    )
                )


def _ref(page: Page) -> MessageRef:
    return page.ref or MessageRef(page.road.destination, page.incident)


async def main(database: Path) -> None:
    """Run on a database until the stage hangs up."""
    reader = asyncio.StreamReader(limit=1 << 22)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    line = Line(reader)
    with as_file(files("streams.demo").joinpath("demo.yml")) as config:
        settings = load_settings(config, {})
    store = SqliteStore(database)
    player = Player(settings, store, line)
    async with asyncio.TaskGroup() as group:
        listening = group.create_task(line.listen())
        line.tell(wire.Ready(store.position(SOURCE), settings.file.scoring.scorer))
        await player.run()
        listening.cancel()
    store.close()


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    asyncio.run(main(Path(sys.argv[1])))
