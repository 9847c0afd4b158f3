"""A training that was stopped ends with the weights of one that was not."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import nn

from handoff.training.checkpoint import Checkpoint

STEPS = 12


class Stopped(Exception):
    """Somebody pressed Ctrl-C."""


def trained(checkpoint: Checkpoint, *, stops_at: int | None = None) -> dict[str, torch.Tensor]:
    """A small regression; raises Stopped before step *stops_at*."""
    torch.manual_seed(1)
    model = nn.Sequential(nn.Linear(3, 4), nn.GELU(), nn.Linear(4, 1))
    model[0].bias.requires_grad_(False)  # One that has no averages of gradients.
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=0.01)
    for step in range(checkpoint.resume(model, optimizer), STEPS):
        if step == stops_at:
            raise Stopped
        rows = torch.randn(8, 3, generator=torch.Generator().manual_seed(step))
        nn.functional.mse_loss(model(rows), rows.sum(dim=1, keepdim=True)).backward()
        optimizer.step()
        optimizer.zero_grad()
        checkpoint.save(model, optimizer, step + 1, STEPS)
    return model.state_dict()


def equal(some: dict[str, torch.Tensor], others: dict[str, torch.Tensor]) -> bool:
    return all(torch.equal(some[name], others[name]) for name in some)


def test_it_goes_on_where_it_was(tmp_path: Path) -> None:
    whole = trained(Checkpoint(tmp_path / "whole", "a", every=100))
    path = tmp_path / "kept" / "run.safetensors"
    with pytest.raises(Stopped):
        trained(Checkpoint(path, "a", every=5), stops_at=9)
    checkpoint = Checkpoint(path, "a", every=5)
    assert checkpoint.resume(nn.Sequential(nn.Linear(3, 4), nn.GELU(), nn.Linear(4, 1)),
                             torch.optim.AdamW([nn.Parameter(torch.zeros(1))])) == 5  # fmt: skip
    assert equal(trained(checkpoint), whole)
    checkpoint.remove()
    assert not path.exists()


def test_a_run_of_something_else_is_not_gone_on_with(tmp_path: Path) -> None:
    path = tmp_path / "run.safetensors"
    with pytest.raises(Stopped):
        trained(Checkpoint(path, "this recipe", every=5), stops_at=9)
    model = nn.Sequential(nn.Linear(3, 4), nn.GELU(), nn.Linear(4, 1))
    optimizer = torch.optim.AdamW(model.parameters())
    assert Checkpoint(path, "another recipe").resume(model, optimizer) == 0


def test_the_end_is_not_kept(tmp_path: Path) -> None:
    """The model's folder is there then."""
    path = tmp_path / "run.safetensors"
    trained(Checkpoint(path, "a", every=STEPS))
    assert not path.exists()
