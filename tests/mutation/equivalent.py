"""Changes that no test can notice, each with the reason why: the model means the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

EQUIVALENT: Final[Mapping[str, str]] = {
    "model/formulation/campaigns.py | if (p, k, line, t) in inst.carry_set and (p, k, line, t + 1)"
    " in inst.carry_set |  ->  + 1": (
        "All that run on a line run on it whenever it is open, so what can be carried into t + 1 on"
        " a line that another passes through in t can be carried into t, too."
    ),
    "model/formulation/needs.py | lag = min(arrives - leaves for _, leaves in ships)"
    " | min -> max": (
        "What arrives in the first period in which anything can has come by the shortest lane"
        " alone; the least of all periods is taken, and it is that one's."
    ),
    "model/formulation/needs.py | lag = min(arrives - leaves for _, leaves in ships) | - -> +": (
        "Each lane has a ship that leaves in period 0, for which sum and difference are the same,"
        " and every other sum is larger."
    ),
    "model/formulation/needs.py | due[t] += inst.overdue.get((p, market), 0.0) |  ->  - 1": (
        "The same kg are added to every period; Python takes period -1 for the last."
    ),
    "model/formulation/qualification.py | if transfer.ppq_batches == 0 or begin + transfer.spread"
    " <= 0: | == -> <=": "A validation has no fewer than 0 batches: the inputs are refused.",
    "model/formulation/rules.py | if relation is None or relation is True: | True -> False": (
        "Every row has a decision in it (`total` sees to it), so none is just true or just false."
    ),
    "model/formulation/variables.py | lambda inst, p, market, t: sum(inst.firm_due[p, market][: t"
    " + 1]), | 1 -> 2": (
        "The bound only helps the solver: firm late kg are paid for and carried on from none, so no"
        " best plan has more of them than were due by then."
    ),
}
