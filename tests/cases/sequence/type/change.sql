ALTER SEQUENCE countdown AS bigint
