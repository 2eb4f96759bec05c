-- What made voices of an engine take beyond plain text and pauses, by their settings: [{"setting", "begins", "takes"}], the
-- first that fits. Compatible with the version before: its workers leave the column out, and a voice of an engine that none
-- but they have registered takes nothing, as it always did.
ALTER TABLE engine
    ADD COLUMN made_takes jsonb NOT NULL DEFAULT '[]'
        CONSTRAINT engine_made_takes_is_list CHECK (jsonb_typeof(made_takes) = 'array');
