"""What a measurement found: rates, and their ratios with what was to be reached."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.load import Speed


@dataclass(frozen=True, slots=True)
class Ratio:
    """One ratio: what it compares, what it came to, and the least that was to be reached, if anything was."""

    name: str
    value: float
    target: float | None = None

    def __str__(self) -> str:
        """Return a line for people."""
        if self.target is None:
            return f"{self.name:<34}{self.value:>9.3g}"
        verdict = "reached" if self.value >= self.target else "missed"
        return f"{self.name:<34}{self.value:>9.3g}   target {self.target:g}: {verdict}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One measurement.

    Attributes
    ----------
    title
        What was measured.
    ratios
        What it comes to.
    speeds
        Rates of each contender.
    facts
        Further numbers.
    """

    title: str
    ratios: list[Ratio]
    speeds: dict[str, Speed] = field(default_factory=dict)
    facts: dict[str, float] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the lines for people."""
        lines = [self.title]
        for name, speed in self.speeds.items():
            size = f"{speed.bytes / 1000:>9.1f} kB" if speed.bytes else ""
            lines.append(f"  {name:<16}{speed.rate:>9.1f}/s   p99 {speed.p99_ms:>8.1f} ms{size}")
        lines += [f"  {name:<34}{value:>9.6g}" for name, value in self.facts.items()]
        return "\n".join([*lines, *(f"  {ratio}" for ratio in self.ratios)])
