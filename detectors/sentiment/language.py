"""A light guess at a text's language: script first, then telling letters and everyday words."""

from __future__ import annotations

import re

UNDETERMINED = "und"

_EVERYDAY = {
    "en": """
        the and is to of in that it for you with on this was are be have not at but my your so they
        we what just all can from get out up no do if me has about how when will an been would there
        their our more now don can't don't i'm it's its i as by or than never why thanks thank worst
        best flight service got still been after please waiting only again got him her his she he us
        had were did who them into over too very
    """,
    "tr": """
        bir ve bu da de için icin cok çok ne var yok ama gibi daha mi mı mu mü ben sen biz siz değil
        degil olan ile kadar hiç hic her şey sey en ya diye olarak sonra bana sana beni seni hala
        artık artik iyi güzel guzel lazım lazim nasıl nasil neden niye olsun oldu olmuş gün gun ki
        ise bile bize size onu bunu şu yine kötü kotu teşekkürler tesekkurler ürün urun sipariş
        kargo geldi aldım aldim tavsiye ederim berbat
    """,
    "de": """
        der die das und ist nicht ich ein eine zu mit auf für den von es sich auch war aber wie noch
        nur
    """,
    "fr": """
        le la les des est et un une pas je que pour dans vous avec sur ce qui mais ne au c'est du
        plus très
    """,
    "es": """
        el la los las que y es un una no por con para se lo mi pero muy como su del me al más está
    """,
    "nl": """
        de het een en is niet ik van dat op te voor met zijn ook maar er bij naar wat je nog
    """,
}
_VOTES: dict[str, list[str]] = {}  # word -> the languages it speaks for
for _code, _words in _EVERYDAY.items():
    for _word in dict.fromkeys(_words.split()):
        _VOTES.setdefault(_word, []).append(_code)
_TURKISH_LETTERS = re.compile(r"[ğışĞİŞ]")
# Endings that Turkish words have and English ones rarely: asked only where no everyday word was found.
_TURKISH_ENDING = re.compile(
    r"\w{2,}(?:[iıuü]yor\w*|mi[sş]|mı[sş]|l[ae]r[iıa-e]?n?|d[ae]n|[aeiı]y[iıae]|[dt][iıuü]k?|[iıuü]m[iıuü]z|m[ae]z|"
    r"[ae]c[ae][kgğ]\w*|s[iıuü]z|l[iıuü][kg]\w*|m[ae]k|s[iıuü]n)$"
)
_NOT_TURKISH = re.compile(r"[qwx]|th|sh|ck|ee|oo|ou|ph|(?:ing|ed|ly|tion|ment|ness|er|est|y)\b")
_ARABIC = re.compile(r"[\u0600-\u06ff]+")
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
_LETTERS = re.compile(r"[^\W\d_]+")
_LOOKED_AT = 300  # characters; a guess needs no more


def base_language(tag: str) -> str:
    """The language of a BCP 47 tag without script and region: `pt-BR` -> `pt`."""
    return tag.strip().lower().replace("_", "-").partition("-")[0]


def identify(text: str, hint: str | None = None) -> str:
    """The language of a text as an ISO 639 code, or `und`.

    `hint` (BCP 47) only breaks a tie: sources label whole feeds, not posts.
    """
    text = _NOISE.sub(" ", text[:_LOOKED_AT])
    hinted = base_language(hint) if hint else UNDETERMINED
    if not text.isascii():
        arabic = sum(map(len, _ARABIC.findall(text)))
        if arabic and arabic * 2 >= sum(map(len, _LETTERS.findall(text))):
            return _arabic_script(text, hinted)
        letters = len(text) - text.count(" ")
        for code, script in _OTHER_SCRIPTS:
            if len(script.findall(text)) * 2 > letters:
                return code
    return _latin_script(text, hinted)


def _latin_script(text: str, hinted: str) -> str:
    turkish = 0 if text.isascii() else len(_TURKISH_LETTERS.findall(text))
    lowered = text.replace("İ", "i").replace("I", "ı").lower() if turkish else text.lower()
    words = _LATIN_WORD.findall(lowered)
    if not words:
        return UNDETERMINED
    votes = {"tr": 2 * turkish} if turkish else {}
    for word in words:
        for code in _VOTES.get(word, ()):
            votes[code] = votes.get(code, 0) + 1
    if votes:
        # "de" alone is a word of several languages: letters that Turkish does not have say which.
        tied = "tr" in votes and votes["tr"] == max(votes.values()) and len(votes) > 1
        turk = tied and not _NOT_TURKISH.search(lowered)
        return max(
            sorted(votes),
            key=lambda code: (votes[code], code == hinted, code == "en", turk and code == "tr"),
        )
    if hinted in _EVERYDAY and hinted != "en":
        return hinted
    if any(map(_TURKISH_ENDING.match, words)) and not _NOT_TURKISH.search(lowered):
        return "tr"
    if hinted == "en":
        return hinted
    return "en" if text.isascii() and len(words) > 1 else UNDETERMINED


def _arabic_script(text: str, hinted: str) -> str:
    """Persian or Arabic: Arabic yeh and kaf prove nothing, since many keyboards write Persian with them."""
    persian = len(_PERSIAN_LETTERS.findall(text)) + 2 * len(_PERSIAN_WORDS.findall(text))
    arabic = len(_ARABIC_ONLY.findall(text))
    if persian == arabic:
        return hinted if hinted in ("fa", "ar", "ur", "ckb") else "fa"
    return "fa" if persian > arabic else "ar"
