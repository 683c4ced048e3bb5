"""Line time, campaigns, set-ups carried over, reservations and option lines (rules 1-3, 13, 14)."""

from __future__ import annotations

import numpy as np

from model.plan.audit.clock import MONTHS, Array
from model.plan.audit.decided import Work
from model.plan.audit.records import Names, month, number, text
from model.plan.audit.report import (
    CAMPAIGNS,
    CARRY_OVER,
    LINE_TIME,
    OPTIONS,
    RESERVATIONS,
    TABLES,
)


def check_lines(work: Work) -> None:
    """Everything that happens on lines."""
    _known_recipes(work)
    by_line: dict[str, list[Names]] = {line: [] for line in work.facts.lines}
    for key in work.facts.recipes:
        by_line[key[2]].append(key)
        _recipe(work, key)
    for line, keys in by_line.items():
        used = sum((work.days_used(*key) for key in keys), np.zeros(work.facts.clock.count))
        work.book.at_most(LINE_TIME, line, "the days used", used, work.days[line])
        _set_ups(work, line, keys)
        _reserved(work, line, keys)
    _investments(work)


def _known_recipes(work: Work) -> None:
    """One row for each recipe, nothing made without one, nothing for prospects not accepted."""
    for key in work.production.keys:
        if key in work.facts.recipes:
            continue
        made = sum(
            float(np.abs(values[work.production.keys[key]]).sum())
            for values in work.production.figures.values()
        )
        if made:
            work.book.fault(TABLES, ", ".join(key), "production without a recipe", found=made)
    for key in work.facts.recipes:
        if key not in work.production.keys:
            work.book.fault(TABLES, ", ".join(key), "the recipe has no row in Production")


def _recipe(work: Work, key: Names) -> None:
    """Whole batches within the campaign's bounds; figures of the row consistent with decisions."""
    book, recipe, where = work.book, work.facts.recipes[key], ", ".join(key)
    grid, line = work.production, key[2]
    batches, campaign = grid.get("batches", *key), grid.get("campaign", *key)
    carry, validation = grid.get("carry_over", *key), grid.get("validation", *key)
    book.equal(CAMPAIGNS, where, "the number of batches", batches, np.round(batches))
    for name, flag in (("campaign", campaign), ("carry_over", carry), ("validation", validation)):
        nearest = np.clip(np.round(flag), 0.0, 1.0)
        book.equal(CAMPAIGNS, where, f"the yes-or-no figure {name}", flag, nearest)
    most = np.floor(work.days[line] / recipe.batch_days + 1e-6) if recipe.batch_days else np.inf
    # Without a campaign nothing is made, even where a batch takes no days.
    limit = np.where(campaign > 0.5, most, 0.0)
    book.at_most(CAMPAIGNS, where, "the number of batches", batches, limit)
    least = recipe.min_batches * np.round(campaign)
    book.at_least(CAMPAIGNS, where, "the number of batches", batches, least)
    is_open, share = work.is_open[line], work.validation_share(*key)
    book.at_most(OPTIONS, where, "campaign on a line that is shut", campaign, is_open)
    book.at_most(OPTIONS, where, "validation on a line that is shut", validation, is_open)
    for rule, what, column, expected in (
        (CAMPAIGNS, "validation_batches", "validation_batches", share * work.ppq_batches(*key)),
        (CARRY_OVER, "the number of changeovers", "changeovers", campaign - carry + share),
        (LINE_TIME, "the days of the row", "days", work.days_used(*key)),
    ):
        book.equal(rule, where, what, grid.get(column, *key), expected)


def _set_ups(work: Work, line: str, keys: list[Names]) -> None:
    """Set-ups carried from one period to the next, and how many programmes a line runs."""
    book, facts, grid = work.book, work.facts, work.production
    count = facts.clock.count
    zero = np.zeros(count)
    carried, through, changes, running = zero, zero, zero, zero
    validation = zero
    for key in keys:
        carry, campaign = grid.get("carry_over", *key), grid.get("campaign", *key)
        before = np.concatenate([[0.0], campaign[:-1]])
        after = np.concatenate([carry[1:], [0.0]])
        allowed = np.minimum(campaign, before) * facts.carry_over
        book.at_most(CARRY_OVER, ", ".join(key), "the set-up carried in", carry, allowed)
        carried = carried + carry
        through = through + np.maximum(0.0, carry + after - 1.0)
        changes = np.maximum(changes, campaign - carry)
        validation = np.maximum(validation, grid.get("validation", *key))
        running = running + campaign + grid.get("validation", *key)
    rules = facts.lines[line]
    sole = np.where(np.maximum(changes, validation) < 0.5, 1.0, 0.0)
    book.at_most(CARRY_OVER, line, "the number of set-ups carried in", carried, rules.units)
    book.at_most(
        CARRY_OVER,
        line,
        "the number of set-ups that pass through unchanged",
        through,
        rules.units - 1.0 + sole,
    )
    if rules.max_campaigns is not None:
        book.at_most(CAMPAIGNS, line, "the number of campaigns", running, rules.max_campaigns)


def _reserved(work: Work, line: str, keys: list[Names]) -> None:
    """Each client holds the larger of its use and its reservation; all fits in the line's days."""
    entitled = _entitlements(work, line)
    if not entitled:
        return
    days = work.days[line]
    asked: Array = sum(entitled.values(), np.zeros(len(days)))
    scale = np.minimum(1.0, days / np.maximum(asked, 1e-300))
    use = {client: np.zeros(len(days)) for client in entitled}
    held = np.zeros(len(days))
    for key in keys:
        client = work.facts.programmes[key[0]].client
        if client in use:
            use[client] = use[client] + work.days_used(*key)
        else:
            held = held + work.days_used(*key)
    for client, reserved in entitled.items():
        held = held + np.maximum(use[client], reserved * scale)
    what = "days held by reservations or used by others"
    work.book.at_most(RESERVATIONS, line, what, held, days)


def _entitlements(work: Work, line: str) -> dict[str, Array]:
    """Days that each client reserves on the line, before any cut."""
    clock = work.facts.clock
    months = np.arange(clock.first, clock.first + clock.month_count)
    entitled: dict[str, Array] = {}
    for row in work.facts.reservations:
        if text(row, "line") != line:
            continue
        first, last = month(row, "first_month"), month(row, "last_month")
        low = months[0] if first is None else first
        high = months[-1] if last is None else last
        inside = clock.by_period(np.where((months >= low) & (months <= high), 1.0, 0.0))
        client = text(row, "client")
        reserved = number(row, "days_per_year") * inside / MONTHS
        entitled[client] = entitled.get(client, np.zeros(clock.count)) + reserved
    closed = work.is_open[line] < 0.5
    return {
        client: np.where(closed, 0.0, np.minimum(work.days[line], reserved))
        for client, reserved in entitled.items()
    }


def _investments(work: Work) -> None:
    """Option lines are decided within their window and within the horizon."""
    clock = work.facts.clock
    for name, (decided, _) in work.openings.items():
        line = work.facts.lines[name]
        latest = clock.horizon - 1
        if line.latest is not None:
            latest = min(latest, clock.containing(line.latest))
        earliest = clock.from_month(line.earliest)
        work.book.at_least(OPTIONS, name, "the period of the decision", decided, earliest)
        work.book.at_most(OPTIONS, name, "the period of the decision", decided, latest)
