"""The assessment question by hand in Polars, over the same tables and for the same rows as the hand-written SQL."""

from __future__ import annotations

import polars
from polars import Expr, LazyFrame, col, lit, when

SUPPLIER = ["import_supplier", "export_supplier", "gas_supplier"]
NETWORK = ["electricity_distributor", "gas_transporter"]
ALONE = "G8, number not held (the test for Shared Resource Providers)"
WEIGHED = "G8, number not held (Non-Domestic Premises and Shared Resource Providers)"
NETWORK_PARTY = "G8, number not held (the second year of a Network Party)"

RESULTS: dict[int, tuple[tuple[str, str], tuple[str, str]]] = {
    0: (("undetermined", ""), ("undetermined", "")),
    1: (("full", "G8.41"), ("full", "G8.41")),
    2: (("verification", "G8.42"), ("self", "G8.42")),
    3: (("verification", NETWORK_PARTY), ("verification", "G8.44")),
    4: (("verification", NETWORK_PARTY), ("self", "G8.45")),
    5: (("verification", "G8.47"), ("self", "G8.47")),
    6: (("undetermined", "G8.40"), ("undetermined", "G8.40")),
    7: (("full", ALONE), ("full", ALONE)),
    8: (("verification", WEIGHED), ("self", WEIGHED)),
    9: (("undetermined", WEIGHED), ("undetermined", WEIGHED)),
    10: (("verification", NETWORK_PARTY), ("undetermined", "")),
}
"""For each result of the test the outcome and the paragraph of the second and of the third year."""


def assessments(parties: LazyFrame, roles: LazyFrame, shared: LazyFrame) -> LazyFrame:
    """The columns of the hand-written SQL; from the parties' facts, their User Roles and what they share."""
    tested = _users(parties, roles)
    providers = _providers(parties, roles, shared.select("provider", "user").unique())
    lines = [
        (result, year, *(("full", "G8.40"), *later)[year - 1])
        for result, later in RESULTS.items()
        for year in (1, 2, 3)
    ]
    table = LazyFrame(lines, schema=["result", "year", "outcome", "concluding_paragraphs"], orient="row")
    joined = polars.concat([tested, providers]).join(table, on="result")
    return joined.select("party", "capacity", "year", "outcome", "concluding_paragraphs")


def _users(parties: LazyFrame, roles: LazyFrame) -> LazyFrame:
    weight = col("domestic_premises") + 5 * col("non_domestic_premises")
    least = col("domestic_premises").fill_null(0) + 5 * col("non_domestic_premises").fill_null(0)
    supplier, network = col("capacity") == "supplier_party", col("capacity") == "network_party"
    result = (
        when(supplier & (least > 250_000)).then(1)
        .when(supplier & (weight <= 250_000)).then(2)
        .when(network & (col("domestic_premises") > 250_000)).then(3)
        .when(network & (col("domestic_premises") <= 250_000)).then(4)
        .when(network).then(10)
        .when(col("capacity") == "other_user").then(5)
        .when(col("capacity") == "registered_supplier_agent").then(6)
        .otherwise(0)
    )  # fmt: skip
    capacity = (
        when(col("role").is_in(SUPPLIER)).then(lit("supplier_party"))
        .when(col("role").is_in(NETWORK)).then(lit("network_party"))
        .otherwise(col("role"))
    )  # fmt: skip
    holders = roles.select(col("user").alias("party"), capacity.alias("capacity")).unique()
    return holders.join(parties, on="party").select("party", "capacity", result.cast(polars.Int64).alias("result"))


def _providers(parties: LazyFrame, roles: LazyFrame, shared: LazyFrame) -> LazyFrame:
    bound = polars.concat(
        [roles.select("user"), parties.filter(col("sec_party_since").is_not_null()).select(user="party")]
    )
    providers = shared.select("provider").unique().join(bound, left_on="provider", right_on="user", how="semi")
    capacities = (
        roles.join(shared, on="user", how="semi")
        .group_by("user")
        .agg(supplies=col("role").is_in(SUPPLIER).any(), distributes=col("role").is_in(NETWORK).any())
    )
    domestic, non_domestic = col("domestic_premises"), col("non_domestic_premises")

    def known(count: Expr, which: str) -> Expr:
        return (~(col(which) & count.is_null())).all()

    served = (
        shared.join(parties, left_on="user", right_on="party")
        .join(capacities, on="user")
        .group_by("provider")
        .agg(
            domestic=domestic.filter(col("supplies")).sum(),
            non_domestic=non_domestic.filter(col("supplies")).sum(),
            networks=domestic.filter(col("distributes")).sum(),
            domestic_known=known(domestic, "supplies"),
            supplies_known=known(domestic, "supplies") & known(non_domestic, "supplies"),
            known=known(domestic, "supplies") & known(non_domestic, "supplies") & known(domestic, "distributes"),
        )
    )
    weight = col("domestic") + 5 * col("non_domestic")
    result = (
        when(col("domestic") > 250_000).then(7)
        .when(col("domestic_known") & (weight > 250_000)).then(9)
        .when(col("supplies_known") & (weight + col("networks") > 250_000)).then(9)
        .when(~col("known").fill_null(True)).then(0)
        .otherwise(8)
    )  # fmt: skip
    found = providers.join(served, on="provider", how="left")
    capacity = lit("shared_resource_provider").alias("capacity")
    return found.select(col("provider").alias("party"), capacity, result.cast(polars.Int64).alias("result"))
