"""What turns a word around, by language: negation and its reach, and "but".

English negates what follows, for a few words. Persian and Turkish put the negation after, at the end of the
clause ("kötü değil", "بد نیست") or into the verb, so it concerns what stands before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

AFTER, BEFORE = 4, 2  # tokens a negation reaches

_NOT_NOW = """
    کن شو ش ده د خور رس یا گیر گذار ذار خر بین توان تون خواه خوا ر رو ار اور زن کش مون مان افت پذیر ارز پسند
    چسب باش دار خون بند
"""
_NOT_THEN = """
    کرد شد داد خورد رسید یامد یومد گرفت گذاشت ذاشت خرید دید توانست تونست خواست رفت یاورد زد کشید ماند موند بود
    داشت پسندید چسبید ارزید
"""


def _persian() -> Iterator[str]:
    """Verbs that say no: "نمی" with what is, "ن" with what was, in every person, bookish and spoken."""
    yield from "نیست نیستم نیستی نیستیم نیستید نیستین نیستن نیستند نیس ندارد نداره ندارم نداری نداریم".split()
    yield from "ندارید ندارین ندارن ندارند نباشه نباشد".split()
    for stem in _NOT_NOW.split():
        yield from (f"نمی{stem}{person}" for person in ("م", "ی", "د", "ه", "یم", "ید", "ین", "ند", "ن"))
    for stem in _NOT_THEN.split():
        yield from (f"ن{stem}{person}" for person in ("", "م", "ی", "یم", "ید", "ین", "ند", "ن", "ه", "هام"))


NEGATIONS = {
    "en": frozenset(
        """
        not no never dont doesnt didnt isnt wasnt arent werent wont cant cannot couldnt wouldnt shouldnt aint
        nothing without neither nor hardly barely nobody havent hasnt hadnt
        """.split()
    ),
    "tr": frozenset("degil degildi degilim degiliz degiller degilse".split()),
    "fa": frozenset(_persian()),
}
BUTS = {
    "en": frozenset("but however though although yet".split()),
    "tr": frozenset("ama fakat ancak lakin yalniz".split()),
    "fa": frozenset("ولی اما لیکن البته".split()),
}
_STOPS = frozenset("! ? !! ؟ but".split())
# "It is not good at all" turns good, and not what stands beside the negation to make it stronger.
_STAND = frozenset("اصلا هیچ هیچی هیچکس هیچوقت هیچکدوم هرگز ابدا چرا حتی ولی اما دیگه دیگر هنوز فقط".split())


def turned(language: str, tokens: Sequence[str], negations: Iterable[int]) -> set[int]:
    """Which tokens the negations at these places reach."""
    found: set[int] = set()
    for at in negations:
        if language == "en":
            for place in range(at + 1, min(at + 1 + AFTER, len(tokens))):
                if tokens[place] in _STOPS:
                    break
                found.add(place)
        else:
            found.update(place for place in range(max(0, at - BEFORE), at) if tokens[place] not in _STAND)
    return found
