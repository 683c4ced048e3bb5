"""What bounds stand on: a task with all valid inequalities, whole and owner by owner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from model.solving.arrays import Floats
from model.solving.blocks import Task, at_breach
from model.solving.cuts import Cut, with_cuts
from model.solving.effort import DUST, TOLERANCE
from model.solving.prices import Prices


@dataclass(frozen=True)
class Ground:
    """The task whose optimum no plan undercuts, and the most that each owner may break in it.

    `allowed`, weighted kg: shape owners; None: whatever the task allows.
    """

    task: Task
    allowed: Floats | None = None

    def with_cuts(self, cuts: Sequence[Cut]) -> Ground:
        """The same with further valid inequalities."""
        return replace(self, task=replace(self.task, matrix=with_cuts(self.task.matrix, cuts)))

    def alone_at(self, priced: Prices, *, fractions: bool = True) -> dict[int, Task]:
        """The task of each owner alone at these prices.

        With fractions of counts, since whole ones raise an owner's bound little and take several
        times as long.
        """
        alone = replace(self.task, cost=priced.cost)
        alone = alone.with_choices_whole() if fractions else alone
        owners = range(len(alone.matrix.owners))
        if self.allowed is None:
            return dict.fromkeys(owners, alone)
        strict = alone.where_broken(())
        return {
            owner: _at_most(alone, most) if most > TOLERANCE else strict
            for owner, most in zip(owners, self.allowed.tolist(), strict=True)
        }


def _at_most(task: Task, breach: float) -> Task:
    """The task with one more row: no more than this breach."""
    return replace(task, matrix=at_breach(task.matrix, breach + DUST).matrix)
