-- The assessment question after SECMP0059, as an analyst who knows DuckDB well would write it over the same tables:
-- the test of each party and provider once, and a table with the three years of each result.
WITH capacity AS (
    SELECT DISTINCT "user" AS party, CASE
        WHEN role IN ('import_supplier', 'export_supplier', 'gas_supplier') THEN 'supplier_party'
        WHEN role IN ('electricity_distributor', 'gas_transporter') THEN 'network_party'
        ELSE role END AS capacity
    FROM fact_user_role
),
tested AS (
    SELECT c.party, c.capacity, CASE c.capacity
        WHEN 'supplier_party' THEN CASE
            WHEN COALESCE(domestic_premises, 0) + 5 * COALESCE(non_domestic_premises, 0) > 250000 THEN 1
            WHEN domestic_premises + 5 * non_domestic_premises <= 250000 THEN 2
            ELSE 0 END
        WHEN 'network_party' THEN CASE WHEN domestic_premises > 250000 THEN 3 WHEN domestic_premises <= 250000 THEN 4 ELSE 10 END
        WHEN 'other_user' THEN 5
        WHEN 'registered_supplier_agent' THEN 6
        ELSE 0 END AS result
    FROM capacity c JOIN base_parties p USING (party)
),
shared AS (SELECT DISTINCT provider, "user" FROM fact_shared_resource),
provider AS (
    SELECT provider FROM (SELECT DISTINCT provider FROM shared)
    WHERE provider IN (SELECT party FROM base_parties WHERE sec_party_since IS NOT NULL)
        OR provider IN (SELECT "user" FROM fact_user_role)
),
served AS (
    SELECT s.provider,
        COALESCE(sum(d) FILTER (supplies), 0) AS domestic,
        COALESCE(sum(n) FILTER (supplies), 0) AS non_domestic,
        COALESCE(sum(d) FILTER (distributes), 0) AS networks,
        count(*) FILTER (supplies AND d IS NULL) = 0 AS domestic_known,
        count(*) FILTER (supplies AND n IS NULL) = 0 AS non_domestic_known,
        count(*) FILTER (distributes AND d IS NULL) = 0 AS networks_known
    FROM shared s
    JOIN (SELECT party, domestic_premises AS d, non_domestic_premises AS n FROM base_parties) p ON p.party = s."user"
    JOIN (
        SELECT "user", bool_or(role IN ('import_supplier', 'export_supplier', 'gas_supplier')) AS supplies,
            bool_or(role IN ('electricity_distributor', 'gas_transporter')) AS distributes
        FROM fact_user_role WHERE "user" IN (SELECT "user" FROM shared) GROUP BY "user"
    ) r ON r."user" = s."user"
    GROUP BY s.provider
),
tested_provider AS (
    SELECT provider AS party, 'shared_resource_provider' AS capacity, CASE
        WHEN domestic > 250000 THEN 7
        WHEN domestic_known AND domestic + 5 * non_domestic > 250000 THEN 9
        WHEN domestic_known AND non_domestic_known AND domestic + networks + 5 * non_domestic > 250000 THEN 9
        WHEN NOT COALESCE(domestic_known AND non_domestic_known AND networks_known, true) THEN 0
        ELSE 8 END AS result
    FROM provider LEFT JOIN served USING (provider)
)
SELECT party, capacity, year, outcome, paragraphs AS concluding_paragraphs
FROM (SELECT * FROM tested UNION ALL SELECT * FROM tested_provider)
JOIN (VALUES
    (0, 1, 'full', 'G8.40'), (0, 2, 'undetermined', ''), (0, 3, 'undetermined', ''),
    (1, 1, 'full', 'G8.40'), (1, 2, 'full', 'G8.41'), (1, 3, 'full', 'G8.41'),
    (2, 1, 'full', 'G8.40'), (2, 2, 'verification', 'G8.42'), (2, 3, 'self', 'G8.42'),
    (3, 1, 'full', 'G8.40'), (3, 2, 'verification', 'G8, number not held (the second year of a Network Party)'), (3, 3, 'verification', 'G8.44'),
    (4, 1, 'full', 'G8.40'), (4, 2, 'verification', 'G8, number not held (the second year of a Network Party)'), (4, 3, 'self', 'G8.45'),
    (10, 1, 'full', 'G8.40'), (10, 2, 'verification', 'G8, number not held (the second year of a Network Party)'), (10, 3, 'undetermined', ''),
    (5, 1, 'full', 'G8.40'), (5, 2, 'verification', 'G8.47'), (5, 3, 'self', 'G8.47'),
    (6, 1, 'full', 'G8.40'), (6, 2, 'undetermined', 'G8.40'), (6, 3, 'undetermined', 'G8.40'),
    (7, 1, 'full', 'G8.40'),
    (7, 2, 'full', 'G8, number not held (the test for Shared Resource Providers)'),
    (7, 3, 'full', 'G8, number not held (the test for Shared Resource Providers)'),
    (8, 1, 'full', 'G8.40'),
    (8, 2, 'verification', 'G8, number not held (Non-Domestic Premises and Shared Resource Providers)'),
    (8, 3, 'self', 'G8, number not held (Non-Domestic Premises and Shared Resource Providers)'),
    (9, 1, 'full', 'G8.40'),
    (9, 2, 'undetermined', 'G8, number not held (Non-Domestic Premises and Shared Resource Providers)'),
    (9, 3, 'undetermined', 'G8, number not held (Non-Domestic Premises and Shared Resource Providers)')
) conclusions(result, year, outcome, paragraphs) USING (result)
