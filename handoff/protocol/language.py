"""The languages in which the service speaks."""

from __future__ import annotations

from typing import Literal

Language = Literal["id", "en"]
LANGUAGES: tuple[Language, Language] = ("id", "en")
