"""Which language a message is in: Indonesian, Javanese, English, or unsaid.

A short table of the small words that no sentence does without; enough to choose the
language of an answer, never to judge a text.
"""

import re

LONGEST = 4_000
"""Characters that are looked at."""

FEWEST = 2
"""Known words that it takes to say anything."""

SHARE = 0.1
"""Share of known words below which a text is in a language that the table has not."""

_TABLE = {
    "id": "yang dan di ke dari untuk dengan tidak ini itu saya kami kita anda bapak ibu pak bu ada "
    "sudah belum akan bisa juga pada adalah atau karena mohon tolong terima kasih sampai kalau "
    "kenapa bagaimana apakah apa mana siapa kapan oleh tapi tetapi bukan dapat agar sebagai nya "
    "sy yg utk dgn tdk gak nggak ga blm sdh udah jg kok dong banget masih lagi hanya saja hari "
    "bantuan warga kepada tentang sejak setelah sebelum selamat pagi siang sore malam hormat "
    "dalam tanggal bulan tahun orang anak rumah desa perihal bahwa tersebut telah silakan maaf",
    "jv": "aku kula kulo sampeyan panjenengan njenengan ora mboten boten ndak wis sampun durung "
    "dereng iki niki iku niku sing kang lan karo kaliyan saking teko menyang dhateng nang ning "
    "wonten ana opo apa piye pripun pundi endi sopo sinten yen nek menawi nggih inggih suwun "
    "nuwun matur nyuwun njaluk tulung lagi nembe isih taksih bae wae mawon gak kabeh sedaya omah "
    "griya dalem wong tiyang bocah lare dino dinten wulan taun wingi saiki sakniki mangke lha "
    "yo wes kok ngono ngoten oleh angsal kudu kedah badhe arep kapan saget iso tonggo tanggi "
    "tangga emak bapake ibune anake omahe ojo ampun dheweke awake kene kono dhuwit artha",
    "en": "the and of to in is are was were be been have has had not this that these those i we "
    "you he she they my our your his her their for with from on at by as it an or but if so please "
    "thank thanks dear regards would could should can will do does did about there what when "
    "where which who how why no yes any been since after before just only would me us him them",
}
_SHARED = 0.4
"""Weight of a word that two tables have."""

_WORD = re.compile(r"[a-z]+")


def _weights() -> dict[str, dict[str, float]]:
    words = {language: set(table.split()) for language, table in _TABLE.items()}
    return {
        language: {
            word: _SHARED
            if any(word in words[other] for other in words if other != language)
            else 1
            for word in table
        }
        for language, table in words.items()
    }


_WEIGHTS = _weights()


def language_of(text: str) -> str:
    """`id`, `jv`, `en`, or empty where too few known words stand."""
    words = _WORD.findall(text[:LONGEST].lower())
    scores = {
        language: sum(weights[word] for word in words if word in weights)
        for language, weights in _WEIGHTS.items()
    }
    best = max(scores, key=lambda language: scores[language])
    return best if scores[best] >= max(FEWEST, SHARE * len(words)) else ""
