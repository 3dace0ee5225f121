"""A guess at a text's language: every word says which languages it speaks for, and the loudest wins.

A word votes by its letters' script, by letters that few languages have, by how English or Turkish its letters
follow one another, and as an everyday word. Votes are tenths of a natural logarithm, so they add up: naive
Bayes, where a language that nothing speaks for has 0.
"""

from __future__ import annotations

import re
from functools import cache
from struct import Struct

from detectors.sentiment.everyday import EVERYDAY
from detectors.sentiment.letters import LANGUAGES, looks
from detectors.sentiment.tokens import split, squeeze, tokenise

UNDETERMINED = "und"
# The order decides ties.
CODES = tuple("en tr fa und ar ur ckb ps de fr es it pt nl az id pl sv da ro ru el he hi ja ko zh".split())

_THEIRS = 60  # an everyday word of one language; half where several share it
_OURS = 30  # the same where the look of words speaks too
_FAMILIAR, _STRANGE = 30, -15  # what the look of a word may say at most: names look strange anywhere
_DOUBT = 6  # what a language must have to be named
_SCRIPT = 30  # a word in a script, for each language that is written in it
_HINT = 10
_HINT_REFUSED = -45  # what speaks against a hint so much that it is not taken where nothing is told
_SELDOM = -8  # languages that come less often, in Latin letters
_PERSIAN_FIRST = 5  # where nothing else tells languages in Arabic script apart

_WORDS_LOOKED_AT, _CHARACTERS_LOOKED_AT = 60, 400
_REMEMBERED, _LONGEST = 30_000, 40
_FIELD = 16  # bits a language has in a vote
_ROW = Struct(f"<{len(CODES)}H")
_PLACE = {code: _FIELD * at for at, code in enumerate(CODES)}
_ENGLISH, _TURKISH = _PLACE["en"], _PLACE["tr"]
_ZERO = 1 << _FIELD - 1
_ARABIC = ("fa", "ar", "ur", "ckb", "ps")
_SCRIPTS = (
    (_ARABIC, re.compile(r"[\u0600-\u06ff]")),
    (("ru",), re.compile(r"[\u0400-\u04ff]")),
    (("el",), re.compile(r"[\u0370-\u03ff]")),
    (("he",), re.compile(r"[\u0590-\u05ff]")),
    (("hi",), re.compile(r"[\u0900-\u097f]")),
    (("ja",), re.compile(r"[\u3040-\u30ff]")),
    (("ko",), re.compile(r"[\uac00-\ud7af]")),
    (("zh",), re.compile(r"[\u4e00-\u9fff]")),
)
_LATIN = frozenset(CODES).difference({UNDETERMINED}, *(codes for codes, _ in _SCRIPTS))
_START = (
    sum(_ZERO << place for place in _PLACE.values())
    + (_DOUBT << _PLACE[UNDETERMINED])
    + (_PERSIAN_FIRST << _PLACE["fa"])
    + sum(_SELDOM << _PLACE[code] for code in _LATIN.difference(LANGUAGES))
)
# What is seldom seen elsewhere, in words of Arabic script as they are folded.
_TELLING = (
    ("fa", re.compile(r"[پچژگ]"), 10),
    ("ur", re.compile(r"[ٹڈڑںےہھ]"), 30),
    ("ckb", re.compile(r"[ەێۆڵڕڤ]"), 30),
    ("ps", re.compile(r"[ټډړښږګېۍځ]"), 30),
    ("ar", re.compile(r"^[وبلفك]?ال...|[اوي]ت$"), 15),
)
# Letters that folding takes away: points, the languages that have them, the letters.
_MARKED = """
    15 tr ışğİŞĞ
    8 tr,de öüÖÜ
    8 tr,fr,pt çÇ
    60 az əƏ
    30 de ß
    15 de,sv äÄ
    15 fr,es,pt éÉ
    20 fr,it èÈùÙ
    20 fr,pt êÊâÂôÔ
    20 fr ëîûœçïÇ
    15 fr,it,pt àÀ
    20 it ìòÌÒ
    40 es ñÑ¿¡
    20 es,pt áíóúÁÍÓÚ
    40 pt ãõÃÕ
    20 sv,da åÅ
    40 da øæØÆ
    40 pl łżźśąęćńŁŻŹŚ
    40 ro țșăŢţȚȘ
    25 ar ةإ
    8 ar أ
"""
_STRANGE_LETTER = 20
_MARKS = re.compile(r"[\u00a1\u00bf\u00c0-\u024f\u0259\u1e00-\u1eff\u0623\u0625\u0629]")


def base_language(tag: str) -> str:
    """The language of a BCP 47 tag without script and region: `pt-BR` -> `pt`."""
    return tag.strip().lower().replace("_", "-").partition("-")[0]


def identify(text: str, hint: str | None = None) -> str:
    """The language of a text as an ISO 639 code, or `und`.

    `hint` (BCP 47) only breaks a tie: sources label whole feeds, not posts.
    """
    return told(text, split(text), hint)


def told(text: str, tokens: list[str], hint: str | None = None) -> str:
    """As `identify`, for a text that was split already."""
    votes = sum(map(_votes().__getitem__, tokens[:_WORDS_LOOKED_AT]))
    if not votes:
        return UNDETERMINED
    votes += _START
    if not text.isascii():
        votes += sum(map(_marks().__getitem__, _MARKS.findall(text, 0, _CHARACTERS_LOOKED_AT)))
    hinted = base_language(hint) if hint else UNDETERMINED
    if hinted in _PLACE:
        votes += _HINT << _PLACE[hinted]
    row = _ROW.unpack(votes.to_bytes(_ROW.size, "little"))
    code = CODES[row.index(max(row))]
    if code == UNDETERMINED and hinted in _LATIN and row[CODES.index(hinted)] > _ZERO + _HINT_REFUSED:
        return hinted
    return code


class _Votes(dict[str, int]):
    """Each token's votes, worked out when it is first asked for: a field of signed bits a language."""

    def __init__(self) -> None:
        self._looks = looks().of
        speaks: dict[str, list[str]] = {}
        for code, words in EVERYDAY.items():
            for word in dict.fromkeys(tokenise(words)):
                speaks.setdefault(word, []).append(code)
        self._everyday = {
            word: sum(
                (_OURS if code in LANGUAGES else _THEIRS) // min(len(codes), 2) << _PLACE[code]
                for code in codes
            )
            for word, codes in speaks.items()
        }

    def __missing__(self, token: str) -> int:
        vote = self._vote(squeeze(token)[:_LONGEST]) if token.isalpha() else 0
        if len(token) <= _LONGEST:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[token] = vote
        return vote

    def _vote(self, word: str) -> int:
        vote = self._everyday.get(word, 0)
        if word.isascii():
            english, turkish = self._looks(word)
            vote += max(_STRANGE, min(_FAMILIAR, english)) << _ENGLISH
            return vote + (max(_STRANGE, min(_FAMILIAR, turkish)) << _TURKISH)
        codes = next((codes for codes, script in _SCRIPTS if script.search(word)), ())
        vote += sum([_SCRIPT << _PLACE[code] for code in codes])
        if codes == _ARABIC:
            vote += sum(
                [points << _PLACE[code] for code, letters, points in _TELLING if letters.search(word)]
            )
        return vote


class _Marks(dict[str, int]):
    """The votes of each letter that folding takes away."""

    def __init__(self) -> None:
        for line in _MARKED.split("\n"):
            if line.strip():
                points, codes, letters = line.split()
                for letter in letters:
                    self[letter] = self.get(letter, 0) + sum(
                        int(points) << _PLACE[code] for code in codes.split(",")
                    )

    def __missing__(self, letter: str) -> int:
        return _STRANGE_LETTER << _PLACE[UNDETERMINED]


@cache
def _marks() -> _Marks:
    return _Marks()


@cache
def _votes() -> _Votes:
    return _Votes()
