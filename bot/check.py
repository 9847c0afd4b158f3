"""Looks through what the assistant is trained from, before a training: each fault with its line.

    .venv/bin/python check.py

Rasa itself only warns of most of these, and goes on.
"""

import re
import sys
from pathlib import Path
from typing import Dict, Iterator, List, NamedTuple, Set, Tuple

import yaml

_BOT = Path(__file__).resolve().parent
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MARKED = re.compile(r"\[(?P<text>[^\]]*)\]\((?P<entity>[^)]*)\)")
_KINDS = ("intent", "lookup", "synonym", "regex")


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
            found.append(Fault(path, line, f"not YAML: {error.problem}"))
            continue
        except (UnicodeDecodeError, yaml.reader.ReaderError) as error:
            found.append(Fault(path, 1, f"not YAML: {error}"))
            continue
        if tree is not None:
            trees[path] = tree
    if found:
        return found
    intents, entities = _known(bot, trees)
    seen: Dict[str, Tuple[str, Path, int]] = {}
    for path, tree in trees.items():
        if path.parent.name == "nlu":
            found += _in_sentences(path, tree, intents, entities, seen)
    return found


def _known(bot: Path, trees: Dict[Path, yaml.Node]) -> Tuple[Set[str], Set[str]]:
    """The names of the intents and the entities in the domain."""
    names: Dict[str, Set[str]] = {"intents": set(), "entities": set()}
    for path, tree in trees.items():
        if path.parent == bot / "domain":
            for key, value in _items(tree):
                if key.value in names and isinstance(value, yaml.SequenceNode):
                    names[key.value] |= {_name(node) for node in value.value}
    return names["intents"], names["entities"]


def _name(node: yaml.Node) -> str:
    """Of an entry that is a name, or a name with settings."""
    return str(node.value[0][0].value if isinstance(node, yaml.MappingNode) else node.value)


def _items(node: yaml.Node) -> List[Tuple[yaml.Node, yaml.Node]]:
    return list(node.value) if isinstance(node, yaml.MappingNode) else []


def _in_sentences(
    path: Path,
    tree: yaml.Node,
    intents: Set[str],
    entities: Set[str],
    seen: Dict[str, Tuple[str, Path, int]],
) -> Iterator[Fault]:
    blocks = next((value for key, value in _items(tree) if key.value == "nlu"), None)
    if not isinstance(blocks, yaml.SequenceNode):
        yield Fault(path, 1, "there is no list `nlu`")
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
            yield Fault(path, line, f"the intent {name} is not in the domain")
        if kind in ("lookup", "regex") and name not in entities:
            yield Fault(path, line, f"the entity {name} is not in the domain")
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
            yield Fault(path, line, f"the entity {match['entity']} is not in the domain")
    sentence = _MARKED.sub(r"\g<text>", text[2:]).strip().lower()
    before = seen.setdefault(sentence, (name, path, line))
    if before[0] != name:
        where = f"{before[1].name}, line {before[2]}"
        yield Fault(path, line, f"this sentence is {name} here and {before[0]} in {where}")


if __name__ == "__main__":
    told = [fault.told(_BOT) for fault in faults(_BOT)]
    print("\n".join(told))
    sys.exit(1 if told else 0)
