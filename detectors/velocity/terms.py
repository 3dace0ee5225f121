"""Words and pairs of words that are said now and usually are not.

Counted as written, in small letters; what was said since the last bucket closed is kept in the hot window,
what was said lately and usually in the baseline. All bounded: the rarest are forgotten.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import TypeVar

import msgspec

Number = TypeVar("Number", int, float)
MAX_OPEN, MAX_RECENT, MAX_USUAL = 60, 40, 240
_LEFT, _USUAL_LEFT = 24, 200  # of the open and the usual ones, when there are too many
SHOWN = 6
_READ_CHARACTERS, _READ_WORDS = 400, 40
_LONGEST_TERM = 24
_RECENT_HALF_LIFE_SECONDS = 3_600.0
_USUAL_HALF_LIFE_SECONDS, _USUAL_AGES_SECONDS = 14 * 86_400.0, 86_400.0
_FEWEST, _TIMES_USUAL = 3.0, 2.0
_A_NAME = 0.2  # of all mentions: who is told that often of something is called so
_CONTAINED = 0.6  # a word that is mostly said as part of a pair is not shown beside it
_NOISE = re.compile(r"https?://\S+|www\.\S+|@\w+|&\w+;")
_WORD = re.compile(r"[^\W\d][\w\u200c'’-]*\w")  # of a text without underscores: twice as fast
_SAYS_NOTHING = frozenset(
    """
    the and for are was were been has have had not but you your our with this that they them their
    there then than from what when where which who how why can could will would should did does done
    don didn doesn isn wasn aren won just now get got all any out off its it's i'm i've you're can't
    don't didn't won't about after before into over under again still even only very too more most
    some one two because while here his her she him own same being make made also back went going
    know like really via amp let bir ve bu da de için icin çok cok ne var yok ama gibi daha mi mı mu
    mü ben sen biz siz değil degil olan ile kadar hiç hic şey sey ise diye olarak sonra bana sana
    beni seni hala hâlâ artık artik nasıl nasil neden olsun oldu olmuş bile bize size onu bunu şu
    yine ya ki en şimdi simdi böyle boyle şöyle öyle oyle kez defa bugün bugun dün dun yarın yarin
    zaten hep yani falan bence biri olur olacak ediyor etti edildi و از به که این آن را رو با است هم
    در تا من برای خیلی نیست بود ما شما چرا یه یک هر ولی اما اگه اگر هست شد شده کرد کرده کردن می‌شه
    میشه داره دارم دارن ندارم نداره خود خودش همه هیچ بعد قبل الان دیگه فقط باز مثل روی توی بی پیش
    چون چه چی کی کجا اون اونا اینا بهش بهم ازش رفت گفت گفتن می‌گه میگه واقعا انقدر اینقدر هنوز باید
    """.split()
)


class TermsState(msgspec.Struct, omit_defaults=True):
    """Decayed counts of terms, lately and usually, with how many mentions they are from.

    `through` is the number of the last bucket in which anything was said, `usual_through` of the one in which
    what is usual was aged.
    """

    through: int = 0
    usual_through: int = 0
    recent: dict[str, float] = {}
    recent_mentions: float = 0.0
    usual: dict[str, float] = {}
    usual_mentions: float = 0.0


def terms_of(text: str) -> set[str]:
    """The words and pairs of a text that may say what it is about."""
    told = _NOISE.sub(" ", text[:_READ_CHARACTERS]).replace("_", " ").replace("İ", "i").lower()
    found: set[str] = set()
    before = ""
    for word in _WORD.findall(told)[:_READ_WORDS]:
        length = len(word)
        if length < 3 or length > _LONGEST_TERM or word in _SAYS_NOTHING:
            before = ""
            continue
        found.add(word)
        if before and len(before) + length < _LONGEST_TERM:
            found.add(f"{before} {word}")
        before = word
    return found


def count(kept: dict[str, int], terms: set[str]) -> dict[str, int]:
    """Count a mention's terms among those since the last bucket closed."""
    for term in sorted(terms):
        kept[term] = kept.get(term, 0) + 1
    return _largest(kept, _LEFT) if len(kept) > MAX_OPEN else kept


def close(
    state: TermsState,
    said: Mapping[str, int],
    mentions: int,
    bucket: int,
    bucket_seconds: int,
    *,
    learn: bool,
) -> None:
    """A bucket closed: what was said in it becomes what is said lately and, where `learn`, usually.

    Args:
        state: updated in place.
        said: terms with their counts.
        mentions: how many those are from; without any there is nothing to do.
        bucket: its number.
        bucket_seconds: its width.
        learn: whether it is ordinary.
    """
    passed_seconds = float((bucket - state.through) * bucket_seconds)
    state.through = bucket
    recent = 0.5 ** (passed_seconds / _RECENT_HALF_LIFE_SECONDS)
    state.recent_mentions = round(state.recent_mentions * recent + mentions, 3)
    state.recent = _aged(state.recent, recent, said, MAX_RECENT)
    if learn:
        _age_usual(state, bucket, bucket_seconds)
        state.usual_mentions = round(state.usual_mentions + mentions, 3)
        for term, times in said.items():
            state.usual[term] = round(state.usual.get(term, 0.0) + times, 3)
        if len(state.usual) > MAX_USUAL:
            state.usual = _largest(state.usual, _USUAL_LEFT)


def _age_usual(state: TermsState, bucket: int, bucket_seconds: int) -> None:
    """Once a day: within minutes of weeks so little fades that rounding would bring it back each time."""
    passed_seconds = (bucket - (state.usual_through or bucket)) * bucket_seconds
    if 0 < passed_seconds < _USUAL_AGES_SECONDS:
        return
    decay = 0.5 ** (passed_seconds / _USUAL_HALF_LIFE_SECONDS)
    state.usual_through = bucket
    state.usual_mentions = round(state.usual_mentions * decay, 3)
    state.usual = _aged(state.usual, decay, {}, MAX_USUAL)


def _aged(known: Mapping[str, float], decay: float, said: Mapping[str, int], most: int) -> dict[str, float]:
    merged = {term: round(value * decay, 3) for term, value in known.items()}
    for term, times in said.items():
        merged[term] = merged.get(term, 0.0) + times
    return _largest({term: value for term, value in merged.items() if value >= 0.05}, most)


def standing_out(state: TermsState, said: Mapping[str, int], mentions: int) -> tuple[str, ...]:
    """What is said far more often than usual, the most telling first.

    Args:
        state: lately and usually.
        said: since the last bucket closed.
        mentions: how many that was.
    """
    total = state.recent_mentions + mentions
    now = {term: state.recent.get(term, 0.0) + said.get(term, 0) for term in {**state.recent, **said}}
    mostly = _A_NAME * state.usual_mentions
    names = {term for term, times in state.usual.items() if times >= max(mostly, _FEWEST)}
    scored: list[tuple[float, str]] = []
    for term, times in now.items():
        share = times / max(total, 1.0)
        usual = (state.usual.get(term, 0.0) + 0.5) / (state.usual_mentions + 10.0)
        if not names.isdisjoint(term.split()):
            continue
        if times >= _FEWEST and share >= _TIMES_USUAL * usual:
            scored.append((-share * math.log(share / usual), term))
    shown: list[str] = []
    for _, term in sorted(scored):
        pairs = (other for _, other in scored if " " in other and term in other.split())
        if not any(now[pair] >= _CONTAINED * now[term] for pair in pairs):
            shown.append(term)
    return tuple(shown[:SHOWN])


def _largest(counts: Mapping[str, Number], most: int) -> dict[str, Number]:
    if len(counts) <= most:
        return dict(counts)
    ranked = sorted(counts)
    ranked.sort(key=counts.__getitem__, reverse=True)  # which leaves equals in the order of their names
    return {term: counts[term] for term in ranked[:most]}
