CREATE TABLE migration (
    version    integer PRIMARY KEY,
    works_from integer NOT NULL,
    done_at    timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE facility (
    id        uuid PRIMARY KEY,
    name      text NOT NULL UNIQUE,
    -- The number and the body's SHA-256 of the facility's last receipt.
    last_no   bigint NOT NULL,
    last_hash bytea NOT NULL
) WITH (fillfactor = 50); -- Each batch writes its facility's row anew: there is room for it on the same page.
CREATE TABLE device (
    id          uuid PRIMARY KEY,
    facility    uuid NOT NULL REFERENCES facility (id),
    algorithm   text NOT NULL,
    public_key  bytea NOT NULL,
    enrolled_at timestamptz NOT NULL,
    revoked_at  timestamptz
);
CREATE TABLE enrol_code (
    digest     bytea PRIMARY KEY,
    facility   uuid NOT NULL REFERENCES facility (id),
    expires_at timestamptz NOT NULL,
    -- The device that used it up.
    device     uuid REFERENCES device (id)
);
-- No reference leads from here to a facility: a batch holds its facility's row locked, and rows are never deleted.
CREATE TABLE revision (
    facility uuid NOT NULL,
    notice   uuid NOT NULL,
    revision bigint NOT NULL,
    sha256   bytea NOT NULL,
    payload  bytea NOT NULL,
    device   uuid NOT NULL,
    PRIMARY KEY (facility, notice, revision)
) PARTITION BY HASH (facility);
CREATE TABLE receipt (
    facility  uuid NOT NULL,
    number    bigint NOT NULL,
    notice    uuid NOT NULL,
    revision  bigint NOT NULL,
    -- The signed bytes, never written anew.
    body      bytea NOT NULL,
    signature bytea NOT NULL,
    key_id    text NOT NULL,
    -- The day of receipt in Vietnam.
    day       date NOT NULL,
    PRIMARY KEY (facility, number),
    UNIQUE (facility, notice, revision)
) PARTITION BY HASH (facility);
CREATE INDEX receipt_by_day ON receipt (facility, day);
DO $$
BEGIN
    FOR part IN 0..15 LOOP
        EXECUTE format('CREATE TABLE revision_%s PARTITION OF revision FOR VALUES WITH (MODULUS 16, REMAINDER %s)', part, part);
        EXECUTE format('CREATE TABLE receipt_%s PARTITION OF receipt FOR VALUES WITH (MODULUS 16, REMAINDER %s)', part, part);
    END LOOP;
END $$;
