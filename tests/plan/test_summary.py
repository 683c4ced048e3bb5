"""Summary: one line for each programme, of the horizon alone."""

from __future__ import annotations

from pathlib import Path

from model.case.building import build_instance
from model.plan.tables import summary
from tests.reporting.synthetic import small_case
from tests.reporting.synthetic_tables import small_tables


def test_home_sites_leave_the_tail_out(tmp_path: Path) -> None:
    """What a site makes after the horizon does not make it a home; it has no share."""
    tables = small_tables()
    made = tables["Allocation"]
    elsewhere = made["site"].map({"AAA": "BBB", "BBB": "AAA"})
    tables["Allocation"] = made.assign(site=elsewhere.where(made["tail"] == "yes", made["site"]))
    rows = summary(build_instance(small_case(tmp_path)), tables).set_index("programme")
    assert rows["home_sites"].to_dict() == {
        "P01": "drug substance: AAA (100%)",
        "P02": "drug substance: BBB (100%)",
    }
    shares = rows.filter(like="share").drop(columns="on_time_share")
    assert list(shares) == ["AAA 2026 share", "BBB 2026 share"], "no year of the tail"
    assert shares.loc["P01"].to_numpy().tolist() == [1.0, 0.0]
