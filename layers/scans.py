"""Scans and photos: known by their content, never by a name, and shown as pictures that tell nothing but what is seen.

A picture is drawn anew from the pixels: place, time, camera and owner that a photo carries beside them stay behind.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from io import BytesIO
from threading import Lock
from typing import Final

import pillow_heif
import pypdfium2
from PIL import Image, ImageOps, UnidentifiedImageError

from layers.errors import Refusal, _

pillow_heif.register_heif_opener()

PDF: Final = "application/pdf"
_OF_FORMAT: Final = {"JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png", "HEIF": "image/heic"}
"""Media types by Pillow's names; MPO is what some phones make of a JPEG with a second picture in it."""
MEDIA_TYPES: Final = (PDF, "image/jpeg", "image/png", "image/heic")
ENDINGS: Final = {PDF: "pdf", "image/jpeg": "jpg", "image/png": "png", "image/heic": "heic"}

THUMBNAIL_PX: Final = 320
PICTURE_PX: Final = 2400
"""Longest edge of the pictures: one for a list, and one in which handwriting can be read."""
MOST_PIXELS: Final = 120_000_000
"""Of a photo: more would fill the memory before anybody sees it."""
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
_HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"})
_PDF_BEGINS_WITHIN: Final = 1024
_INCH: Final = 72  # units of a PDF's page
_DPI_AT_MOST: Final = 200

# PDFium is not made for two threads at once.
_one_at_a_time = Lock()


class NotAScan(Refusal):
    """The bytes are of no kind that is kept."""

    detail = _(
        "“{title}” is not a scan or photo that can be kept here, whatever its name says: give a PDF, JPEG, PNG or HEIC."
    )


class ScanDamaged(Refusal):
    """The bytes begin like a scan, and can't be read to the end."""

    detail = _(
        "“{title}” can't be read: it is damaged, cut short or locked by a password. Scan or photograph it again."
    )


class ScanTooLarge(Refusal):
    """There is too much in it."""

    detail = _("This is too large: a scan or photo has at most {most} MB and {pixels} million pixels.")


@dataclass(frozen=True, slots=True)
class Scan:
    """A scan or photo that can be read.

    Attributes
    ----------
    sha256
        Of its bytes, in hexadecimal digits.
    media_type
        One of `MEDIA_TYPES`, by its content.
    content
        Its bytes as they came.
    thumbnail
        A small JPEG.
    """

    sha256: str
    media_type: str
    content: bytes
    thumbnail: bytes


def read_scan(content: bytes, title: str, most_mb: int) -> Scan:
    """Return what some bytes are, read to their end.

    Parameters
    ----------
    content
        As they came.
    title
        What people call it, for a refusal.
    most_mb
        What a scan may have, for a refusal.

    Raises
    ------
    NotAScan, ScanDamaged, ScanTooLarge
        When they are nothing that is kept.
    """
    try:
        media_type, thumbnail = _pictured(content, THUMBNAIL_PX)
    except UnidentifiedImageError as error:
        raise (ScanDamaged if _begins_well(content) else NotAScan)(title=title) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ScanTooLarge(most=most_mb, pixels=MOST_PIXELS // 1_000_000) from error
    except (pypdfium2.PdfiumError, OSError, ValueError, SyntaxError, EOFError) as error:
        # Pillow's readers raise each of these for bytes that break off.
        raise ScanDamaged(title=title) from error
    return Scan(hashlib.sha256(content).hexdigest(), media_type, content, thumbnail)


def picture_of(content: bytes) -> bytes:
    """Return a scan that was read before as a JPEG to look at, of a PDF the first page."""
    return _pictured(content, PICTURE_PX)[1]


def _pictured(content: bytes, longest: int) -> tuple[str, bytes]:
    if b"%PDF-" in content[:_PDF_BEGINS_WITHIN]:
        return PDF, _jpeg(_first_page(content, longest), longest)
    with Image.open(BytesIO(content), formats=("JPEG", "PNG", "HEIF")) as image:
        if image.width * image.height > MOST_PIXELS:
            raise Image.DecompressionBombError
        media_type = _OF_FORMAT[str(image.format)]
        image.draft("RGB", (longest, longest))  # a JPEG is decoded no larger than that takes
        return media_type, _jpeg(ImageOps.exif_transpose(image), longest)


def _begins_well(content: bytes) -> bool:
    """Return whether bytes begin as those of a photo do, whatever comes after."""
    return content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (
        content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS
    )


def _first_page(content: bytes, longest: int) -> Image.Image:
    with _one_at_a_time:
        document = pypdfium2.PdfDocument(content)
        try:
            page = document[0]
            scale = min(longest / max(page.get_size()), _DPI_AT_MOST / _INCH)
            drawn: Image.Image = page.render(scale=scale).to_pil()
            return drawn
        finally:
            document.close()


def _jpeg(image: Image.Image, longest: int) -> bytes:
    if image.has_transparency_data:
        paper = Image.new("RGBA", image.size, "white")
        paper.alpha_composite(image.convert("RGBA"))
        image = paper
    shown = image.convert("RGB")
    shown.thumbnail((longest, longest))
    # Of the pixels alone: what else an image carries is not handed on by `Image.new`.
    bare = Image.new("RGB", shown.size)
    bare.paste(shown)
    written = BytesIO()
    bare.save(written, "JPEG", quality=82, optimize=True)
    return written.getvalue()
