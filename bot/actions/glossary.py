"""Words that customers ask the meaning of: "mode pesawat itu apa"."""

import re
from pathlib import Path
from typing import Any, Dict, List, Optional

import yaml

_GLOSSARY: Dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent / "glossary.yml").read_text(encoding="utf-8")
)
_TERM_OF = {word: term for term, entry in _GLOSSARY.items() for word in entry["words"]}
_TERMS = "|".join(re.escape(word) for word in sorted(_TERM_OF, key=len, reverse=True))
_ASKED = re.compile(
    rf"(?<![\w-])(?P<after>{_TERMS})\s+(?:(?:itu|tuh|tu|ini)\s+)(?:apa(?:an)?|maksudnya|artinya)\b"
    r"(?!\s+(?:saja|aja|bisa|boleh|harus|perlu))"
    rf"|\b(?:apa(?:an)?\s+(?:itu|sih)|apa (?:arti|maksud)(?:nya)?|what is|what'?s|what does)\s+"
    rf"(?:an?\s+|the\s+)?(?P<before>{_TERMS})(?:\s+(?:itu|sih|ya|mean|means|kak|min|pak|bu|mbak|mas)){{0,2}}\W*$",
    re.IGNORECASE,
)


def term_asked(text: str) -> Optional[str]:
    """The term whose meaning is asked, or None."""
    match = _ASKED.search(text)
    return _TERM_OF[(match["after"] or match["before"]).lower()] if match else None


def words() -> "List[str]":
    """All words that can be asked about."""
    return list(_TERM_OF)


def explained(term: str, language: str) -> str:
    """What it means, in one or two sentences. KeyError for a term that isn't in the glossary."""
    return str(_GLOSSARY[term][language])
