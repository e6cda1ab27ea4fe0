"""What teams do today: one pandas script from the landed CSV files to the newest quarter's scorecard.

Run as `python -m benchmarks.frames HOME OUT.csv`. It is written as an analyst would: floats, no gates, no origins,
no history of targets beyond the latest decision. Its scorecard is compared with ours column by column.
"""

import sys
from pathlib import Path

import pandas as pd

OWN = "E08000013"
TOLERANCE = 0.05
COLUMNS = [
    "indicator_code", "outturn", "target", "rag", "previous", "direction", "england_median", "region_median",
    "neighbours_median", "rank", "rank_of", "quartile", "mads_from_median",
]  # fmt: skip


def main(home: Path, out: Path) -> None:
    """Write the scorecard of the newest quarter of `home`."""
    indicators = pd.read_csv(home / "framework/indicators.csv")
    calendar = pd.read_csv(home / "framework/calendar.csv")
    quarter = calendar["quarter"].iloc[-1]
    extract = read_extract(home, indicators)
    figures = pd.concat([read_returns(home, indicators), extract[extract["area_code"] == OWN]])
    card = indicators[["indicator_code", "polarity", "decimals", "measure_type"]].merge(
        figures.loc[figures["period"] == quarter, ["indicator_code", "value"]], how="left"
    )
    card = card.rename(columns={"value": "outturn"})
    card = with_direction(with_rating(card, home, quarter), figures, quarter)
    card = with_comparators(card, extract[extract["period"] == quarter], home)
    card[COLUMNS].sort_values("indicator_code").to_csv(out, index=False)


def read_returns(home: Path, indicators: pd.DataFrame) -> pd.DataFrame:
    """Every service's figures, rounded to their published decimals; a later file of the same quarter wins."""
    files = sorted((home / "landing/returns").glob("*/*.csv"))
    returns = pd.concat([pd.read_csv(path) for path in files]).merge(indicators[["indicator_code", "decimals"]])
    returns["value"] = rounded(returns["value"], returns["decimals"])
    return returns.drop_duplicates(["indicator_code", "period"], keep="last")


def read_extract(home: Path, indicators: pd.DataFrame) -> pd.DataFrame:
    """Every authority's published figures, under the framework's codes."""
    paths = sorted((home / "landing").glob("bench_extract/*.csv"))
    extract = pd.concat([pd.read_csv(path) for path in paths])
    codes = indicators[["source_measure", "indicator_code", "decimals"]].rename(columns={"source_measure": "measure"})
    extract = extract.merge(codes.dropna(subset="measure"))
    extract["exact"] = extract["value"]
    extract["value"] = rounded(extract["value"], extract["decimals"])
    return extract


def rounded(values: pd.Series, decimals: pd.Series) -> pd.Series:
    """Values to their own decimals."""
    scale = 10.0**decimals
    return (values * scale).round() / scale


def with_rating(card: pd.DataFrame, home: Path, quarter: str) -> pd.DataFrame:
    """The target of the quarter, else of its year, and the rating against it."""
    targets = pd.read_csv(home / "framework/targets.csv").drop_duplicates(["indicator_code", "period"], keep="last")
    of_year = targets.loc[targets["period"] == quarter[:7], ["indicator_code", "target"]]
    card = card.merge(of_year, how="left")
    if not quarter.endswith("Q4"):
        card.loc[card["measure_type"] == "cumulative", "target"] = None
    missed = (card["target"] - card["outturn"]).where(card["polarity"] == "high", card["outturn"] - card["target"])
    card["rag"] = "Red"
    card.loc[missed <= TOLERANCE * card["target"].abs(), "rag"] = "Amber"
    card.loc[missed <= 0, "rag"] = "Green"
    card.loc[card["target"].isna(), "rag"] = "No target"
    card.loc[card["outturn"].isna(), "rag"] = "No data"
    card.loc[card["polarity"] == "none", "rag"] = "Not rated"
    return card


def with_direction(card: pd.DataFrame, figures: pd.DataFrame, quarter: str) -> pd.DataFrame:
    """The figure before (a year before, for what adds up over the year) and the direction since."""
    year_before = f"{int(quarter[:4]) - 1}-{int(quarter[2:4]):02}{quarter[7:]}"
    last = figures[figures["period"] < quarter].sort_values("period").groupby("indicator_code")["value"].last()
    same = figures[figures["period"] == year_before].set_index("indicator_code")["value"]
    card["previous"] = (
        card["indicator_code"].map(last).where(card["measure_type"] != "cumulative", card["indicator_code"].map(same))
    )
    change = card["outturn"] - card["previous"]
    gain = change.where(card["polarity"] == "high", -change)
    card["direction"] = "No change"
    card.loc[gain > 0, "direction"] = "Improved"
    card.loc[gain < 0, "direction"] = "Declined"
    card.loc[(card["polarity"] == "none") & (change > 0), "direction"] = "Increased"
    card.loc[(card["polarity"] == "none") & (change < 0), "direction"] = "Decreased"
    card.loc[card["previous"].isna(), "direction"] = "No previous"
    return card


def with_comparators(card: pd.DataFrame, extract: pd.DataFrame, home: Path) -> pd.DataFrame:
    """Medians of England, the region and the neighbours, and the council's place among all authorities."""
    areas = pd.read_csv(home / "framework/areas.csv")
    region = areas.loc[areas["area_code"] == OWN, "region_code"].iloc[0]
    in_region = set(areas.loc[areas["region_code"] == region, "area_code"])
    neighbours = pd.read_csv(home / "framework/neighbours.csv")
    near = set(neighbours.loc[neighbours["area_code"] == OWN, "neighbour_code"])
    groups = {
        "england_median": extract,
        "region_median": extract[extract["area_code"].isin(in_region)],
        "neighbours_median": extract[extract["area_code"].isin(near)],
    }
    codes = card["indicator_code"]
    for name, group in groups.items():
        card[name] = rounded(codes.map(group.groupby("indicator_code")["exact"].median()), card["decimals"])
    median = codes.map(extract.groupby("indicator_code")["exact"].median())
    deviation = codes.map(
        extract.groupby("indicator_code")["exact"].agg(lambda values: (values - values.median()).abs().median())
    )
    own = codes.map(extract[extract["area_code"] == OWN].set_index("indicator_code")["exact"])
    card["mads_from_median"] = (own - median) / deviation
    polarity = extract["indicator_code"].map(card.set_index("indicator_code")["polarity"])
    signed = extract["exact"].where(polarity == "low", -extract["exact"])
    places = extract.assign(place=signed.groupby(extract["indicator_code"]).rank(method="min"))
    card["rank"] = codes.map(places[places["area_code"] == OWN].set_index("indicator_code")["place"])
    card["rank_of"] = codes.map(extract.groupby("indicator_code").size())
    card.loc[card["polarity"] == "none", ["rank", "rank_of"]] = None
    card["quartile"] = 1 + (4 * (card["rank"] - 1)) // card["rank_of"]
    return card


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
