"""What the suggestions see of a text: stems and pairs of stems, with the words they stand for.

Words that hold sentences together, polite words and the office's own name say nothing about
a matter and are left out; so are numbers and addresses (`store/stems.py`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from workflow.store.stems import stem, words_of

LONGEST_READ = 4_000
"""Characters of a text that are looked at."""

SHORTEST = 3

EMPTY = """
ada adalah adik admin agar aja akan aku alhamdulillah anda antara apa apakah asalamualaikum
assalamualaikum atas atau bagaimana bagi bahwa bapak baru beberapa begini begitu belum beliau
berikut bisa blm boleh bu buat bukan dalam dan dapat dari demikian dengan dgn di dia dinas dinsos
dll dong dr gak gimana ga halo hanya harus hormat hingga ia ibu ini itu jadi jalan jangan jawa
jelas jg jika juga kabupaten kab kak kalau kami kan kapan karena kata kecamatan ke kemarin kenapa
kepada kepala ketika kita klo kok kota krn kula kulo lagi lah lain lalu lebih maaf maka malam mana
mas masih matur maturnuwun mau mbak melalui menjadi menurut mereka min mohon ndak nggak nggih niki
njih nuwun nya oleh ora orang pada padahal pagi pak para pernah provinsi pun punya sama sampai
sangat saja salam satu saya sebab sebagai sebuah sedang sehingga sejak sekali sekarang selama
selamat seluruh semoga semua seorang seperti sering serta setelah setiap siang siapa sih sing sini
situ sore sosial suatu suwun sudah supaya tahun tak tanpa tapi tdk telah tentang terhadap terima
terimakasih tersebut tetapi tetap tiap tidak timur tolong tsb udah udh untuk utk wassalam wr wb ya
yaitu yang yg yth bulan hari minggu
januari februari maret april mei juni juli agustus september oktober november desember
and are for from has have have not our that the they this was with you your please thank thanks
"""


@dataclass(frozen=True, slots=True)
class Heard:
    """A text in stems. `said` gives the text's own words for each of them."""

    stems: tuple[str, ...]
    said: Mapping[str, str]

    def in_words(self, stems: tuple[str, ...]) -> tuple[str, ...]:
        """The words behind stems; a word that stands in a pair is not told again."""
        pairs = [self.said[one] for one in stems if " " in one]
        alone = [self.said[one] for one in stems if " " not in one]
        told = {part for pair in pairs for part in pair.split()}
        return (*pairs, *(word for word in alone if word not in told))


def hear(text: str) -> Heard:
    """A text as the suggestions see it: its stems, then the pairs of neighbours among them."""
    said: dict[str, str] = {}
    for key, words in _told(text[:LONGEST_READ]):
        said.setdefault(key, words)
    return Heard(tuple(said), said)


def _told(text: str) -> Iterator[tuple[str, str]]:
    words = [(stem(found[0]), found[0].lower()) for found in words_of(text)]
    empty = _empty()
    telling = [len(key) >= SHORTEST and key not in empty for key, _ in words]
    yield from (word for word, tells in zip(words, telling, strict=True) if tells)
    neighbours = zip(pairwise(words), pairwise(telling), strict=True)
    for ((first, said_first), (second, said_second)), both in neighbours:
        if all(both):
            yield f"{first} {second}", f"{said_first} {said_second}"


@cache
def _empty() -> frozenset[str]:
    return frozenset(stem(word) for word in EMPTY.split())
