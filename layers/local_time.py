"""The town's time."""

from __future__ import annotations

from datetime import timedelta, timezone
from typing import Final

LOCAL: Final = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""Viet Nam's time, without summer time since 1975."""
