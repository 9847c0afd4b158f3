"""One article of the knowledge base: a Markdown file that a bank's staff edit.

data/knowledge/README.md describes the format to them; this reads it, and says which line is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

import yaml

Language = Literal["id", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

#: The matter of an article that data/intents.yml has no name for.
OTHER = "other"
#: Characters and sentences that an answer may have: what a customer reads on a telephone.
MAX_ANSWER = 300
MAX_SENTENCES = 2
#: Characters of a detail, and how many an article may have: each is read when more is asked.
MAX_DETAIL = 160
MAX_DETAILS = 8

_SECTIONS: Mapping[str, tuple[Language, str]] = {
    "Jawaban": ("id", "answer"),
    "Langkah": ("id", "steps"),
    "Rincian": ("id", "details"),
    "Answer": ("en", "answer"),
    "Steps": ("en", "steps"),
    "Details": ("en", "details"),
}
_ASKED = "Ditanyakan"
_FIELDS = ("intents", "title", "source", "updated", "keywords")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_STEP = re.compile(r"(\d+)\. (\S.*)")
_NEXT_SENTENCE = re.compile(r"[.?!](?=\s+[A-Z0-9])")


class BadArticle(ValueError):
    """A file breaks the format. The text names the file and the line."""

    def __init__(self, slug: str, line: int, problem: str) -> None:
        super().__init__(f"{slug}.md, line {line}: {problem}")
        self.slug = slug
        self.line = line


@dataclass(frozen=True, slots=True)
class Wording:
    """An article in one language."""

    title: str
    answer: str
    steps: tuple[str, ...]
    keywords: tuple[str, ...]
    #: Facts that are told only where they are asked for, a sentence each.
    details: tuple[str, ...] = ()

    def sentences(self) -> tuple[str, ...]:
        """Those of the answer."""
        ends = [found.end() for found in _NEXT_SENTENCE.finditer(self.answer)]
        cuts = zip([0, *ends], [*ends, len(self.answer)], strict=True)
        return tuple(self.answer[start:end].strip() for start, end in cuts)


Kind = Literal["passage", "title", "asked"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Line:
    """A text by which an article is found. *asked*: in a customer's words, in any language."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One question of customers, with its answer in both languages."""

    slug: str
    #: What it is about (data/intents.yml), the main one first.
    intents: tuple[str, ...]
    id: Wording
    en: Wording
    #: How customers ask for it, as far as staff wrote it down.
    asked: tuple[str, ...]
    source: str
    updated: date

    def wording(self, language: str) -> Wording:
        return self.en if language == "en" else self.id

    def lines(self) -> tuple[Line, ...]:
        """What is turned into vectors."""
        found = [Line("passage", f"{w.title}. {w.answer}") for w in (self.id, self.en)]
        found += [Line("title", w.title) for w in (self.id, self.en)]
        return (*found, *(Line("asked", text) for text in self.asked))

    def said(self) -> str:
        """All its words in both languages, for the search by words."""
        parts: list[str] = []
        for w in (self.id, self.en):
            parts += [w.title, *w.keywords, w.answer, *w.steps, *w.details]
        return "\n".join([*parts, *self.asked])


def parse(slug: str, text: str) -> Article:
    """The article in a file's text. Raises BadArticle."""
    if not _SLUG.fullmatch(slug):
        raise BadArticle(slug, 1, "the file's name takes a-z, 0-9 and hyphens")
    lines = text.splitlines()
    if not lines or lines[0] != "---" or "---" not in lines[1:]:
        raise BadArticle(slug, 1, "the head stands between two lines of three hyphens")
    end = lines.index("---", 1)
    head = _head(slug, "\n".join(lines[1:end]))
    sections, asked = _sections(slug, lines, end + 1)
    words = {
        language: Wording(
            title=_text(slug, head, "title", language),
            answer=sections[language, "answer"][0],
            steps=tuple(sections.get((language, "steps"), ())),
            keywords=_keywords(slug, head, language),
            details=tuple(sections.get((language, "details"), ())),
        )
        for language in LANGUAGES
    }
    if len(words["id"].steps) != len(words["en"].steps):
        raise BadArticle(slug, end + 1, "both languages have the same steps, or none")
    if len(words["id"].details) != len(words["en"].details):
        raise BadArticle(slug, end + 1, "both languages have the same details, or none")
    intents, updated = head["intents"], head["updated"]
    if not (isinstance(intents, list) and intents and all(isinstance(i, str) for i in intents)):
        raise BadArticle(slug, _line_of(lines, "intents"), "intents is a list of one or more")
    if not isinstance(updated, date):
        raise BadArticle(slug, _line_of(lines, "updated"), "updated is a date, year first")
    return Article(
        slug=slug,
        intents=tuple(intents),
        id=words["id"],
        en=words["en"],
        asked=tuple(asked),
        source=str(head["source"]),
        updated=updated,
    )


def _head(slug: str, text: str) -> dict[str, Any]:
    try:
        head = yaml.load(text, yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 2
        raise BadArticle(slug, line, f"the head is no YAML: {error.problem}") from error
    if not isinstance(head, dict):
        raise BadArticle(slug, 2, "the head names its fields")
    for field in _FIELDS:
        if not head.get(field):
            raise BadArticle(slug, 2, f"the head lacks {field}")
    if unknown := set(head) - set(_FIELDS):
        raise BadArticle(slug, 2, f"the head has an unknown field: {min(map(str, unknown))}")
    return head


def _text(slug: str, head: dict[str, Any], field: str, language: str) -> str:
    value = head[field].get(language) if isinstance(head[field], dict) else None
    if not isinstance(value, str) or not value.strip():
        raise BadArticle(slug, 2, f"{field} lacks {language}")
    return value.strip()


def _keywords(slug: str, head: dict[str, Any], language: str) -> tuple[str, ...]:
    found = head["keywords"].get(language) if isinstance(head["keywords"], dict) else None
    if not isinstance(found, list) or not found:
        raise BadArticle(slug, 2, f"keywords lacks {language}")
    return tuple(str(word) for word in found)


def _sections(
    slug: str, lines: list[str], start: int
) -> tuple[dict[tuple[str, str], list[str]], list[str]]:
    """Answers and steps by language and kind, and the questions of customers."""
    found: dict[tuple[str, str], list[str]] = {}
    asked: list[str] = []
    section, seen = "", []
    for number, line in enumerate(lines[start:], start + 1):
        if line.startswith("## "):
            section = line[3:].strip()
            if section not in (*_SECTIONS, _ASKED) or section in seen:
                raise BadArticle(slug, number, f"no section {section} is expected here")
            seen.append(section)
        elif not line.strip():
            continue
        elif section == _ASKED:
            asked.append(_bullet(slug, number, line, "each question"))
        elif section:
            language, kind = _SECTIONS[section]
            texts = found.setdefault((language, kind), [])
            texts.append(_READ[kind](slug, number, line, texts))
        else:
            raise BadArticle(slug, number, "text comes after a section's heading")
    for name, key in _SECTIONS.items():
        if key[1] == "answer" and key not in found:
            raise BadArticle(slug, len(lines), f"the section {name} is missing or empty")
    return found, asked


def _answer(slug: str, number: int, line: str, before: list[str]) -> str:
    text = line.strip()
    if before:
        raise BadArticle(slug, number, "an answer is one paragraph")
    if len(text) > MAX_ANSWER:
        raise BadArticle(slug, number, f"an answer has at most {MAX_ANSWER} characters")
    if len(_NEXT_SENTENCE.findall(text)) >= MAX_SENTENCES:
        raise BadArticle(slug, number, f"an answer has at most {MAX_SENTENCES} sentences")
    return text


def _step(slug: str, number: int, line: str, before: list[str]) -> str:
    expected = len(before) + 1
    match = _STEP.fullmatch(line.strip())
    if match is None or int(match[1]) != expected:
        raise BadArticle(slug, number, f"step {expected} is expected here, as `{expected}. …`")
    return match[2].strip()


def _detail(slug: str, number: int, line: str, before: list[str]) -> str:
    text = _bullet(slug, number, line, "each detail")
    if len(before) == MAX_DETAILS:
        raise BadArticle(slug, number, f"an article has at most {MAX_DETAILS} details")
    if len(text) > MAX_DETAIL:
        raise BadArticle(slug, number, f"a detail has at most {MAX_DETAIL} characters")
    if _NEXT_SENTENCE.search(text):
        raise BadArticle(slug, number, "a detail is one sentence")
    return text


def _bullet(slug: str, number: int, line: str, what: str) -> str:
    if not line.startswith("- ") or not line[2:].strip():
        raise BadArticle(slug, number, f"{what} begins with a hyphen and a space")
    return line[2:].strip()


_READ: Mapping[str, Callable[[str, int, str, list[str]], str]] = {
    "answer": _answer,
    "steps": _step,
    "details": _detail,
}


def _line_of(lines: list[str], field: str) -> int:
    return next((n for n, line in enumerate(lines, 1) if line.startswith(f"{field}:")), 2)
