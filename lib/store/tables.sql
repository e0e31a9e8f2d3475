-- The tables that Store.ask offers. raw_rows, raw_articles, raw_pages: records of the parts with people's corrections
-- on top (lib/store/raw.py); places: code, level, province, city of every place of the gazetteer.
--
-- What every question needs is held lean: no words of a text, codes as enums (place, word, …), and rows, cases and
-- articles by numbers that hold for this version alone (row_no, article_no, case_no: the number of the case's first
-- row). A question that names a column of which the lean table knows nothing is given the full_… one, read from parts.

-- table articles
-- part: which of the library's parts holds it; year: of publication
SELECT article_id, row_number() OVER ()::INT AS article_no, file_index::INT AS part, file, title, source, published,
       try_cast(left(published, 4) AS SMALLINT) AS year, complete, plain_date(published) AS time
FROM raw_articles

-- table full_articles
SELECT article_no, article_id, page_id, import_id, file, title, kicker, byline, source, published, year, complete, text,
       url, captions
FROM raw_articles JOIN (SELECT article_id, article_no, year FROM main.articles) USING (article_id)

-- table numbers
-- rows are numbered in the order of their ids
SELECT row_id, row_number() OVER (ORDER BY row_id)::INT AS row_no FROM raw_rows

-- table numbered_rows
SELECT raw_rows.*, row_no FROM raw_rows JOIN main.numbers USING (row_id)

-- table keywords
SELECT article_no, k.word::word_t AS word, k.n::USMALLINT AS n
FROM (SELECT article_id, unnest(keywords) AS k FROM raw_articles) JOIN articles USING (article_id)

-- table full_keywords
SELECT article_no, article_id, unnest(keywords, recursive := true)
FROM raw_articles JOIN (SELECT article_id, article_no FROM main.articles) USING (article_id)

-- table partners
SELECT row_no, p.code::place_t AS code, p.role::role_t AS role, coalesce(level, 'country')::level_t AS level,
       coalesce(province, p.code)::place_t AS province, city::place_t AS city
FROM (SELECT row_no, row_id, unnest(partners) AS p FROM numbered_rows) LEFT JOIN places ON places.code = p.code

-- table full_partners
SELECT row_no, row_id, p.code, p.name, p.role, coalesce(level, 'country') AS level,
       coalesce(province, p.code) AS province, city, p.mentions
FROM (SELECT row_no, row_id, unnest(partners) AS p FROM numbered_rows) LEFT JOIN places ON places.code = p.code

-- table row_places
-- the places of a row on every level, each once: a county, its city and its province
SELECT DISTINCT row_no, place, coalesce(level, 'country')::level_t AS level FROM (
    SELECT row_no, code AS place FROM partners
    UNION ALL SELECT row_no, province FROM partners WHERE province <> code
    UNION ALL SELECT row_no, city FROM partners WHERE city <> code
) LEFT JOIN (SELECT code::place_t AS place, level FROM places) USING (place)

-- table pairs
-- provider × recipient where one gives, else every two partners (codebook, section 2)
WITH sides AS (
    SELECT row_no, [p.code FOR p IN partners] AS every,
           list_distinct([p.code FOR p IN partners IF p.role = 'provider']) AS givers,
           list_distinct([p.code FOR p IN partners IF p.role = 'recipient']) AS takers
    FROM numbered_rows
), every_pair AS (
    SELECT row_no, a, unnest(takers) AS b, true AS directed
    FROM (SELECT row_no, unnest(givers) AS a, takers FROM sides WHERE len(givers) > 0 AND len(takers) > 0)
    UNION ALL
    SELECT row_no, a, unnest(every) AS b, false
    FROM (SELECT row_no, unnest(list_distinct(every)) AS a, list_distinct(every) AS every
          FROM sides WHERE len(givers) = 0 OR len(takers) = 0)
)
SELECT row_no, a::place_t AS a, b::place_t AS b, coalesce(x.province, a)::place_t AS a_province,
       coalesce(y.province, b)::place_t AS b_province, x.city::place_t AS a_city, y.city::place_t AS b_city, directed
FROM every_pair LEFT JOIN places AS x ON x.code = a LEFT JOIN places AS y ON y.code = b
WHERE a <> b AND (directed OR a < b)

-- table row_ties
-- the pairs of different provinces (countries, groups) of a row, each once, a < b; gives: a to b, takes: b to a;
-- is_alone: the row has no other
SELECT *, count(*) OVER (PARTITION BY row_no) = 1 AS is_alone FROM (
    SELECT row_no, CASE WHEN one < two THEN one ELSE two END AS a, CASE WHEN one < two THEN two ELSE one END AS b,
           bool_or(directed AND one < two) AS gives, bool_or(directed AND one > two) AS takes
    FROM (SELECT row_no, a_province AS one, b_province AS two, directed FROM pairs) WHERE one <> two GROUP BY ALL)

-- table amounts
-- low, high: what the sum is at least and at most; NULL: open. "about" is taken at its word
SELECT row_no, n::UTINYINT AS n, m.start, m."end", m.in_title, m.value, m.value_max,
       CASE WHEN m.qualifier NOT IN ('under', 'up_to') OR m.value_max IS NOT NULL THEN m.value END AS low,
       CASE WHEN m.qualifier <> 'over' THEN coalesce(m.value_max, m.value) END AS high,
       m.currency, m.qualifier::qualifier_t AS qualifier, m.kind::kind_t AS kind, m.scope::scope_t AS scope
FROM (SELECT row_no, unnest(amounts) AS m, generate_subscripts(amounts, 1) AS n FROM numbered_rows)

-- table row_figures
-- the amounts that sums are made of (rule: lib/views/money.py): no sums per unit; printed twice, counted once, where
-- the vaguer wording holds (a title says 1亿元, the text 1亿余元). is_alone: the row has no other figure of the kind
SELECT row_no, kind, currency, scope = 'cumulative' AS is_cumulative, qualifier, value, low, high,
       count(*) OVER (PARTITION BY row_no, kind) = 1 AS is_alone
FROM (
    SELECT * FROM amounts WHERE scope <> 'per_unit'
    QUALIFY row_number() OVER (PARTITION BY row_no, kind, currency, value, scope = 'cumulative'
                               ORDER BY qualifier = 'exact', qualifier, n) = 1)

-- table shared_figures
-- figures of an article that several of its rows share, by kind and where they are printed (place: the same number)
SELECT row_no, kind, dense_rank() OVER (ORDER BY article_no, kind, in_title, start, "end")::INT AS place FROM (
    SELECT row_no, article_no, kind, in_title, start, "end" FROM amounts JOIN rows USING (row_no)
    WHERE scope <> 'per_unit' AND start IS NOT NULL
    WINDOW same AS (PARTITION BY article_no, kind, in_title, start, "end")
    QUALIFY min(row_no) OVER same <> max(row_no) OVER same)

-- table full_amounts
SELECT row_no, row_id, n::INT AS n, m.text, m.start, m."end", m.in_title, m.value, m.value_max,
       CASE WHEN m.qualifier NOT IN ('under', 'up_to') OR m.value_max IS NOT NULL THEN m.value END AS low,
       CASE WHEN m.qualifier <> 'over' THEN coalesce(m.value_max, m.value) END AS high,
       m.currency, m.qualifier, m.kind, m.scope
FROM (SELECT row_no, row_id, unnest(amounts) AS m, generate_subscripts(amounts, 1) AS n FROM numbered_rows)

-- table full_counts
SELECT row_no, row_id, n::INT AS n, m.text, m.start, m."end", m.in_title, m.value, m.value_max, m.unit, m.what,
       m.qualifier
FROM (SELECT row_no, row_id, unnest(counts) AS m, generate_subscripts(counts, 1) AS n FROM numbered_rows)

-- table full_dates
SELECT row_no, row_id, n::INT AS n, m.text, m.start, m."end", m.in_title, m.value, m.kind,
       try_cast(left(plain_date(m.value), 4) AS INT) AS year
FROM (SELECT row_no, row_id, unnest(dates) AS m, generate_subscripts(dates, 1) AS n FROM numbered_rows)

-- table full_organisations
SELECT row_no, row_id, unnest(organisations, recursive := true) FROM numbered_rows

-- table full_body_pairs
-- every two bodies of a row by their names, a < b; gives: the place of a helps that of b; takes: the other way round
WITH sides AS (
    SELECT row_no, row_id, list_distinct([o.name FOR o IN organisations IF NOT contains(o.name, '~')]) AS names,
           [o.name FOR o IN organisations
            IF list_contains([p.code FOR p IN partners IF p.role = 'provider'], o.code)] AS giving,
           [o.name FOR o IN organisations
            IF list_contains([p.code FOR p IN partners IF p.role = 'recipient'], o.code)] AS taking
    FROM numbered_rows WHERE len(organisations) > 1
), every_pair AS (
    SELECT row_no, row_id, a, unnest(names) AS b, giving, taking
    FROM (SELECT row_no, row_id, unnest(names) AS a, names, giving, taking FROM sides)
)
SELECT row_no, row_id, a, b, list_contains(giving, a) AND list_contains(taking, b) AS gives,
       list_contains(giving, b) AND list_contains(taking, a) AS takes
FROM every_pair WHERE a < b

-- table full_evidence
SELECT row_no, row_id, unnest(evidence, recursive := true) FROM numbered_rows

-- table row_domains
SELECT row_no, unnest(list_distinct(domains))::domain_t AS domain FROM numbered_rows

-- table row_forms
SELECT row_no, unnest(list_distinct(forms))::form_t AS form FROM numbered_rows

-- table row_flags
SELECT row_no, unnest(list_distinct(flags)) AS flag FROM numbered_rows

-- table full_pages
-- a page whose articles came in by two imports lies in two parts
SELECT page_id, file, original, blocks FROM raw_pages QUALIFY row_number() OVER (PARTITION BY page_id ORDER BY file) = 1

-- table own_times
-- of rows whose article has no date: the latest date of the row's own that is resolved and not only planned
SELECT row_no, max(plain_date(d.value)) AS time FROM (
    SELECT row_no, unnest(dates) AS d FROM numbered_rows
    WHERE article_id IN (SELECT article_id FROM articles WHERE time IS NULL)
) WHERE d.kind <> 'planned' GROUP BY 1

-- table uncased_rows
SELECT row_id, row_no, article_no, coalesce(head.time, own.time) AS time,
       try_cast(left(coalesce(head.time, own.time), 4) AS SMALLINT) AS year,
       CASE WHEN head.time IS NOT NULL THEN 'published'
            WHEN own.time IS NOT NULL THEN 'event' END::time_from_t AS time_from,
       len(partners)::USMALLINT AS n_partners, confidence, len(flags) > 0 AS is_doubtful,
       status::status_t AS status
FROM numbered_rows JOIN (SELECT article_id, article_no, time FROM articles) AS head USING (article_id)
LEFT JOIN own_times AS own USING (row_no)

-- table rows
-- is_lone: no other row tells of its case
SELECT uncased_rows.*, coalesce(case_of.case_no, row_no) AS case_no,
       case_of.case_no IS NULL AND row_no NOT IN (SELECT case_no FROM case_of) AS is_lone
FROM uncased_rows LEFT JOIN case_of USING (row_no)

-- table titled_rows
SELECT r.*, case_id, article_id, title, source, published
FROM main.rows AS r JOIN (SELECT article_no, article_id, title, source, published FROM main.articles) USING (article_no)
JOIN (SELECT row_no AS case_no, row_id AS case_id FROM main.rows) USING (case_no)

-- table full_rows
SELECT r.*, case_id, article_id, title, source, published, domains, forms,
       list_transform(partners, lambda p: p.name) AS partner_names, flags
FROM main.rows AS r JOIN (SELECT article_no, title, source, published FROM main.articles) USING (article_no)
JOIN (SELECT row_no AS case_no, row_id AS case_id FROM main.rows) USING (case_no)
JOIN (SELECT row_no, article_id, domains, forms, partners, flags FROM numbered_rows) AS raw USING (row_no)

-- table alike
-- rows that share their partner set with another or that people put into a case, numbered in the order of their ids
WITH heads AS (
    SELECT row_no, row_id, hash(list_sort(list_transform(partners, lambda p: p.code))) AS who FROM numbered_rows
), shared AS (
    SELECT * FROM heads WHERE who IN (SELECT who FROM heads GROUP BY 1 HAVING count(*) > 1)
          OR row_id IN (FROM case_rows)
)
SELECT row_number() OVER (ORDER BY row_id)::INT - 1 AS i, row_no, article_no, who, middle_day(time) AS day
FROM shared JOIN (SELECT row_no, article_no, time FROM uncased_rows) USING (row_no)
