"""A light guess at a text's language: script first, then telling letters and everyday words."""

from __future__ import annotations

import re

UNDETERMINED = "und"

_WORDS = {
    "en": frozenset(
        [
            "the",
            "and",
            "is",
            "to",
            "of",
            "in",
            "that",
            "it",
            "for",
            "you",
            "with",
            "on",
            "this",
            "was",
            "are",
            "be",
            "have",
            "not",
            "at",
            "but",
            "my",
            "your",
            "so",
            "they",
            "we",
            "what",
            "just",
            "all",
            "can",
            "from",
            "get",
            "out",
            "up",
            "no",
            "do",
            "if",
            "me",
            "has",
            "about",
            "how",
            "when",
            "will",
            "an",
            "been",
            "would",
            "there",
            "their",
            "our",
            "more",
            "now",
            "don",
            "can't",
            "don't",
            "i'm",
            "it's",
        ]
    ),
    "tr": frozenset(
        [
            "bir",
            "ve",
            "bu",
            "da",
            "de",
            "için",
            "cok",
            "çok",
            "ne",
            "var",
            "yok",
            "ama",
            "gibi",
            "daha",
            "mi",
            "mı",
            "mu",
            "mü",
            "ben",
            "sen",
            "biz",
            "siz",
            "değil",
            "degil",
            "olan",
            "ile",
            "kadar",
            "hiç",
            "hic",
            "her",
            "şey",
            "sey",
            "en",
            "ya",
            "diye",
            "olarak",
            "sonra",
            "bana",
            "sana",
            "beni",
            "seni",
            "hala",
            "artık",
            "artik",
            "iyi",
            "güzel",
            "lazım",
            "nasıl",
            "neden",
            "niye",
            "olsun",
            "oldu",
            "olmuş",
            "gün",
            "ki",
            "ise",
            "bile",
        ]
    ),
    "de": frozenset(
        [
            "der",
            "die",
            "das",
            "und",
            "ist",
            "nicht",
            "ich",
            "ein",
            "eine",
            "zu",
            "mit",
            "auf",
            "für",
            "den",
            "von",
            "es",
            "sich",
            "auch",
            "war",
            "aber",
        ]
    ),
    "fr": frozenset(
        [
            "le",
            "la",
            "les",
            "des",
            "est",
            "et",
            "un",
            "une",
            "pas",
            "je",
            "que",
            "pour",
            "dans",
            "vous",
            "avec",
            "sur",
            "ce",
            "qui",
            "mais",
            "ne",
            "au",
        ]
    ),
    "es": frozenset(
        [
            "el",
            "la",
            "los",
            "las",
            "que",
            "y",
            "es",
            "un",
            "una",
            "no",
            "por",
            "con",
            "para",
            "se",
            "lo",
            "mi",
            "pero",
            "muy",
            "como",
            "su",
            "del",
        ]
    ),
    "nl": frozenset(
        [
            "de",
            "het",
            "een",
            "en",
            "is",
            "niet",
            "ik",
            "van",
            "dat",
            "op",
            "te",
            "voor",
            "met",
            "zijn",
            "ook",
            "maar",
            "er",
            "bij",
            "naar",
        ]
    ),
}
_TURKISH_LETTERS = re.compile(r"[ğışĞİŞ]")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_PERSIAN_LETTERS = re.compile(r"[پچژگ]|\u200c")
_ARABIC_ONLY = re.compile(r"[ةىإأؤءًٌ]|\bال\w{3,}")
_PERSIAN_WORDS = re.compile(
    r"(?:^|\s)(?:و|از|به|که|این|را|رو|با|است|هم|در|تا|من|برای|خیلی|نیست|بود|ما|شما|چرا)(?=\s|$)"
)
_OTHER_SCRIPTS = (
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
)
_LATIN_WORD = re.compile(r"[a-zçğıöşüâîûäßéèñ']+")
_NOISE = re.compile(r"https?://\S+|[@#]\w+")
_LOOKED_AT = 600  # characters; a guess needs no more


def identify(text: str, hint: str | None = None) -> str:
    """The language of a text as an ISO 639-1 code, or `und`.

    `hint` (BCP 47) only breaks a tie: sources label whole feeds, not posts.
    """
    text = _NOISE.sub(" ", text[:_LOOKED_AT])
    hinted = hint.lower().split("-")[0].split("_")[0] if hint else UNDETERMINED
    if not text.isascii():
        arabic = len(_ARABIC.findall(text))
        if arabic and arabic * 2 >= sum(character.isalpha() for character in text):
            return _arabic_script(text, hinted)
        for code, letters in _OTHER_SCRIPTS:
            if len(letters.findall(text)) * 2 > len(text.replace(" ", "")):
                return code
    lowered = (
        text.replace("İ", "i").replace("I", "ı").lower() if _TURKISH_LETTERS.search(text) else text.lower()
    )
    words = _LATIN_WORD.findall(lowered)
    if not words:
        return UNDETERMINED
    votes = {code: sum(word in known for word in words) for code, known in _WORDS.items()}
    votes["tr"] += 2 * len(_TURKISH_LETTERS.findall(text))
    best = max(votes, key=lambda code: (votes[code], code == hinted, code == "en"))
    if votes[best] > 0:
        return best
    return hinted if hinted in votes else ("en" if text.isascii() and len(words) > 1 else UNDETERMINED)


def _arabic_script(text: str, hinted: str) -> str:
    """Persian or Arabic: Arabic yeh and kaf prove nothing, since many keyboards write Persian with them."""
    persian = len(_PERSIAN_LETTERS.findall(text)) + 2 * len(_PERSIAN_WORDS.findall(text))
    arabic = len(_ARABIC_ONLY.findall(text))
    if persian == arabic:
        return hinted if hinted in ("fa", "ar", "ur", "ckb") else "fa"
    return "fa" if persian > arabic else "ar"
