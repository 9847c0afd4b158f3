"""Looks through what the assistant is trained from, before a training: each fault with its line.

    .venv/bin/python check.py

Rasa itself only warns of most of these, and goes on.
"""

import re
import sys
from difflib import get_close_matches
from pathlib import Path
from typing import Collection, Dict, Iterator, List, NamedTuple, Set, Tuple

import yaml

_BOT = Path(__file__).resolve().parent
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MARKED = re.compile(r"\[(?P<text>[^\]]*)\]\((?P<entity>[^)]*)\)")
_KINDS = ("intent", "lookup", "synonym", "regex")
_NULL = "tag:yaml.org,2002:null"

_ONE_OF = {
    "intents": "intent",
    "entities": "entity",
    "slots": "slot",
    "forms": "form",
    "actions": "action",
    "responses": "response",
}
"""The parts of the domain that have names, and what each of these names."""

RASAS_OWN: Dict[str, Set[str]] = {
    "intents": {"back", "nlu_fallback", "out_of_scope", "restart", "session_start"},
    "actions": {
        "...", "action_back", "action_deactivate_loop", "action_default_ask_affirmation",
        "action_default_ask_rephrase", "action_default_fallback", "action_extract_slots",
        "action_listen", "action_restart", "action_revert_fallback_events",
        "action_session_start", "action_two_stage_fallback", "action_unlikely_intent",
    },
    "slots": {"requested_slot", "session_started_metadata"},
}  # fmt: skip
"""What is there without being in the domain. Written out: importing Rasa takes seconds."""

_IN_STEPS = {
    "intent": "intents",
    "entities": "entities",
    "action": "actions",
    "active_loop": "forms",
    "slot_was_set": "slots",
}
"""Of rules and stories: under which key which part of the domain is named."""

_IN_SLOTS = {
    "intent": "intents",
    "not_intent": "intents",
    "entity": "entities",
    "active_loop": "forms",
    "requested_slot": "slots",
}
_IN_FORMS = {"required_slots": "slots", "ignored_intents": "intents"}
_NAMING = {"rules": _IN_STEPS, "stories": _IN_STEPS, "slots": _IN_SLOTS, "forms": _IN_FORMS}

Domain = Dict[str, Dict[str, Tuple[Path, yaml.Node]]]
"""What the domain has, by part and name, and where."""


class Fault(NamedTuple):
    """What is wrong, and where: lines count from 1."""

    file: Path
    line: int
    why: str

    def told(self, root: Path) -> str:
        """In one line."""
        return f"{self.file.relative_to(root)}, line {self.line}: {self.why}"


def faults(bot: Path) -> List[Fault]:
    """Everything that is wrong in the configuration, the domain and the training data."""
    found: List[Fault] = []
    trees: Dict[Path, yaml.Node] = {}
    files = [bot / "config.yml", *sorted((bot / "domain").glob("*.yml"))]
    for path in [*files, *sorted((bot / "data").rglob("*.yml"))]:
        try:
            tree = yaml.compose(path.read_text(encoding="utf-8"), _LOADER)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = mark.line + 1 if mark else 1
            hint = "look at the indentation, quotes and brackets there and above"
            found.append(Fault(path, line, f"not YAML, {error.problem}: {hint}"))
            continue
        except (UnicodeDecodeError, yaml.reader.ReaderError) as error:
            why = " ".join(str(error).split())
            found.append(Fault(path, 1, f"not YAML, {why}: save it as UTF-8 text"))
            continue
        if tree is not None:
            trees[path] = tree
    if found:
        return found
    domain: Domain = {part: {} for part in _ONE_OF}
    for path, tree in trees.items():
        found += _twice(path, tree, domain if path.parent == bot / "domain" else {})
    known = {part: set(domain[part]) | RASAS_OWN.get(part, set()) for part in _ONE_OF}
    known["actions"] |= known["responses"] | known["forms"]
    seen: Dict[str, Tuple[str, Path, int]] = {}
    for path, tree in trees.items():
        found += _unknown(path, tree, known)
        if path.parent.name == "nlu":
            found += _in_sentences(path, tree, known["intents"], known["entities"], seen)
    return sorted(found)


def _items(node: yaml.Node) -> List[Tuple[yaml.Node, yaml.Node]]:
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return [(key, value) for key, value in pairs if isinstance(key, yaml.ScalarNode)]


def _names(node: yaml.Node) -> Iterator[yaml.Node]:
    """A name, or those of a list, where each may have settings."""
    if isinstance(node, yaml.SequenceNode):
        for entry in node.value:
            yield from _names(entry)
    elif isinstance(node, yaml.MappingNode):
        yield from (key for key, _ in _items(node))
    else:
        yield node


def _all_nodes(tree: yaml.Node) -> Iterator[yaml.Node]:
    """Each once, however many aliases it has."""
    left, seen = [tree], set()
    while left:
        node = left.pop()
        if id(node) not in seen:
            seen.add(id(node))
            yield node
            left += [value for _, value in _items(node)]
            left += node.value if isinstance(node, yaml.SequenceNode) else []


def _twice(path: Path, tree: yaml.Node, domain: Domain) -> Iterator[Fault]:
    """The keys that one mapping has twice, and the names that the domain has twice.

    The names of the domain's parts are put into `domain`.
    """
    parts = {id(value): domain[key.value] for key, value in _items(tree) if key.value in domain}
    for node in _all_nodes(tree):
        if not isinstance(node, yaml.MappingNode) and id(node) not in parts:
            continue
        places = parts.get(id(node), {})
        for name in _names(node):
            file, first = places.setdefault(str(name.value), (path, name))
            if first is not name:
                where = f"{file.name}, line {first.start_mark.line + 1}"
                why = f"{name.value} is in {where} already: take one of them away"
                yield Fault(path, name.start_mark.line + 1, why)


def _unknown(path: Path, tree: yaml.Node, known: Dict[str, Set[str]]) -> Iterator[Fault]:
    """What rules, stories, slots and forms name and the domain does not have."""
    for section, content in _items(tree):
        naming = _NAMING.get(section.value, {})
        for node in _all_nodes(content):
            for key, value in _items(node):
                part = naming.get(key.value)
                for name in _names(value) if part else ():
                    if name.tag != _NULL and name.value not in known[part]:
                        why = _not_there(part, name.value, known[part])
                        yield Fault(path, name.start_mark.line + 1, why)


def _not_there(part: str, name: str, known: Collection[str]) -> str:
    kind = "response" if name.startswith("utter_") else _ONE_OF[part]
    near = get_close_matches(name, known, 1)
    instead = f"write {near[0]}" if near else "correct it"
    return f"the {kind} {name} is not in the domain: {instead}, or add it to the domain"


def _in_sentences(
    path: Path,
    tree: yaml.Node,
    intents: Set[str],
    entities: Set[str],
    seen: Dict[str, Tuple[str, Path, int]],
) -> Iterator[Fault]:
    blocks = next((value for key, value in _items(tree) if key.value == "nlu"), None)
    if not isinstance(blocks, yaml.SequenceNode):
        yield Fault(path, 1, "there is no list `nlu`: write `nlu:` above the blocks")
        return
    for block in blocks.value:
        fields = {key.value: value for key, value in _items(block)}
        line = block.start_mark.line + 1
        kind = next((kind for kind in _KINDS if kind in fields), None)
        if kind is None:
            yield Fault(path, line, f"a block needs one of {', '.join(_KINDS)}")
            continue
        name, examples = str(fields[kind].value), fields.get("examples")
        if kind == "intent" and name not in intents:
            yield Fault(path, line, _not_there("intents", name, intents))
        if kind in ("lookup", "regex") and name not in entities:
            yield Fault(path, line, _not_there("entities", name, entities))
        if not isinstance(examples, yaml.ScalarNode) or not examples.value.strip():
            yield Fault(path, line, "a block needs `examples: |` with a sentence a line")
            continue
        for number, text in enumerate(examples.value.split("\n"), examples.start_mark.line + 2):
            yield from _in_example(path, number, text, kind, name, entities, seen)


def _in_example(
    path: Path,
    line: int,
    text: str,
    kind: str,
    name: str,
    entities: Set[str],
    seen: Dict[str, Tuple[str, Path, int]],
) -> Iterator[Fault]:
    if not text.strip():
        return
    if not text.startswith("- ") or not text[2:].strip():
        yield Fault(path, line, "an example starts with `- ` and has words")
        return
    if kind != "intent":
        return
    for match in _MARKED.finditer(text):
        if match["entity"] not in entities:
            yield Fault(path, line, _not_there("entities", match["entity"], entities))
    sentence = _MARKED.sub(r"\g<text>", text[2:]).strip().lower()
    before = seen.setdefault(sentence, (name, path, line))
    if before[0] != name:
        where = f"{before[1].name}, line {before[2]}"
        why = f"this sentence is {name} here and {before[0]} in {where}: take one of them away"
        yield Fault(path, line, why)


if __name__ == "__main__":
    told = [fault.told(_BOT) for fault in faults(_BOT)]
    print("\n".join(told))
    sys.exit(1 if told else 0)
