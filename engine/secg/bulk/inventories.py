"""Making inventories of metering points: any size, the same for the same seed, streamed to one Parquet file.

Homes have both fuels, mostly from one Supplier and now and then from two; buildings hold several businesses' meters.
"""

from __future__ import annotations

from pathlib import Path

from secg.bulk.engines.duckdb_engine import Database

_MACROS = """
CREATE OR REPLACE TEMP MACRO draw(n, salt) AS
    (hash(n * 1000003 + salt * 7919 + getvariable('seed') * 104729) % 1000000007) / 1000000007.0;
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


def write_inventory(database: Database, points: int, seed: int, target: Path, suppliers: int = 60) -> None:
    """An inventory of `points` metering points as a Parquet file."""
    connection = database.connection
    for name, value in {"seed": seed, "points": points, "suppliers": suppliers}.items():
        connection.execute(f"SET VARIABLE {name} = ?", [value])
    connection.execute(_MACROS)
    connection.sql(_INVENTORY).write_parquet(str(target), compression="zstd", row_group_size=122_880)
