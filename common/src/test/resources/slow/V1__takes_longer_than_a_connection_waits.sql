-- As an index on a large table does. Outside of a transaction, like one that is made CONCURRENTLY.
SELECT pg_sleep(2);
VACUUM pg_class;
