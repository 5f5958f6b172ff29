"""TCVN3 and VNI are real codecs, right for every Vietnamese letter, and a file's encoding is found."""

import codecs
import unicodedata
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.encodings import decode, guess_encoding, tcvn3_capitals
from geo.syllables import is_plausible

LOWER = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ"  # as the alphabet has them
# TCVN 5712:1993 VN3, the bytes of LOWER in its order, as printed in the standard (and in glibc's TCVN5712-1).
TCVN3_LOWER = bytes.fromhex(
    "61b5b6b7b8b9 a8bbbcbdbec6 a9c7c8c9cacb 65cccecfd0d1 aad2d3d4d5d6 69d7d8dcddde"
    "6fdfe1e2e3e4 abe5e6e7e8e9 aceaebecedee 75eff1f2f3f4 adf5f6f7f8f9 79fafbfcfdfe ae"
)
# VNI-Windows of LOWER as it looks in Windows-1252.
VNI_LOWER = (
    "a aø aû aõ aù aï aê aè aú aü aé aë aâ aà aå aã aá aä e eø eû eõ eù eï eâ eà eå eã eá eä i ì æ ó í ò "
    "o oø oû oõ où oï oâ oà oå oã oá oä ô ôø ôû ôõ ôù ôï u uø uû uõ uù uï ö öø öû öõ öù öï y yø yû yõ yù î ñ"
)
VECTORS = [
    ("tcvn3", "5468de207472ca6e2048b5205472756e67", "Thị trấn Hà Trung"),
    ("vni", "5468f220747261e16e204861f8205472756e67", "Thị trấn Hà Trung"),
    ("tcvn3", "4869d56e20aeca74206deb2072e96e6720aeadea6e67", "Hiến đất mở rộng đường"),
    ("vni", "486965e16e20f161e174206df4fb20726fe46e6720f1f6f4f86e67", "Hiến đất mở rộng đường"),
    ("tcvn3", "4e677579d46e2056a86e2048ef6e67", "Nguyễn Văn Hùng"),
    ("vni", "4e67757965e36e205661ea6e204875f86e67", "Nguyễn Văn Hùng"),
]
TEXT = st.text(st.sampled_from(LOWER + LOWER.upper() + "bcdghklmnpqrstvx BCDG.,-/0123456789\n"))
VILLAGE = [
    "Thị trấn Hà Trung",
    "Nguyễn Văn Hùng",
    "Đường tiểu khu 4",
    "Trần Thị Bưởi",
    "Lê Hữu Phước",
    "Ngõ 12 phố Lý Nhân",
    "Đất ở tại đô thị, 245,8 m",
    "Phạm Quốc Khánh",
    "Hưng",
    "Mương thủy lợi",
]


def utf8_read_as(data, other):
    """Bytes that a program once took for another encoding and saved as UTF-8."""
    return data.decode(other).encode()


def legacy_bytes(text, encoding):
    """The bytes of a text in one of the four encodings; Python's cp1258 wants tones apart from letters."""
    if encoding != "cp1258":
        return text.encode(encoding)
    return b"".join(_cp1258(letter) for letter in text)


def _cp1258(letter):
    try:
        return letter.encode("cp1258")
    except UnicodeEncodeError:
        *base, tone = unicodedata.normalize("NFD", letter)
        if tone in "\u0302\u0306":  # a dot below comes before the hat in canonical order
            base, tone = [base[0], tone], base[1]
        return (unicodedata.normalize("NFC", "".join(base)) + tone).encode("cp1258")


@pytest.mark.parametrize(("encoding", "raw", "text"), VECTORS)
def test_words_of_real_files_are_read_and_written(encoding, raw, text):
    assert bytes.fromhex(raw).decode(encoding) == text
    assert text.encode(encoding).hex() == raw


def test_every_lower_letter_has_its_byte_in_tcvn3():
    assert TCVN3_LOWER.decode("tcvn3") == LOWER
    assert LOWER.encode("tcvn3") == TCVN3_LOWER
    assert TCVN3_LOWER[LOWER.index("ư")] == 0xAD


def test_capitals_without_tone_keep_their_case_in_tcvn3():
    assert bytes(range(0xA1, 0xA8)).decode("tcvn3") == "ĂÂÊÔƠƯĐ"
    assert "ĂÂÊÔƠƯĐ".encode("tcvn3") == bytes(range(0xA1, 0xA8))


def test_capitals_with_tone_take_the_lower_letters_byte_in_tcvn3():
    own = set("ĂÂÊÔƠƯĐAEIOUY")
    toned = [letter for letter in LOWER.upper() if letter not in own]
    assert len(toned) == 60
    for letter in toned:
        assert letter.encode("tcvn3") == letter.lower().encode("tcvn3")


def test_every_letter_has_its_bytes_in_vni_in_both_cases():
    for letter, shown in zip(LOWER, VNI_LOWER.split(), strict=True):
        assert letter.encode("vni") == shown.encode("latin-1")
        assert shown.encode("latin-1").decode("vni") == letter
        assert letter.upper().encode("vni") == shown.upper().encode("latin-1")
        assert shown.upper().encode("latin-1").decode("vni") == letter.upper()


def test_vni_takes_the_longest_unit_and_the_case_of_the_base():
    assert b"a\xfa".decode("vni") == "ẳ"
    assert b"\xf6\xf9\xf6".decode("vni") == "ứư"
    assert "Aù".encode("latin-1").decode("vni") == "Á"
    assert "y\xef".encode("latin-1").decode("vni") == "ỵ"


@given(TEXT)
def test_vni_round_trips_all_text(text):
    assert text.encode("vni").decode("vni") == text


@given(TEXT)
def test_tcvn3_round_trips_all_but_the_case_of_toned_capitals(text):
    back = text.encode("tcvn3").decode("tcvn3")
    assert back.lower() == text.lower()
    assert back.encode("tcvn3") == text.encode("tcvn3")


@given(TEXT, st.sampled_from(["tcvn3", "vni"]), st.sampled_from(["NFC", "NFD"]))
def test_composed_and_decomposed_text_are_written_alike(text, encoding, form):
    assert unicodedata.normalize(form, text).encode(encoding) == text.encode(encoding)


@given(st.binary(), st.sampled_from(["tcvn3", "vni"]))
def test_any_bytes_can_be_read_leniently(raw, encoding):
    text = raw.decode(encoding, "ignore")
    assert text == raw.decode(encoding, "replace").replace("�", "")
    assert text.encode(encoding).decode(encoding).lower() == unicodedata.normalize("NFC", text).lower()


@given(st.lists(TEXT), st.sampled_from(["tcvn3", "vni"]))
def test_pieces_decode_as_the_whole(pieces, encoding):
    raw = "".join(pieces).encode(encoding)
    decoder = codecs.getincrementaldecoder(encoding)()
    text = "".join(decoder.decode(raw[at : at + 1]) for at in range(len(raw))) + decoder.decode(b"", final=True)
    assert text == raw.decode(encoding)


def test_open_takes_the_codec_by_name(tmp_path):
    for encoding, (_, raw, text) in product(["tcvn3", "VNI-Windows"], VECTORS[::2]):
        path = tmp_path / "names.txt"
        path.write_text(text, encoding=encoding)
        assert path.read_text(encoding=encoding) == text
        assert path.read_bytes() == text.encode(encoding)
        assert encoding != "tcvn3" or path.read_bytes().hex() == raw


def test_errors_are_honoured():
    with pytest.raises(UnicodeDecodeError, match="0x80") as decoding:
        b"ab\x80c".decode("tcvn3")
    assert (decoding.value.start, decoding.value.end) == (2, 3)
    with pytest.raises(UnicodeEncodeError) as encoding:
        "Hà €".encode("tcvn3")
    assert (encoding.value.start, encoding.value.end) == (3, 4)
    with pytest.raises(UnicodeDecodeError):
        b"b\xf9".decode("vni")
    assert b"ab\x80c".decode("tcvn3", "replace") == "ab�c"
    assert b"ab\x80c".decode("tcvn3", "ignore") == "abc"
    assert b"ab\x80c".decode("tcvn3", "surrogateescape").encode("tcvn3", "surrogateescape") == b"ab\x80c"
    assert "Hà €ñ".encode("tcvn3", "replace").decode("tcvn3") == "Hà ??"
    assert "Hà ñ".encode("vni", "xmlcharrefreplace").decode("vni") == "Hà &#241;"


def test_a_tone_that_is_written_after_its_letter_is_composed():
    assert b"a\xb3 \xaa\xb3".decode("tcvn3") == "á ế"


def test_a_font_of_capitals_gets_its_capitals_back():
    assert tcvn3_capitals("THỊ TRẤN".encode("tcvn3").decode("tcvn3")) == "THỊ TRẤN"
    assert tcvn3_capitals("Tổ") == "Tổ"
    assert tcvn3_capitals("Ủy ban") == "Ủy ban"


@pytest.mark.parametrize("encoding", ["utf-8", "tcvn3", "vni", "cp1258"])
def test_the_encoding_of_a_village_is_found(encoding):
    values = [legacy_bytes(text, encoding).ljust(40) for text in VILLAGE]
    guess = guess_encoding(values)
    assert guess.encoding == encoding
    assert guess.undecodable == guess.lost_u == 0
    assert guess.hidden is None
    assert guess.confidence > 0.3
    assert 0 < guess.plausible <= guess.words
    assert [decode(value.strip(), guess.encoding) for value in values] == VILLAGE


@pytest.mark.parametrize("encoding", ["utf-8", "tcvn3", "vni", "cp1258"])
@pytest.mark.parametrize("name", ["Nguyễn Văn Hùng", "Trần Thị Hạnh", "Lê Đức", "Đường", "Phạm Mến", "Tống"])
def test_one_short_name_is_enough(encoding, name):
    assert guess_encoding([legacy_bytes(name, encoding)]).encoding == encoding


@pytest.mark.parametrize(
    ("encoding", "phrase"), [("vni", "nghĩa trang"), ("cp1258", "UBND xã"), ("cp1258", "Ngõ 12"), ("tcvn3", "Ngõ 12")]
)
def test_one_phrase_is_enough_where_the_other_readings_are_no_syllables(encoding, phrase):
    assert guess_encoding([legacy_bytes(phrase, encoding)]).encoding == encoding


def test_plain_ascii_is_utf8():
    assert guess_encoding([b"ONT", b"P7-73", b""]).encoding == "utf-8"
    assert guess_encoding([]).confidence == 1.0


def test_a_stripped_soft_hyphen_is_reported():
    values = [text.encode("tcvn3").replace(b"\xad", b"") for text in VILLAGE]
    guess = guess_encoding(values)
    assert guess.encoding == "tcvn3"
    assert guess.lost_u >= 4


@pytest.mark.parametrize(("truth", "taken_for"), [("tcvn3", "latin-1"), ("vni", "cp1252"), ("utf-8", "latin-1")])
def test_text_that_was_saved_as_mojibake_is_seen_through(truth, taken_for):
    values = [utf8_read_as(text.encode(truth), taken_for) for text in VILLAGE]
    guess = guess_encoding(values)
    assert (guess.encoding, guess.hidden) == ("utf-8", truth)
    assert [decode(value, "utf-8", hidden=guess.hidden) for value in values] == VILLAGE


@pytest.mark.parametrize(
    "values",
    [
        [f"Ngõ {number}" for number in range(1, 7)] + [f"{number}/QĐ-UBND" for number in range(40, 46)],
        ["HĐND", "Gò"],
        ["Công ty Á Châu", "Lý", "ĐT.508", "QĐ"],
        ["Ðông", "Ngõ 1", "Ngõ 2"],
    ],
)
def test_text_that_is_vietnamese_as_it_stands_hides_nothing(values):
    guess = guess_encoding([value.encode() for value in values])
    assert (guess.encoding, guess.hidden) == ("utf-8", None)


def test_values_that_do_not_decode_are_counted():
    guess = guess_encoding([*(text.encode("tcvn3") for text in VILLAGE), b"H\x81", b"H\x81"])
    assert (guess.encoding, guess.undecodable) == ("tcvn3", 2)


@given(st.lists(st.binary(max_size=20), max_size=5))
def test_no_bytes_upset_the_guess(samples):
    assert 0 <= guess_encoding(samples).confidence <= 1


def test_syllables_are_told_from_mojibake():
    good = "Nguyễn khuỷu nghiêng quốc gì giếng đất ruộng ngoằn thuở quýt yến Oanh Hoạt Lèn tuyến hiến ưu"
    good += " Mỹ xã gì giú giũ quí quỷ thuỷ ghế nghỉ lửa"
    assert [word for word in good.split() if not is_plausible(word)] == []
    bad = "NguyÔn Trêng ®Êt Ñöôøng TrÇn đờng hoắgn ngể́ mat kồt ñaát xaị Ngoị nghúa ghò caó daủ"
    assert [word for word in bad.split() if is_plausible(word)] == []
