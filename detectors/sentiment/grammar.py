"""What turns a word around, by language: negation and its reach, and "but".

English negates what follows, for a few words. Persian and Turkish put the negation after, at the end of the
clause ("kötü değil", "بد نیست") or into the verb, so it concerns what stands before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

AFTER, BEFORE = 4, 2  # tokens a negation reaches

NEGATIONS = {
    "en": frozenset(
        """
        not no never dont doesnt didnt isnt wasnt arent werent wont cant cannot couldnt wouldnt shouldnt aint
        nothing without neither nor hardly barely nobody havent hasnt hadnt
        """.split()
    ),
    "tr": frozenset("degil degildi degilim degiliz degiller degilse".split()),
    "fa": frozenset(
        """
        نیست نبود نداره ندارد نداشت نمیشه نمیشود نیستم نبودم نیستن نیستند نبودن نشد نکردم نکنید نمیکنم نکرد
        نمیاد نیومد نداشتم ندارم نمیباشد ندارن ندارند نیس نمیکنه نمیکند نمیده نمیدهد نشده نکرده نداشته نبوده
        """.split()
    ),
}
BUTS = {
    "en": frozenset("but however though although yet".split()),
    "tr": frozenset("ama fakat ancak lakin yalniz".split()),
    "fa": frozenset("ولی اما لیکن البته".split()),
}
_STOPS = frozenset("! ? !! ؟ but".split())


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
            found.update(range(max(0, at - BEFORE), at))
    return found
