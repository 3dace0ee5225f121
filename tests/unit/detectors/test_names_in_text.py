"""A name is found as people write it in English, Turkish and Persian, and nowhere else."""

from __future__ import annotations

import pytest

from tests.support.mentions import a_mention, a_target, a_watchlist

FOUND = {
    "Nimbus Air": [
        "NIMBUS AIR!",
        "(nimbus air)",
        "_Nimbus Air_ and *Nimbus Air*",
        "Nimbus  Air",
        "nimbus\nair",
        "Nimbus-Air",
        "Ｎｉｍｂｕｓ Ａｉｒ",
        "𝐍𝐢𝐦𝐛𝐮𝐬 𝐀𝐢𝐫",
        "Nim\u00adbus A\u200bir",
        "NimbusAir",
        "nimbusair's",
        "#NimbusAir",
        "#nimbusair",
        "#nimbus_air",
        "#NIMBUSAIR",
        "#NimbusAirFail",
        "#BoycottNimbusAir",
        "#boycottnimbusair",
        "#nimbusairscandal",
        "#boykotnimbusair",
        "#fail#nimbusair#scam",
        "وای#nimbusair",
    ],
    "Türk Telekom": [
        "Türk Telekom'un interneti",
        "Türk Telekom’un interneti",
        "turk telekomdan biktim",
        "TÜRK TELEKOM",
        "türk telekomda arıza",
    ],
    "İstanbul Hava": ["ISTANBUL HAVA", "istanbul hava", "İstanbul Hava'ya", "i\u0307stanbul hava"],
    "Isparta": ["ısparta", "ISPARTA'da", "isparta", "Ispartadan"],
    "دیجی‌کالا": [
        "ديجي كالا",
        "دیجی‌کالا",
        "دیجیکالا",
        "دیجی‌کالا‌ها",
        "#دیجی_کالا",
        "#تحریم_دیجی‌کالا",
    ],
    "اسنپ": ["اسنپ‌ها", "اسنپی", "اســـنپ", "اسنپ، افتضاح", "اسنپمون", "اسنَپ"],
    "@nimbusair": [
        "@nimbusair-lost my bag",
        "@NimbusAir hi",
        ".@nimbusair",
        "hi.@nimbusair",
        "(@nimbusair)",
        "@nimbusair's",
        "＠nimbusair.",
    ],
    "@nimbus_air": ["@Nimbus_Air: no"],
    "#nimbusair": ["#NimbusAir", "#nimbus_air", "＃nimbusair"],
    "Coca-Cola": ["coca cola", "Coca\u2011Cola"],
    "McDonald's": ["mcdonalds", "McDonald’s", "McDonald's"],
    "Nestlé": ["nestle", "NESTLE\u0301"],
    "Booking.com": ["https://www.booking.com/x", "booking.com'dan"],
    "Apple": ["apple.com", "#apple", "“Apple”", "Apple—again", "Apple…"],
    "AT&T": ["at&t!"],
    "Yahoo!": ["yahoo!"],
    "Straße": ["STRASSE"],
    "三菱": ["私は三菱が好き"],
    "삼성": ["삼성은"],
    "7-Eleven": ["7 eleven"],
}
NOT_FOUND = {
    "Apple": [
        "pineapple",
        "applesauce",
        "apples",
        "#pineapple",
        "@apple",
        "@applesupport",
        "@tim_apple",
        "@tim.apple",
        "tim@apple.com",
        "apple@example.com",
        "apple.support@example.com",
        "https://example.com/apple",
        "www.apple.example",
    ],
    "@apple": ["apple", "me@apple.com", "@applesupport", "@apple_tr", "@apple.music", "@@apple", "me_@apple"],
    "#nimbusair": ["nimbus air", "nimbusair", "#nimbusairfail"],
    "about": ["https://x.com/#about", "&#about;"],
    "Nimbus Air": ["nimbus. air", "nimbus", "nimbus airsoft", "nimbus\u00b6air"],
    "Air Bus": ["airbus"],  # two short words are often a third
    "Vivo": ["vivode"],  # four letters: its apostrophe is needed
    "ایر": ["دایره", "ایران"],
    "اسنپ": ["اسنپر"],
    "काम": ["कामा"],  # the vowel sign belongs to the word
    "no": ["#nokia"],
}


@pytest.mark.parametrize(("term", "text"), [(term, text) for term, texts in FOUND.items() for text in texts])
def test_it_is_found(term: str, text: str) -> None:
    assert a_watchlist(a_target(term)).match(a_mention(text))


@pytest.mark.parametrize(
    ("term", "text"), [(term, text) for term, texts in NOT_FOUND.items() for text in texts]
)
def test_it_is_not_found(term: str, text: str) -> None:
    assert not a_watchlist(a_target(term)).match(a_mention(text))
