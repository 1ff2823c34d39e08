CREATE TABLE receipt_key (
    -- From 1, without a gap.
    number bigint PRIMARY KEY,
    key_id text NOT NULL UNIQUE,
    -- The signed link, JSON, never written anew.
    link   text NOT NULL
);
CREATE FUNCTION receipt_key_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'receipt keys are kept';
END $$;
CREATE TRIGGER receipt_key_stays BEFORE UPDATE OR DELETE ON receipt_key
    FOR EACH ROW EXECUTE FUNCTION receipt_key_stays();
