"""What can go wrong with the layers, each with one sentence for its reader."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, Final, Protocol, Self, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Translate = Callable[[str], str]


class Message(str):
    """A text of ours, translated when it is shown; other texts are the caller's own and stay as they are."""

    __slots__ = ()


_ = Message


@runtime_checkable
class Told(Protocol):
    """A value that is told in the reader's language, such as a list of labels."""

    def told(self, translate: Translate) -> str:
        """Return its text."""


_NUMBER: Final = _("1,234.5")
"""A number as the language writes it: its marks are taken from here."""


def told(message: str, values: Mapping[str, object], translate: Translate) -> str:
    """Return a sentence with its values in the reader's language.

    Days are written as 30/04/2023 and decimals with the marks of the language; a text of ours is translated, and may
    name the values too.

    Examples
    --------
    >>> told("{area} m² on {day}", {"area": Decimal("1234.50"), "day": date(2023, 4, 30)}, str)
    '1,234.50 m² on 30/04/2023'
    """
    plain = {name: _plain(value, translate) for name, value in values.items() if not isinstance(value, Message)}
    ours = {name: translate(text).format(**plain) for name, text in values.items() if isinstance(text, Message)}
    return translate(message).format(**plain, **ours)


def _plain(value: object, translate: Translate) -> object:
    if isinstance(value, date):
        return f"{value:%d/%m}/{value.year:04d}"
    if isinstance(value, Decimal):
        sample = translate(_NUMBER)
        return f"{value:,f}".translate({ord(","): sample[1], ord("."): sample[5]})
    return value.told(translate) if isinstance(value, Told) else value


class Remark(str):
    """A sentence of ours with its values: English text that can be told in the reader's language as well.

    Examples
    --------
    >>> remark = Remark(_("{area} m² on {day}"), area=Decimal("12.50"), day=date(2023, 4, 30))
    >>> remark
    '12.50 m² on 30/04/2023'
    """

    __slots__ = ("message", "values")

    message: str
    values: Mapping[str, object]

    def __new__(cls, message: str, **values: object) -> Self:
        """Put the values into the sentence."""
        remark = super().__new__(cls, told(message, values, str))
        remark.message, remark.values = message, values
        return remark

    def told(self, translate: Translate) -> str:
        """Return the sentence in the reader's language."""
        return told(self.message, self.values, translate)


class Sentence(Exception):
    """A fault whose `detail` is one sentence, with the values' names in braces.

    Attributes
    ----------
    members
        What is told beside the sentence, for programs.
    """

    detail: ClassVar[Message] = _("Something went wrong here, not with the request.")

    def __init__(self, **values: object) -> None:
        self.values = values
        self.members: dict[str, object] = {}
        super().__init__(self.sentence(str))

    def sentence(self, translate: Translate) -> str:
        """Return what is wrong in the reader's language."""
        return told(self.detail, self.values, translate)


class LayerError(Exception):
    """A fault that the caller can understand and mend; its text is one sentence."""


class Refusal(Sentence, LayerError):
    """What the layers refuse to do, told to the caller in the caller's language."""


class NotText(Refusal):
    """A text holds a character that the database has in no text: U+0000, or half of a surrogate pair."""

    detail = _("A text of the request has a character that can't be stored (U+0000, or half of one): leave it out.")


class UnknownLayer(LayerError):
    """No layer has that name."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(f"There is no layer “{name}”; the layers are {', '.join(known)}.")
