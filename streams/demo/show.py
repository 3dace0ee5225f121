"""The demo's story, told from what really happens: every figure comes from the run."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from detectors.signals import Sample
from incidents.effects import Page, PageAction
from incidents.reports import duration
from notifiers import wording
from notifiers.console import render as render_page
from streams.demo import findings, scenario
from streams.demo.ledger import Decision, Ledger
from streams.demo.scenario import HOUR
from streams.demo.screen import Screen, by_language, when
from streams.demo.stage import PlayerDied, Stage
from streams.demo.voices import LOUD, OWN
from streams.report_html import render as render_report

CLOSE_UP_SECONDS = 900.0  # frames at most so far apart are shown bucket by bucket
SECOND = "bora (slack:U00000BORA)"


class Pace(msgspec.Struct, frozen=True):
    """Seconds of event time a frame shows, by part of the story.

    `frame_seconds` is how long a frame stays: 0 shows the next one as soon as it is ready.
    """

    ordinary: float = 4 * HOUR
    launch: float = HOUR / 5
    storm: float = 120.0
    after: float = HOUR / 3
    frame_seconds: float = 0.1


class Held(msgspec.Struct, frozen=True):
    """One thing the story claims, and whether it was so."""

    claim: str
    held: bool


class Ending(msgspec.Struct, frozen=True):
    """What came of a run."""

    checks: tuple[Held, ...]
    report: Path

    @property
    def held(self) -> bool:
        """Whether the whole story was true."""
        return all(check.held for check in self.checks)


class Show:
    """One run of the demo.

    Args:
        screen: where it is told.
        workplace: a directory for the pipeline's database.
        out: a directory for the report.
        pace: how fast event time passes.
        seed: of the scenario.
    """

    def __init__(self, screen: Screen, workplace: Path, *, out: Path, pace: Pace, seed: int = 1) -> None:
        self._screen = screen
        self._out = out
        self._pace = pace
        self._seed = seed
        self._plot = scenario.story()
        mentions = list(scenario.generate(seed))
        self._lines = [json.dumps(mention, ensure_ascii=False) for mention in mentions]
        self._times = [datetime.fromisoformat(mention["created_at"]).timestamp() for mention in mentions]
        self._public = [
            at for at, mention in zip(self._times, mentions, strict=True) if mention["author_id"] != OWN.id
        ]
        self._mentions = mentions
        self._onset = next(
            at for at, m in zip(self._times, mentions, strict=True) if m["author_id"] == LOUD.id
        )
        self._ledger = Ledger()
        self._stage = Stage(workplace / "demo.sqlite3", self._ledger.hear)
        self._at = self._plot.start
        self._next = 0
        self._spared: Decision | None = None
        self._voices: list[Sample] = []
        self._checks: list[Held] = []

    async def run(self) -> Ending:
        """Tell the whole story."""
        try:
            await self._stage.start()
            await self._ordinary_weeks()
            await self._launch()
            page = await self._storm()
            if page is not None:
                self._paged(page)
                await self._nobody_answers(page)
                await self._acknowledged()
                await self._killed()
            report = await self._over()
        finally:
            await self._stage.close()
            self._screen.close()
        return Ending(tuple(self._checks), report)

    async def _ordinary_weeks(self) -> None:
        self._screen.chapter(1, "Ordinary weeks are learnt: Nimbus Air, an airline invented for this demo")
        await self._play(self._plot.launch_at - HOUR, self._pace.ordinary)
        ledger = self._ledger
        unscored = ledger.unscored
        self._screen.say(f"{ledger.seen:,} mentions, {ledger.negative:,} of them negative.")
        self._screen.say(f"{sum(unscored.values()):,} counted, their tone not scored{by_language(unscored)}:")
        self._screen.say(
            "no model reads what they are written in, and what cannot be read is never called neutral."
        )
        self._screen.say(f"Pages so far: {len(ledger.pages)}.")

    async def _launch(self) -> None:
        self._screen.chapter(2, "A cheerful launch: far more mentions than usual")
        await self._play(self._plot.launch_at + 8 * HOUR, self._pace.launch)
        burst = [d for d in self._ledger.decisions if d.at >= self._plot.launch_at]
        self._spared = next((d for d in burst if d.reason == "not_negative_enough"), None)
        if self._spared is not None:
            self._screen.say(f"{when(self._spared.at)}  {self._spared.text}")
            self._screen.say(f"Not paged. The reason: {self._spared.reason}")
        self._check("the launch burst was seen, and paged nobody", self._spared and not self._ledger.pages)
        self._show_hours(self._plot.launch_at - 20 * HOUR)
        await self._play(self._plot.storm_at - HOUR, self._pace.ordinary)
        self._check("nobody was paged before the storm", not self._ledger.pages)

    async def _storm(self) -> Page | None:
        self._screen.chapter(3, "The storm: cards charged twice and check-in down, in the night")
        await self._play(
            self._plot.storm_at + 6 * HOUR,
            self._pace.storm,
            until=lambda: self._ledger.page(PageAction.OPEN),
        )
        page = self._ledger.page(PageAction.OPEN)
        self._check("the storm paged", page)
        return page

    def _paged(self, page: Page) -> None:
        self._voices = self._hear_first_voices(page)
        for voice in self._voices:
            unread = "" if voice.p_negative is not None else " · counted, tone not scored"
            self._screen.quote(f"{wording.sample_line(voice, UTC, page.created_at)}{unread}", voice.text)
        self._show_hours(self._plot.storm_at - 36 * HOUR)
        self._screen.chapter(4, "The page, as Slack would show it")
        self._screen.block(page.road.destination, render_page(page, UTC))
        ours, usual = findings.compare(self._ledger, self._public, self._onset)
        self._screen.say(f"ours        {findings.told(ours)}")
        self._screen.say(f"usual rule  {findings.told(usual)}")
        self._screen.say(f"            ({usual.rule}; computed on the same mentions)")
        late = usual.delay_seconds is None or (ours.delay_seconds or 0.0) < usual.delay_seconds
        self._check("paged before the usual rule", late)

    async def _nobody_answers(self, page: Page) -> None:
        self._screen.chapter(5, "Nobody acknowledges: the next person is paged")
        end = self._at + 2 * HOUR
        await self._play(end, self._pace.storm, until=lambda: self._paged_since(page))
        second = self._paged_since(page)
        self._check("the second person was paged", second)
        if second is not None:
            self._screen.block("in the thread", render_page(second, UTC))

    async def _acknowledged(self) -> None:
        self._screen.chapter(6, "Bora takes it: /crisis ack, through the same parser as in Slack")
        answer = await self._stage.typed("ack", SECOND, "demo:ack")
        self._screen.say(f"/crisis ack → {answer.text}")
        await self._play(self._at + 60, self._pace.storm)
        view = self._ledger.view
        self._check("the incident was acknowledged", answer.recorded and view and view.acknowledged_by)
        if view is not None:
            self._screen.say(f"{view.id}: {wording.state_line(view, UTC)}")

    async def _killed(self) -> None:
        self._screen.chapter(7, "The process is killed in the middle of the storm, and started again")
        before = self._root_messages()
        pid = self._stage.pid
        self._stage.kill_on_next_page = True
        moment = "after a message reached the channel and before it could note that"
        try:
            await self._play(self._at + 3 * HOUR, self._pace.storm)
            self._stage.kill_on_next_page = False
            status = await self._stage.kill()
            moment = "between two mentions"
        except PlayerDied as death:
            status = death.code
        self._screen.say(f"{when(self._at)}  process {pid} gets SIGKILL, {moment}.")
        self._next = await self._stage.start()
        self._screen.say(
            f"Process {self._stage.pid} goes on at mention {self._next:,} of {len(self._lines):,}."
        )
        await self._play(self._at + HOUR, self._pace.storm)
        channel, done = self._stage.channel, self._ledger.done
        twice = len(channel.pages) - len(channel.visible)
        self._screen.say(f"Pages in the channel: {self._root_messages()}. Messages posted twice: {twice}.")
        self._screen.say(f"Mentions counted: {done.counted + done.own:,} of {self._next:,}, each once.")
        self._check("the process was really killed", status == -9)
        self._check("one page before the kill, one after it", before == self._root_messages() == 1)
        self._check("no message was posted twice", twice == 0)
        once = done.counted + done.own == done.position == self._next and done.duplicate == 0
        self._check("every mention was counted once", once)

    async def _over(self) -> Path:
        self._screen.chapter(8, "Quiet again: resolved, and the report")
        await self._play(self._plot.end - HOUR, self._pace.after, until=self._quiet_again)
        self._show_hours(self._plot.storm_at - 12 * HOUR)
        words = "resolve double charges refunded, apology published"
        answer = await self._stage.typed(words, SECOND, "demo:resolve")
        self._screen.say(f"/crisis {words} → {answer.text}")
        await self._play(self._at + 300, self._pace.after)
        view = self._ledger.view
        reported = self._ledger.page(PageAction.REPORT)
        if reported is not None:
            self._screen.block("in the thread", render_page(reported, UTC))
        self._check("it was resolved, and the report posted", view and view.state == "resolved" and reported)
        self._check("one page for the whole storm", self._root_messages() == 1)
        path = self._out / "report.html"
        if view is not None:
            comparisons = findings.compare(self._ledger, self._public, self._onset)
            extras = findings.extras(
                self._ledger, view, self._plot, comparisons, self._spared, self._voices, self._seed
            )
            self._out.mkdir(parents=True, exist_ok=True)
            path.write_text(render_report(view, extras), "utf-8")
        return path

    async def _play(self, end: float, frame: float, until: Callable[[], object] = lambda: None) -> None:
        """Let event time pass to `end`, or until something is so, in frames of `frame` seconds."""
        while self._at < end and not until():
            began = time.monotonic()
            self._at = min(self._at + frame, end)
            first = self._next
            while self._next < len(self._times) and self._times[self._next] <= self._at:
                self._next += 1
            records = [(offset, self._lines[offset]) for offset in range(first, self._next)]
            await self._stage.turn(records, self._at)
            await asyncio.sleep(began + self._pace.frame_seconds - time.monotonic())
            per_second = frame / max(time.monotonic() - began, 1e-3)
            pace = f"one second = {duration(per_second)}"
            self._screen.follow(self._ledger, self._at, pace, close=frame <= CLOSE_UP_SECONDS)

    def _check(self, claim: str, held: object) -> None:
        self._checks.append(Held(claim, bool(held)))

    def _paged_since(self, page: Page) -> Page | None:
        """A page to somebody whom the first one did not address."""
        first = {person.id for person in page.people}
        return next((p for p in self._ledger.pages if {person.id for person in p.people} - first), None)

    def _root_messages(self) -> int:
        return sum(page.action is PageAction.OPEN for page in self._stage.channel.visible.values())

    def _quiet_again(self) -> bool:
        """Three hours in a row inside the band."""
        last = self._ledger.hours[-3:]
        return self._at > self._plot.storm_at + 6 * HOUR and all(p.observed <= p.high for p in last)

    def _hear_first_voices(self, page: Page) -> list[Sample]:
        """The first post since the onset in each language, as far as the pipeline has heard."""
        evidence = page.view.evidence
        read = {sample.id: sample for sample in (evidence.first, *evidence.samples) if sample is not None}
        scorer = self._ledger.scorer  # the pipeline's: it keeps no mention but its samples
        voices: dict[str, Sample] = {}
        for at, mention in zip(self._times[: self._next], self._mentions, strict=False):
            language = mention.get("lang")
            if at < self._onset or language is None or language in voices or mention["author_id"] == OWN.id:
                continue
            tone = scorer.score(mention["text"], language) if scorer else None
            sample = Sample(
                id=mention["id"],
                platform=mention["platform"],
                text=mention["text"],
                created_at=at,
                author=mention["author"],
                author_followers=mention["author_followers"],
                lang=language,
                p_negative=tone.p_negative if tone else None,
            )
            voices[language] = read.get(sample.id, sample)
        return list(voices.values())

    def _show_hours(self, start: float) -> None:
        bars = wording.sparkline([point for point in self._ledger.hours if point.at >= start])
        if bars is not None:
            self._screen.say(f"seen       {bars[0]}  mentions per hour, {when(start)} to {when(self._at)}")
            self._screen.say(f"normal to  {bars[1]}  upper edge of the band of that hour")
