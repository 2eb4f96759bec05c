-- How many calls at once each engine process does well, as workers found it: the next start begins there, and does not
-- try again what the process died of.
CREATE TABLE engine_limit (
    process       text        NOT NULL CONSTRAINT engine_limit_process CHECK (length(process) BETWEEN 1 AND 2000),
    start_calls   integer     NOT NULL CONSTRAINT engine_limit_start CHECK (start_calls >= 1),
    ceiling       integer     NOT NULL CONSTRAINT engine_limit_ceiling CHECK (ceiling >= 1),
    died_at_calls integer     NOT NULL DEFAULT 0 CONSTRAINT engine_limit_died CHECK (died_at_calls >= 0),
    since         timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL,
    CONSTRAINT engine_limit_pk PRIMARY KEY (process)
);
