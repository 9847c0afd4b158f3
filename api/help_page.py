"""Articles as pages: for customers, from a link in the chat; no script, no picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from importlib import resources

from handoff.knowledge.articles import Article, Language

STYLE = resources.files(__package__).joinpath("help.css").read_text("utf-8")

_TEXTS: Mapping[Language, Mapping[str, str]] = {
    "id": {
        "help": "Bantuan",
        "all": "Semua artikel bantuan",
        "none": "Belum ada artikel.",
        "steps": "Langkah",
        "details": "Rincian",
        "related": "Yang berdekatan",
        "updated": "Diperbarui {date}. Sumber: {source}.",
        "other": "English",
        "missing": "Artikel ini tidak ada, atau sudah diganti.",
        "back": "Tanyakan saja di percakapan; asisten atau petugas akan menjawab.",
    },
    "en": {
        "help": "Help",
        "all": "All help articles",
        "none": "There are no articles yet.",
        "steps": "Steps",
        "details": "Details",
        "related": "Close to this",
        "updated": "Updated {date}. Source: {source}.",
        "other": "Bahasa Indonesia",
        "missing": "This article doesn't exist, or was replaced.",
        "back": "Just ask in the chat; the assistant or a person will answer.",
    },
}
_MONTHS: Mapping[Language, Sequence[str]] = {
    "id": ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"],
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
}


def page(article: Article, related: Sequence[Article], language: Language) -> str:
    """The whole page. Everything that staff wrote is escaped."""
    words, texts = article.wording(language), _TEXTS[language]
    day = article.updated
    date = f"{day.day} {_MONTHS[language][day.month - 1]} {day.year}"
    parts = [f"<h1>{escape(words.title)}</h1>", f"<p>{escape(words.answer)}</p>"]
    if words.steps:
        steps = "".join(f"<li>{escape(step)}</li>" for step in words.steps)
        parts.append(f"<h2>{texts['steps']}</h2><ol>{steps}</ol>")
    if words.details:
        details = "".join(f"<li>{escape(detail)}</li>" for detail in words.details)
        parts.append(f"<h2>{texts['details']}</h2><ul>{details}</ul>")
    if related:
        links = "".join(_link(near, language) for near in related)
        parts.append(f"<nav><h2>{texts['related']}</h2><ul>{links}</ul></nav>")
    note = texts["updated"].format(date=date, source=article.source)
    parts.append(f"<footer><p>{escape(note)}</p></footer>")
    return _whole(language, words.title, "".join(parts), f"/{article.slug}")


def contents(articles: Sequence[Article], language: Language) -> str:
    """The page that lists them all, by title."""
    texts = _TEXTS[language]
    by_title = sorted(articles, key=lambda each: each.wording(language).title.casefold())
    links = "".join(_link(article, language) for article in by_title)
    listed = f'<ul class="all">{links}</ul>' if links else f"<p>{texts['none']}</p>"
    body = f"<h1>{texts['all']}</h1>{listed}<footer><p>{texts['back']}</p></footer>"
    return _whole(language, texts["all"], body)


def missing(language: Language) -> str:
    """The page where an article is not."""
    texts = _TEXTS[language]
    body = (
        f"<h1>{texts['missing']}</h1><p>{texts['back']}</p>"
        f'<p><a href="/help/{language}">{texts["all"]}</a></p>'
    )
    return _whole(language, texts["missing"], body)


def _link(article: Article, language: Language) -> str:
    title = escape(article.wording(language).title)
    return f'<li><a href="/help/{language}/{article.slug}">{title}</a></li>'


def _whole(language: Language, title: str, body: str, path: str = "") -> str:
    """*path*: of the same page behind either language."""
    texts = _TEXTS[language]
    other: Language = "id" if language == "en" else "en"
    switch = f'<a href="/help/{other}{path}" hreflang="{other}" lang="{other}">{texts["other"]}</a>'
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title>"
        '<link rel="stylesheet" href="/help/style.css"></head><body>'
        f'<header><a href="/help/{language}">{texts["help"]}</a>{switch}</header>'
        f"<main>{body}</main></body></html>"
    )
