"""Whether each obligation can be supplied at all, and since when."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.case.errors import InputError
from model.case.reading import read_case
from tests.case.folders import Folder

REMEDY = "add what is missing there, or delete the obligation"


def only_south(folder: Folder) -> Folder:
    """BETA can be made at SOUTH alone, after its transfer: validation in Q2, qualified in Q3."""
    folder.drop("qualifications", folder.find("qualifications", "BETA", "drug substance", "NORTH"))
    folder.drop("recipes", folder.find("recipes", "BETA", "drug substance", "N1"))
    return folder


def test_the_example_can_be_supplied_in_time(tmp_path: Path) -> None:
    """With NORTH qualified from the start nothing is late of necessity: no error, no warning."""
    assert Folder().read(tmp_path).warnings == ()


def test_supply_that_must_be_late_is_warned_of(tmp_path: Path) -> None:
    """A transfer of 3 months and an approval of 3 bring the first kg in Q3: Q1 and Q2 are late."""
    assert only_south(Folder()).read(tmp_path).warnings == (
        "obligations.csv row 3: due = 2026-Q1: cannot all be on time: the earliest that BETA "
        "reaches US is 2026-Q3 (drug substance at NORTH: not qualified, and no transfer "
        "(no row in qualifications); at SOUTH: usable from 2026-Q3)",
    )


@pytest.mark.parametrize(
    ("months", "quarter"), [("3", "2026-Q3"), ("4", "2026-Q3"), ("5", "2026-Q4")]
)
def test_durations_count_in_whole_periods(months: str, quarter: str, tmp_path: Path) -> None:
    """Four months of transfer round to one quarter, five to two, as the model rounds them."""
    folder = only_south(Folder())
    folder.set("qualifications", 3, "transfer_months", months)
    assert f"reaches US is {quarter}" in folder.read(tmp_path).warnings[0]


def test_no_qualification_at_any_site_is_an_error(tmp_path: Path) -> None:
    """Without a row in qualifications nothing is made anywhere: step and sites are named."""
    folder = only_south(Folder())
    folder.drop("qualifications", 3).drop("recipes", 3)
    assert folder.problems(tmp_path) == (
        "obligations.csv row 3: due = 2026-Q1: nothing can supply BETA to US by 2026-12: "
        "drug substance at NORTH: not qualified, and no transfer (no row in qualifications); "
        f"at SOUTH: not qualified, and no transfer (no row in qualifications); {REMEDY}",
    )


def test_no_recipe_at_any_site_is_an_error(tmp_path: Path) -> None:
    """A qualified site needs a line with a recipe."""
    folder = Folder().drop("recipes", 2)
    (line,) = folder.problems(tmp_path)
    assert "drug substance at NORTH: no recipe on a line of the site; at SOUTH: not qual" in line


def test_no_lane_to_the_market_is_an_error(tmp_path: Path) -> None:
    """Final output that no lane carries to the market never arrives."""
    folder = Folder().drop("lanes", 2)
    (line,) = folder.problems(tmp_path)
    assert line.startswith("obligations.csv row 2: due = 2026: nothing can supply ALPHA to US")
    assert "drug substance at NORTH: no lane to US; at SOUTH:" in line


def test_no_market_access_is_an_error(tmp_path: Path) -> None:
    """Where market_access names sites for a market, others cannot ship to it."""
    folder = Folder().add(
        "market_access",
        "programme,market,site,from_month,approval_months",
        "ALPHA,US,SOUTH,,",
    )
    (line,) = folder.problems(tmp_path)
    assert "drug substance at NORTH: no market access to US; at SOUTH:" in line


def test_market_access_that_comes_late_is_warned_of(tmp_path: Path) -> None:
    """Access from May holds from the first quarter that begins after it: the third."""
    folder = Folder().add(
        "market_access",
        "programme,market,site,from_month,approval_months",
        "ALPHA,US,NORTH,2026-05,",
    )
    (line,) = folder.read(tmp_path).warnings
    assert "the earliest that ALPHA reaches US is 2026-Q3" in line
    assert "at NORTH: market access from 2026-Q3" in line


def test_what_comes_after_the_end_is_an_error(tmp_path: Path) -> None:
    """A release that ends after the horizon and its tail is no supply; the month is named."""
    folder = Folder().set("steps", 2, "release_months", "12")
    (line,) = folder.problems(tmp_path)
    assert "by 2026-12: drug substance at NORTH: usable from 2027-Q1 only; at SOUTH:" in line


def test_the_tail_counts_as_time(tmp_path: Path) -> None:
    """What arrives in the tail is late, not impossible."""
    folder = Folder().set("steps", 2, "release_months", "12").set("settings", 6, "value", "3")
    (line,) = folder.read(tmp_path).warnings
    assert "the earliest that ALPHA reaches US is 2027-Q1" in line


def test_a_line_without_room_for_a_batch_is_an_error(tmp_path: Path) -> None:
    """A batch and its changeover must fit into a period: 85 + 10 days are more than 92."""
    folder = Folder().set("recipes", 2, "days_per_batch", "85")
    (line,) = folder.problems(tmp_path)
    assert "at NORTH: no line has the days for a campaign from 2026-Q1 on" in line
    assert folder.set("recipes", 2, "days_per_batch", "82").problems(tmp_path) == ()


def test_a_line_that_never_opens_supplies_nothing(tmp_path: Path) -> None:
    """An existing line that opens after the end has no days."""
    folder = Folder().set("lines", 2, "opens", "2027-01")
    assert any("nothing can supply ALPHA" in line for line in folder.problems(tmp_path))


def test_a_transfer_without_a_line_for_its_validation_fails(tmp_path: Path) -> None:
    """Validation needs days on a line of the site: 10 batches take more than a quarter has."""
    folder = only_south(Folder()).set("qualifications", 3, "ppq_batches", "10")
    (line,) = folder.problems(tmp_path)
    assert "at SOUTH: no line has the days for its validation, or it would end too late" in line


def test_an_option_supplies_after_it_is_built(tmp_path: Path) -> None:
    """Decided in Q1 at the earliest and built in 6 months, the option makes its first kg in Q3."""
    folder = Folder()
    for column, value in {
        "status": "option",
        "capex_local_m": "10",
        "build_months": "6",
        "earliest_decision": "2026-01",
        "latest_decision": "2026-03",
    }.items():
        folder.set("lines", 2, column, value)
    warnings = folder.read(tmp_path).warnings
    assert any("the earliest that ALPHA reaches US is 2026-Q3" in line for line in warnings)


def test_a_transfer_under_way_counts(tmp_path: Path) -> None:
    """Started two quarters before the horizon, validated before it, approved in Q1."""
    folder = only_south(Folder())
    folder.add(
        "commitments",
        "decision,programme,step,site,line,first_month,last_month,must,agreed_with",
        "transfer,BETA,drug substance,SOUTH,,2025-07,2025-09,yes,client",
    )
    assert folder.read(tmp_path).warnings == ()


def test_a_transfer_under_way_began_in_a_period_of_its_window(tmp_path: Path) -> None:
    """From August on the window holds the last quarter of 2025: approved a quarter later."""
    folder = only_south(Folder())
    folder.add(
        "commitments",
        "decision,programme,step,site,line,first_month,last_month,must,agreed_with",
        "transfer,BETA,drug substance,SOUTH,,2025-08,2025-12,yes,client",
    )
    (line,) = folder.read(tmp_path).warnings
    assert "the earliest that BETA reaches US is 2026-Q2" in line


def test_opening_stock_is_a_way(tmp_path: Path) -> None:
    """Stock at a site with a lane supplies at once, though nothing can be made there."""
    folder = only_south(Folder()).add("opening_stock", "BETA,drug substance,NORTH,40")
    assert folder.read(tmp_path).warnings == ()


def chain(folder: Folder, *lanes: str) -> Folder:
    """ALPHA gets a second step that only SOUTH can run."""
    folder.add("steps", "ALPHA,conjugation,2,1.1,0,24,0.04,,,")
    folder.add("recipes", "ALPHA,conjugation,S1,5,1,5,1,,5,0")
    folder.add("qualifications", "ALPHA,conjugation,SOUTH,qualified,,,,,,")
    return folder.add("lanes", *lanes)


def test_a_step_that_its_input_cannot_reach_is_an_error(tmp_path: Path) -> None:
    """Without a lane between the sites the chain breaks at the second step."""
    (line,) = chain(Folder()).problems(tmp_path)
    assert "conjugation at NORTH: not qualified" in line
    assert "at SOUTH: the step before does not get there (no lane)" in line


def test_transit_between_steps_takes_its_time(tmp_path: Path) -> None:
    """Three months between the sites bring the first conjugate a quarter later."""
    (line,) = chain(Folder(), "NORTH,SOUTH,3,0.01").read(tmp_path).warnings
    assert "the earliest that ALPHA reaches US is 2026-Q2" in line


def test_a_prospect_is_not_asked_about_until_it_is_accepted(tmp_path: Path) -> None:
    """A prospect that cannot be supplied is no error; once a commitment accepts it, it is."""
    folder = Folder().drop("recipes", 2).set("programmes", 2, "stage", "prospect")
    assert folder.problems(tmp_path / "asked") == ()
    folder.add("recipes", "ALPHA,drug substance,N1,10,1,85,1,,10,0.5")
    folder.add(
        "commitments",
        "decision,programme,step,site,line,first_month,last_month,must,agreed_with",
        "allocation,ALPHA,,,,,,yes,",
    )
    assert any("nothing can supply ALPHA" in line for line in folder.problems(tmp_path))


PUBLISHED = Path(__file__).resolve().parents[3] / "shared" / "benchmarks"


@pytest.mark.skipif(not PUBLISHED.is_dir(), reason="the published cases are not here")
def test_published_cases_read() -> None:
    """Cases that others published read without an error."""
    for place in sorted(PUBLISHED.glob("*/settings.csv")):
        try:
            case = read_case(place.parent)
        except InputError as error:
            pytest.fail(str(error)[:500])
        assert case.settings["schema_version"] == 1
