"""What can go wrong with the layers, each with one sentence for its reader."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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
        return translate(self.detail).format(
            **{name: self._told(value, translate) for name, value in self.values.items()}
        )

    def _told(self, value: object, translate: Translate) -> object:
        if isinstance(value, Message):
            return translate(value).format(**self.values)
        return value.told(translate) if isinstance(value, Told) else value


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
