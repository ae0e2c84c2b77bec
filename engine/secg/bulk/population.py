"""Making populations of parties, and inventories of metering points: any size, the same for the same seed.

Shares and sizes are chosen to be plausible, and to try the rules at their edges: counts crowd around the thresholds,
some are exactly on them, some parties state none, and a few dozen share one provider's resources.

Homes of an inventory have both fuels, mostly from one Supplier and now and then from two; buildings hold several
businesses' meters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from secg.bulk.engines.duckdb_engine import Database

PARTIES_PER_PROVIDER = 400
"""One party in so many is a provider of Shared Resources; it has a few dozen users."""

# `draw(n, salt)` is a number from 0 to 1 that depends on the seed, the party and the salt only
_DRAW = """
CREATE OR REPLACE TEMP MACRO draw(n, salt) AS
    (hash(n * 1000003 + salt * 7919 + getvariable('seed') * 104729) % 1000000007) / 1000000007.0;
"""

_PARTY_MACROS = """
CREATE OR REPLACE TEMP MACRO spread(u, least, most) AS CAST(floor(least * pow(most / least, u)) AS BIGINT);
CREATE OR REPLACE TEMP MACRO premises(n, salt, most, edge) AS CASE
    WHEN draw(n, salt) < 0.02 THEN NULL
    WHEN draw(n, salt) < 0.22 THEN 0
    WHEN draw(n, salt) < 0.26 THEN edge + CAST(floor(draw(n, salt + 1) * 5) AS BIGINT) - 2
    ELSE spread(draw(n, salt + 1), 10.0, most) END;
"""

_PARTIES = """
SELECT
    party, name, user_role, domestic_premises, non_domestic_premises, enrolled_devices, sec_party_since,
    shared_resource, responsible_for, vulnerability, assessment
FROM (
    SELECT
        n,
        is_provider,
        CASE WHEN is_provider THEN 'provider-' ELSE 'party-' END || lpad(CAST(n AS VARCHAR), 8, '0') AS party,
        CASE WHEN is_provider THEN 'Provider ' ELSE 'Party ' END || CAST(n AS VARCHAR) AS name,
        CASE
            WHEN is_provider THEN CAST([] AS VARCHAR[])
            WHEN draw(n, 1) < 0.20 THEN ['import_supplier', 'gas_supplier']
            WHEN draw(n, 1) < 0.38 THEN ['import_supplier']
            WHEN draw(n, 1) < 0.44 THEN ['gas_supplier']
            WHEN draw(n, 1) < 0.50 THEN ['import_supplier', 'export_supplier']
            WHEN draw(n, 1) < 0.53 THEN ['import_supplier', 'gas_supplier', 'other_user']
            WHEN draw(n, 1) < 0.59 THEN ['electricity_distributor']
            WHEN draw(n, 1) < 0.64 THEN ['gas_transporter']
            WHEN draw(n, 1) < 0.66 THEN ['registered_supplier_agent']
            WHEN draw(n, 1) < 0.97 THEN ['other_user']
            ELSE CAST([] AS VARCHAR[])
        END AS user_role,
        CASE WHEN is_provider OR draw(n, 1) >= 0.64 THEN NULL ELSE premises(n, 2, 5000000.0, 250000) END
            AS domestic_premises,
        CASE WHEN is_provider OR draw(n, 1) >= 0.53 THEN NULL ELSE premises(n, 4, 200000.0, 50000) END
            AS non_domestic_premises,
        CASE WHEN draw(n, 1) < 0.64 AND draw(n, 6) < 0.3 THEN spread(draw(n, 7), 10.0, 9000000.0) END
            AS enrolled_devices,
        CASE WHEN is_provider AND draw(n, 8) < 0.9 THEN DATE '2015-01-01' + CAST(draw(n, 9) * 1000 AS INTEGER) END
            AS sec_party_since,
        CASE
            WHEN NOT is_provider AND draw(n, 1) < 0.64 AND draw(n, 10) < 0.08 THEN list_distinct([
                {'provider': provider(n, 11),
                 'extent': CASE WHEN draw(n, 12) < 0.8 THEN 'whole' ELSE 'part' END},
                {'provider': provider(n, CASE WHEN draw(n, 13) < 0.2 THEN 14 ELSE 11 END),
                 'extent': CASE WHEN draw(n, 12) < 0.8 THEN 'whole' ELSE 'part' END}])
            ELSE CAST([] AS STRUCT(provider VARCHAR, extent VARCHAR)[])
        END AS shared_resource,
        CASE
            WHEN draw(n, 1) < 0.53 AND draw(n, 20) < 0.05 THEN [
                {'id': 'system-1', 'component': CASE WHEN draw(n, 21) < 0.6 THEN 'smart_metering_system'
                    WHEN draw(n, 21) < 0.8 THEN 'communications_hub_function' ELSE 'gas_proxy_function' END,
                 'generation': CASE WHEN draw(n, 22) < 0.5 THEN 'smets1' ELSE 'smets2_plus' END,
                 'enrolled': CASE WHEN draw(n, 23) < 0.5 THEN DATE '2019-06-01' + CAST(draw(n, 24) * 400 AS INTEGER)
                    END}]
            ELSE CAST([] AS STRUCT(id VARCHAR, component VARCHAR, generation VARCHAR, enrolled DATE)[])
        END AS responsible_for,
        CASE
            WHEN draw(n, 1) < 0.53 AND draw(n, 20) < 0.02 THEN [
                {'id': 'weakness-1', 'in': CASE WHEN draw(n, 31) < 0.5 THEN 'user_systems' ELSE 'system-1' END,
                 'aware': DATE '2018-01-01' + CAST(draw(n, 32) * 700 AS INTEGER),
                 'manufacturer_aware': draw(n, 33) < 0.3}]
            ELSE CAST([] AS STRUCT(id VARCHAR, "in" VARCHAR, aware DATE, manufacturer_aware BOOLEAN)[])
        END AS vulnerability,
        CASE
            WHEN NOT is_provider AND draw(n, 1) < 0.97 AND draw(n, 40) < 0.15 THEN [
                {'category': 'full', 'completed': DATE '2016-06-01' + CAST(draw(n, 41) * 900 AS INTEGER),
                 'status': CASE WHEN draw(n, 42) < 0.6 THEN 'approved'
                    WHEN draw(n, 42) < 0.8 THEN 'approved_subject_to_steps' ELSE NULL END}]
            ELSE CAST([] AS STRUCT(category VARCHAR, completed DATE, status VARCHAR)[])
        END AS assessment
    FROM (SELECT range AS n, range % getvariable('per_provider') = 0 AS is_provider FROM range(getvariable('parties')))
)
"""

_PROVIDER = """
CREATE OR REPLACE TEMP MACRO provider(n, salt) AS 'provider-' || lpad(CAST(CAST(
    floor(draw(n, salt) * ceil(getvariable('parties') / getvariable('per_provider'))) AS BIGINT)
    * getvariable('per_provider') AS VARCHAR), 8, '0');
"""


def write_population(database: Database, parties: int, seed: int, target: Path) -> None:
    """A population of `parties` parties as a Parquet file; the file holds lists for facts with several values."""
    values = {"seed": seed, "parties": parties, "per_provider": PARTIES_PER_PROVIDER}
    _write(database, values, (_DRAW, _PARTY_MACROS, _PROVIDER), _PARTIES, target)


_INVENTORY_MACROS = """
CREATE OR REPLACE TEMP MACRO supplier(u) AS
    'supplier-' || lpad(CAST(CAST(floor(getvariable('suppliers') * u * u) AS BIGINT) AS VARCHAR), 3, '0');
"""

_INVENTORY = """
SELECT
    1000000000000 + n AS point,
    CASE WHEN is_home THEN 100000000000 + home ELSE 900000000000 + building END AS premises,
    CASE WHEN is_home AND (n % 2 = 0 OR draw(home, 5) < 0.9) THEN supplier(draw(home, 1))
        WHEN is_home THEN supplier(draw(home, 2))
        ELSE supplier(draw(building, 3)) END AS supplier,
    CASE WHEN n % 2 = 0 THEN 'electricity' ELSE 'gas' END AS fuel,
    CASE WHEN is_home THEN 'domestic' ELSE 'non_domestic' END AS kind,
    CASE WHEN draw(n, 6) < 0.3 THEN 'smets1' ELSE 'smets2_plus' END AS generation,
    CASE WHEN draw(n, 7) < 0.8 THEN DATE '2018-01-01' + CAST(draw(n, 8) * 1500 AS INTEGER) END AS enrolled,
    CASE WHEN draw(n // 2, 9) < 0.2 THEN 'platform-' || CAST(CAST(floor(draw(n // 2, 10) * 5) AS BIGINT) AS VARCHAR) END
        AS platform
FROM (
    SELECT range AS n, range // 2 AS home, range // 14 AS building, draw(range // 14, 4) < 0.93 AS is_home
    FROM range(getvariable('points'))
)
"""


def write_inventory(database: Database, points: int, seed: int, target: Path) -> None:
    """An inventory of `points` metering points as a Parquet file."""
    values = {"seed": seed, "points": points, "suppliers": 60}
    _write(database, values, (_DRAW, _INVENTORY_MACROS), _INVENTORY, target)


def _write(database: Database, values: Mapping[str, int], statements: Sequence[str], query: str, target: Path) -> None:
    """The rows of a query as a Parquet file, once the variables and macros that it reads are set."""
    for name, value in values.items():
        database.connection.execute(f"SET VARIABLE {name} = ?", [value])
    for statement in statements:
        database.connection.execute(statement)
    database.connection.sql(query).write_parquet(str(target), compression="zstd", row_group_size=122_880)
