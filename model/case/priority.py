"""Which programmes are placed first: those that cannot wait, the largest first."""

from __future__ import annotations

from model.case.instance import Instance


def by_urgency(inst: Instance) -> list[str]:
    """Programmes with firm kg or a second source first; among equals the most line days."""
    pressing = {p for (p, _), kg in inst.firm_due.items() if any(kg)}
    pressing |= {p for (p, _), step in inst.steps.items() if step.min_sites > 1}
    pressing |= {share.programme for share in inst.shares}
    return sorted(inst.programmes, key=lambda p: (p not in pressing, -_days_needed(inst, p), p))


def _days_needed(inst: Instance, programme: str) -> float:
    """Line days that all of the programme's kg take on its fastest lines."""
    kg = sum(inst.due_by_programme[programme])
    days = 0.0
    for step in inst.routes[programme]:
        rates = [
            recipe.good_kg / recipe.days_per_batch
            for (p, k, _), recipe in inst.recipes.items()
            if (p, k) == (programme, step)
        ]
        days += kg / max(rates) if rates else 0.0
    return days
