-- The assessment question after SECMP0059, as an analyst would write it for DuckDB over the same tables.
WITH capacity AS (
    SELECT DISTINCT "user" AS party, CASE
        WHEN role IN ('import_supplier', 'export_supplier', 'gas_supplier') THEN 'supplier_party'
        WHEN role IN ('electricity_distributor', 'gas_transporter') THEN 'network_party'
        ELSE role END AS capacity
    FROM fact_user_role
),
provider AS (
    SELECT DISTINCT provider FROM fact_shared_resource s JOIN base_parties p ON p.party = s.provider
    WHERE sec_party_since IS NOT NULL OR s.provider IN (SELECT "user" FROM fact_user_role)
),
served AS (
    SELECT s.provider, sum(d) AS domestic, sum(n) AS non_domestic,
        count(*) FILTER (d IS NULL) = 0 AS domestic_known, count(*) FILTER (n IS NULL) = 0 AS non_domestic_known
    FROM (SELECT DISTINCT provider, "user" FROM fact_shared_resource) s
    JOIN (SELECT party, domestic_premises AS d, non_domestic_premises AS n FROM base_parties) p ON p.party = s."user"
    JOIN capacity c ON c.party = s."user" AND c.capacity = 'supplier_party'
    GROUP BY s.provider
)
SELECT party, capacity, year,
    CASE
        WHEN year = 1 THEN 'full'
        WHEN capacity = 'supplier_party' AND d + 5 * n > 250000 THEN 'full'
        WHEN capacity = 'supplier_party' AND d + 5 * n <= 250000 THEN CASE year WHEN 2 THEN 'verification' ELSE 'self' END
        WHEN capacity = 'network_party' AND d > 250000 THEN 'verification'
        WHEN capacity = 'network_party' AND d <= 250000 THEN CASE year WHEN 2 THEN 'verification' ELSE 'self' END
        WHEN capacity = 'other_user' THEN CASE year WHEN 2 THEN 'verification' ELSE 'self' END
        ELSE 'undetermined' END AS outcome,
    CASE
        WHEN year = 1 THEN 'G8.40'
        WHEN capacity = 'supplier_party' AND d + 5 * n > 250000 THEN 'G8.41'
        WHEN capacity = 'supplier_party' AND d + 5 * n <= 250000 THEN 'G8.42'
        WHEN capacity = 'network_party' AND d > 250000 THEN 'G8.44'
        WHEN capacity = 'network_party' AND d <= 250000 THEN 'G8.45'
        WHEN capacity = 'other_user' THEN 'G8.47'
        ELSE '' END AS paragraphs
FROM (
    SELECT c.party, c.capacity, p.domestic_premises AS d, p.non_domestic_premises AS n
    FROM capacity c JOIN base_parties p USING (party)
)
CROSS JOIN (VALUES (1), (2), (3)) years(year)
UNION ALL
SELECT provider, 'shared_resource_provider', year,
    CASE
        WHEN year = 1 OR (domestic_known AND domestic > 250000) THEN 'full'
        WHEN domestic_known AND non_domestic_known AND domestic + 5 * non_domestic <= 250000
            THEN CASE year WHEN 2 THEN 'verification' ELSE 'self' END
        ELSE 'undetermined' END,
    'G8'
FROM provider LEFT JOIN served USING (provider) CROSS JOIN (VALUES (1), (2), (3)) years(year)
