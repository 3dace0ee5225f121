from __future__ import annotations

import asyncio

import pytest

from notifiers.merging import Merger


async def test_while_one_edit_runs_the_others_collapse_into_the_newest() -> None:
    merger: Merger[int] = Merger()
    gate = asyncio.Event()
    performed: list[int] = []

    async def edit(revision: int) -> int:
        async def work() -> int:
            await gate.wait()
            performed.append(revision)
            return revision

        return await merger.run("acme-1", revision, work)

    tasks = [asyncio.create_task(edit(revision)) for revision in (1, 2, 4, 3)]
    await asyncio.sleep(0)
    gate.set()

    assert await asyncio.gather(*tasks) == [1, 4, 4, 4]
    assert performed == [1, 4]


async def test_edits_of_different_incidents_do_not_wait_for_each_other() -> None:
    merger: Merger[str] = Merger()
    gate = asyncio.Event()

    async def slow() -> str:
        await gate.wait()
        return "slow"

    async def quick() -> str:
        return "quick"

    waiting = asyncio.create_task(merger.run("acme-1", 1, slow))
    await asyncio.sleep(0)

    assert await merger.run("nimbus-1", 1, quick) == "quick"
    gate.set()
    assert await waiting == "slow"


async def test_nobody_is_told_of_a_success_that_was_not() -> None:
    merger: Merger[str] = Merger()
    gate = asyncio.Event()
    tries = 0

    async def fails_once() -> str:
        nonlocal tries
        await gate.wait()
        tries += 1
        if tries == 1:
            raise ConnectionError
        return "done"

    first = asyncio.create_task(merger.run("acme-1", 1, fails_once))
    await asyncio.sleep(0)
    second = asyncio.create_task(merger.run("acme-1", 2, fails_once))
    await asyncio.sleep(0)
    gate.set()

    with pytest.raises(ConnectionError):
        await first
    assert await second == "done"


async def test_a_cancelled_edit_leaves_the_next_one_free() -> None:
    merger: Merger[str] = Merger()

    async def never() -> str:
        await asyncio.Event().wait()
        raise AssertionError

    async def quick() -> str:
        return "quick"

    stuck = asyncio.create_task(merger.run("acme-1", 1, never))
    await asyncio.sleep(0)
    waiting = asyncio.create_task(merger.run("acme-1", 2, quick))
    await asyncio.sleep(0)
    stuck.cancel()

    assert await waiting == "quick"
    assert merger._slots == {}
