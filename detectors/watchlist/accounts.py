"""Accounts: who speaks, as seen from each target."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from detectors.mentions import Mention
from detectors.scored import Relation
from detectors.targets import Target


def account_key(account: str) -> str:
    """`twitter:@Acme`, `@Acme` or `Acme`, as one spelling: `twitter:acme`, `acme`."""
    platform, colon, handle = account.strip().lower().rpartition(":")
    return f"{platform.strip()}{colon}{handle.strip().lstrip('@')}"


class Accounts:
    """Own and staff accounts of every target."""

    def __init__(self, targets: Iterable[Target]) -> None:
        self._known: dict[str, dict[str, Relation]] = defaultdict(dict)  # account -> target -> relation
        for target in targets:
            for account in target.staff:
                self._known[account_key(account)][target.id] = Relation.STAFF
            for account in target.own:  # after staff: own is the stronger claim
                self._known[account_key(account)][target.id] = Relation.OWN

    def relations(self, mention: Mention) -> dict[str, Relation]:
        """Target -> OWN or STAFF, for the targets that the author speaks for."""
        found: dict[str, Relation] = {}
        if not self._known:
            return found
        for name in (mention.author, mention.author_id):
            if name:
                handle = account_key(name)
                for key in (handle, f"{mention.platform}:{handle}"):
                    for target, relation in self._known.get(key, {}).items():
                        if found.get(target) is not Relation.OWN:
                            found[target] = relation
        return found
