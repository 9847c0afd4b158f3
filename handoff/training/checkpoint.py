"""What a training run keeps, so that one that was stopped goes on where it was."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor, nn, optim


class Checkpoint:
    """One file with weights, averages of gradients and the step to go on with.

    made_with: names everything that decides the outcome; a file made with anything else is not
    gone on with.
    """

    def __init__(self, path: Path, made_with: str, every: int = 250) -> None:
        self._path = path
        self._made_with = made_with
        self._every = every

    def save(self, parts: nn.Module, optimizer: optim.Optimizer, step: int, steps: int) -> None:
        """After step *step* of *steps*; written now and then only."""
        if step % self._every or step >= steps:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_suffix(".new")
        about = {"step": str(step), "made_with": self._made_with}
        tensors = {name: value.contiguous() for name, value in _tensors(parts, optimizer)}
        save_file(tensors, fresh, about)
        os.replace(fresh, self._path)

    def resume(self, parts: nn.Module, optimizer: optim.Optimizer) -> int:
        """Load what was saved; returns the step to go on with, 0 where there is none."""
        if not self._path.exists():
            return 0
        with safe_open(self._path, framework="pt") as file:
            about = file.metadata()
            if about.get("made_with") != self._made_with:
                return 0
            saved = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        for name, parameter in parts.named_parameters():
            parameter.data.copy_(saved[f"weight {name}"])
            state = {
                key: saved[f"{key} {name}"] for key in ("step", "exp_avg", "exp_avg_sq")
                if f"{key} {name}" in saved
            }  # fmt: skip
            if state:
                optimizer.state[parameter] = state
        return int(about["step"])

    def remove(self) -> None:
        """The run is over."""
        self._path.unlink(missing_ok=True)


def _tensors(parts: nn.Module, optimizer: optim.Optimizer) -> Iterator[tuple[str, Tensor]]:
    names = {id(parameter): name for name, parameter in parts.named_parameters()}
    yield from (("weight " + name, parameter.data) for name, parameter in parts.named_parameters())
    for parameter, state in optimizer.state.items():
        yield from ((f"{key} {names[id(parameter)]}", value) for key, value in state.items())
