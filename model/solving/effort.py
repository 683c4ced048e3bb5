"""How much work a run does: counted in ticks and sub-problems, never in seconds."""

from __future__ import annotations

from dataclasses import dataclass

from model.solving.highs import Heuristic


@dataclass(frozen=True)
class Effort:
    """Work units of a run.

    Ticks are the solver's own (model.solving.highs). `whole`: for a case solved in one piece;
    `insert`, `improve`, `settle`, `bound`: for one sub-problem of that kind; `visits` and `polish`:
    how often each owner is freed, on average, while only choices are whole, and afterwards;
    `tighten`: rounds of cuts. `bound_whole`: whether owners are bounded with whole counts too.
    """

    whole: int
    insert: int
    improve: int
    settle: int
    bound: tuple[int, ...]
    visits: float
    polish: float
    tighten: int
    bound_whole: bool


EFFORTS = {
    "quick": Effort(
        whole=3_000,
        insert=50,
        improve=40,
        settle=200,
        bound=(150,),
        visits=0.9,
        polish=0.0,
        tighten=2,
        bound_whole=False,
    ),
    "standard": Effort(
        whole=60_000,
        insert=50,
        improve=40,
        settle=400,
        bound=(150, 1_500, 15_000),
        visits=4.5,
        polish=1.0,
        tighten=4,
        bound_whole=False,
    ),
    "thorough": Effort(
        whole=600_000,
        insert=50,
        improve=40,
        settle=400,
        bound=(150, 1_500, 15_000),
        visits=40.0,
        polish=8.0,
        tighten=6,
        bound_whole=True,
    ),
}

SMALL = 2_000  # whole-number columns up to which a case goes to HiGHS in one piece
ROUND = 4  # sub-problems of a search under way at once, whatever the workers
AFTER = 4  # sub-problems of a search, after which other work beside it is taken in
LONG_AFTER = 16  # the same, of work that takes long
SETTLED_AFTER_EACH = 0.25  # or so many for each owner, of settling, if that is between the two
FIRST_BOUNDS = 0.08  # of all owners: bounded beside a sub-problem while some have no bound yet
AT_FIRST = 2  # rounds of cuts before a first plan is built; further ones are sought beside a search
PRICED_AFTER = 8  # sub-problems of improvement, beside which better prices are sought
PRICED_AFTER_EACH = 0.83  # or so many for each thousand columns, if that is more
GAP_OF_BOUNDS = 0.0002  # relative gap at which an owner's bound is good enough, after a first pass
GAP_OF_COUNTS = 0.001  # relative gap at which whole counts for choices that stand are good enough
LESS_CLOSELY = 4  # times that gap, of a large case
WORTH_SETTLING = 0.002  # share of its cost that a plan with fractions must save to be settled
WORTH_POLISHING = 0.005  # share of the best cost that a settled plan may cost more to be polished
POLISHED_BESIDE = 0.03  # of all owners: put right alone in a settled plan, beside a sub-problem
NEARLY = 0.8  # of the gap asked for: where choices are close enough, if counts are still fractions
GAP_OF_FIRST = 0.06  # relative gap at which an owner of a first plan is placed well enough
GAP_OF_PARTS = 0.002  # relative gap at which a sub-problem is good enough
BREACH_PRICE = 300.0  # cost of a weighted kg of breach while limits are being mended
PRICING_SECONDS = 20.0  # for each pricing program, where the clock or Ctrl-C ended the run
TOLERANCE = 1e-6  # of a breach, weighted kg, and of a row
DUST = 1e-9  # what the second stage may break beyond the least breach
AT_ONCE = 2  # groups in which room is sought for the same owner side by side
MOST_PARTNERS = 6  # of an owner whose limits are broken, tried when room is made for it
WHILE_BROKEN = 6  # times each owner is freed in a large case whose limits are still broken
SOON_TICKS = 300  # for a first look at it
LEAST_BREACH_TICKS = 2_000  # for the least breach of a whole case of up to LARGE columns
PARTNERS_TRIED = 2  # of an owner that must choose anew for whole counts to keep its limits
MOST_JOINT = 4  # owners put in again where a choice that links them is turned
DOUBT = 0.05  # share of an option in the relaxation from which the other way is tried
WORTH = 1.5  # times its price: what an option must promise to be tried
WINDOW_COLUMNS = 500  # whole numbers of a window of periods, at first
SIZES = (0.4, 2.0)  # times that: how small and large windows may become
GROWTH = 1.04  # of windows, by one that is solved to its end
SHRINKING = 0.85  # of windows, by one that is not: it costs several of the others
LEAST_SPAN = 4  # periods of a window, for which some owners stand where all would be too many
AROUND = 12  # periods before and after a window in which stock and deliveries may change
GROUPS = (0.7, 0.25, 0.05)  # chances of a group of one, two and three owners
EASED = 30  # others that make room for a group
JOINING_TICKS = 20  # for what two neighbourhoods changed that do not fit together
DRAWS = 12  # of a neighbourhood of one kind that was not tried and meets none under way
LEAST_RISE = 2e-4  # of the relaxation, for which another round of cuts is made
CROWDING = 2.0  # times the highest price of a line: the charge on room that others would use
HARDLY = 0.3  # rows in full: what owners may meet to be placed side by side
NEAR = 3  # rounds of owners ahead among whom they are sought
NOT_OF_PARTS: tuple[Heuristic, ...] = ("rins",)  # a tenth of the time or more, for next to nothing
NOT_OF_WINDOWS: tuple[Heuristic, ...] = ("rins", "root_reduced_cost")  # half of it or more
LEAST_GAIN = 1e-7  # what a plan must save to be another one
AGAIN = 0.1  # of the best of ROUND gains: what is worth another try if it does not fit beside that
LITTLE = 1e-4  # of the cost: a gain that does not count as one
IN_VAIN = 2  # sub-problems in vain, times the owners, after which all are given more ticks
MOST_TIMES = 16  # the ticks that a neighbourhood gets at first
EVEN = 0.25  # least chance of either kind of neighbourhood
AT_THE_ROOT = 20  # ticks that the beginning of a sub-problem is worth, when work is counted
LEARNING = 0.3  # weight of the last gain when kinds of neighbourhood are compared
MOST_CUT_ROUNDS = 12  # of one owner's relaxation
LARGE = 20_000  # columns from which on the whole is too much: its cuts, its breach, its counts
