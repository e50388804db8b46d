-- +goose Up
-- What an item is filed under stands among its words, behind a sign that no word has: so
-- the index of words alone finds a word in an LMG, and in a quarter of a year. See search_postgres.go.
DROP INDEX shelf_by_words;
UPDATE shelf SET words = words || array_to_tsvector(ARRAY[
    '/quarter/' || substr(day, 1, 5)
        || CASE WHEN substr(day, 6, 2) < '04' THEN '01' WHEN substr(day, 6, 2) < '07' THEN '04' WHEN substr(day, 6, 2) < '10' THEN '07' ELSE '10' END,
    '/kind/' || kind, '/strength/' || strength, '/lmg/' || lmg, '/locality/' || locality,
    '/theme/' || theme, '/priority/' || priority, '/test/' || test, '/hidden/' || hidden]);
CREATE INDEX shelf_by_words ON shelf USING gin (words) WITH (gin_pending_list_limit = 256);
