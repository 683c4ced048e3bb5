"""Solve random tiny cases by the model and by the oracle, and tell where they differ.

python -m tests.oracle.agree --cases 1000 --seed 0
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from model.case.case import Case
from tests.oracle.comparing import MOST_PLANS, answer_of, differs, judge, solved
from tests.oracle.features import FEATURES, features_on, features_used
from tests.oracle.generate import generate
from tests.oracle.oracle import Answer


def say(text: str) -> None:
    """A line, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


class Tally:
    """What was found, over all cases."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.on: Counter[str] = Counter()
        self.used: Counter[str] = Counter()
        self.truths: dict[str, Answer] = {}
        self.seconds = {"oracle": 0.0, "model": 0.0}

    def add(self, seed: int, most: int) -> None:
        """Solve one case both ways."""
        case = generate(seed)
        begun = time.perf_counter()
        verdict = judge(case, most)
        self.seconds["oracle"] += time.perf_counter() - begun
        truth = verdict.answer
        self.counts["cases"] += 1
        self.counts[truth.status] += 1
        self.counts["kept, batches made"] += truth.status == "kept" and truth.batches > 0
        self.counts["enumerated"] += verdict.enumerated
        if verdict.quarrel:
            self.counts["quarrels"] += 1
            say(f"seed {seed}: the oracle's two ways differ: {verdict.quarrel}")
        begun = time.perf_counter()
        difference = self._model(case, truth)
        self.seconds["model"] += time.perf_counter() - begun
        if difference:
            self.counts["disagree"] += 1
            say(f"seed {seed}: model {difference} (oracle); generate({seed}) builds the case")
        else:
            self.truths[str(seed)] = truth

    def _model(self, case: Case, truth: Answer) -> str:
        self.on.update(features_on(case))
        try:
            plan = solved(case)
        except Exception as error:  # noqa: BLE001 - told as a disagreement
            return f"fails, {type(error).__name__}: {error};"
        self.used.update(features_used(case, plan))
        return differs(answer_of(plan), truth)

    def summary(self) -> str:
        """All figures, the last line in short."""
        cases = self.counts["cases"]
        lines = [f"{'feature':28} {'on':>6} {'used':>6}"]
        lines += [f"{name:28} {self.on[name]:6} {self.used[name]:6}" for name in FEATURES]
        per_case = {k: v / cases for k, v in self.seconds.items()}
        lines.append(
            f"{cases} cases: {cases - self.counts['disagree']} agree, "
            f"{self.counts['disagree']} disagree; "
            f"limits kept {self.counts['kept']} ({self.counts['kept, batches made']} with batches: "
            f"{self.counts['kept, batches made'] / cases:.1%}), broken {self.counts['broken']}, "
            f"no plan {self.counts['no plan']}; enumerated {self.counts['enumerated']} "
            f"(the oracle's two ways differ in {self.counts['quarrels']}); seconds a case: "
            f"oracle {per_case['oracle']:.2f}, model {per_case['model']:.2f}"
        )
        return "\n".join(lines)


def run(cases: int, seed: int, most: int, cache: Path | None) -> Tally:
    """Compare so many cases from a seed on; the answers that agree are written to the cache."""
    tally = Tally()
    for number in range(cases):
        tally.add(seed + number, most)
        if (number + 1) % 100 == 0:
            say(f"{number + 1} of {cases}: {tally.counts['disagree']} disagree")
            if cache is not None:
                truths = {key: asdict(truth) for key, truth in tally.truths.items()}
                cache.write_text(json.dumps(truths), encoding="utf-8")
    say(tally.summary())
    return tally


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--plans", type=int, default=MOST_PLANS, help="go through so many plans")
    parser.add_argument("--cache", type=Path, help="file for the answers, read by power")
    given = parser.parse_args()
    tally = run(given.cases, given.seed, given.plans, given.cache)
    return 1 if tally.counts["disagree"] or tally.counts["quarrels"] else 0


if __name__ == "__main__":
    sys.exit(main())
