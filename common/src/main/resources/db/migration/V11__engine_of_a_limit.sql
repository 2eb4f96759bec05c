-- Whose process it is, so that an operator can have forgotten what was found of an engine by its name. Null: a worker of the
-- version before wrote the row, and none has started since.
ALTER TABLE engine_limit
    ADD COLUMN engine text;
