"""Whether a mention asks something: by a question mark, or by how it begins."""

from __future__ import annotations

import re

from detectors.sentiment.tokens import tokenise
from detectors.themes.rules import READ_CHARACTERS

_ENDS = re.compile(r"(?<=[.!?؟\n])\s+")
_MARK = re.compile(r"[?؟]")
_SOLE_TOKENS = 16  # so short a mention that is one question asks it, whatever its words
_OPENING_CHARACTERS = 28


def _words(text: str) -> frozenset[str]:
    return frozenset(tokenise(text))


_ASKING = {
    "en": _words(
        "how what whats when where wheres who whos why which does do did can could is are am will would"
        " should has have any anyone anybody someone know"
    ),
    "tr": _words(
        "nasıl nasıldır ne neden niye nerede nerde nereye nereden kim kime kimde hangi hangisi kaç kaça kaçta"
        " kaçıncı mi mu mısın musun misiniz musunuz mıyım mıyız midir mudur var acaba bilen olan"
    ),
    "fa": _words(
        "چطور چطوره چطوری چجوری چگونه کی کیه کجا کجاست کجاس چرا چه چی چیه چیا چند چنده چن چقدر چقدره کدوم"
        " کدومه کدام آیا کسی یا هست داره دارید دارین میشه میدونه میدونید میشناسه میشناسید میتونم میتونید"
        " کافیه بهتره سراغ پیشنهاد معرفی فرق فرقش لازمه میخواد dare chande chand kasi kie koja midune midoone"
    ),
}

# Without a question mark: how the mention begins, or what is said only when asking.
_OPENINGS = {
    "en": re.compile(
        r"\b(?:how (?:do|to|can|long|much|many|often)|what (?:time|is|are)|whats (?:the|a)"
        r"|where (?:do|is|can|are|to)|wheres the|when (?:does|is|will|do)|which (?:one|is|are|do)"
        r"|who (?:do|is|can)|is (?:there|the|this|it ok)|are there|do (?:you|i|we|they|the)"
        r"|does (?:the|this|it|anyone)|can (?:i|you|we|someone|anyone)|will (?:there|they|you|this|it)"
        r"|any(?:one|body) (?:know|got|had|used|tried|here)|any idea)\b"
    ),
    "tr": re.compile(r"\b(?:nasil|nerede|nerden|hangi|kac|kacta|ne zaman|ne kadar)\b"),
    "fa": re.compile(r"\b(?:ایا|چرا|چطور|چطوری|چجوری|چگونه|کجا|کدوم|کسی|kasi)\b"),
}
_ANYWHERE = {  # read in the text as written, which is quicker than to fold all of it
    "en": re.compile(r"\bany(?:one|body) know\b"),
    "tr": re.compile(
        r"\b(?:acaba|bilen (?:var|yaz|biri)|var m[ıi]|olur mu|olan var|yazabilir m[iı]|anlatabilir m[iı]"
        r"|ka[cç]ta|ka[cç][iı]nc[iı]|hangisi\w*)\b"
        r"|\bm[iıuü](?:y[iıuü][mz]|d[iıuü]r|s[iıuü]n[iıuü]z)?\W*$"
    ),
    "fa": re.compile(
        r"کسی می.?دون|کی می.?دون|سراغ دار|معرفی (?:می.?)?کنی[دن]|پیشنهاد می.?دی[دن]|mid(?:u|oo)ne\b"
    ),
}


def asks(text: str, language: str) -> bool:
    """Whether a text mainly asks something; of an unknown language: not."""
    words = _ASKING.get(language)
    if words is None:
        return False
    read = text[:READ_CHARACTERS]
    if not _MARK.search(read):
        begins = " ".join(tokenise(read[:_OPENING_CHARACTERS]))
        return bool(_OPENINGS[language].match(begins) or _ANYWHERE[language].search(read.lower()))
    sentences = [sentence for sentence in _ENDS.split(read) if sentence.strip()]
    asked = [tokenise(sentence) for sentence in sentences if sentence.rstrip()[-1] in "?؟"]
    if any(not words.isdisjoint(tokens) for tokens in asked):
        return True
    return len(asked) == len(sentences) == 1 and len(asked[0]) <= _SOLE_TOKENS
