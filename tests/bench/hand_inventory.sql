-- Premises, meters and enrolled Devices of each Supplier, as an analyst who knows DuckDB well would count them:
-- the distinct premises first, because count(DISTINCT …) keeps a set for each Supplier.
WITH premises AS (
    SELECT supplier, count(*) FILTER (kind = 'domestic') AS domestic, count(*) FILTER (kind = 'non_domestic') AS non_domestic
    FROM (SELECT DISTINCT supplier, premises, kind FROM read_parquet(getvariable('inventory')))
    GROUP BY supplier
),
points AS (
    SELECT supplier, count(*) FILTER (kind = 'non_domestic') AS meters,
        count(*) FILTER (enrolled <= DATE '2021-01-01') AS enrolled
    FROM read_parquet(getvariable('inventory')) GROUP BY supplier
)
SELECT supplier, domestic, non_domestic, meters, enrolled FROM premises JOIN points USING (supplier)
