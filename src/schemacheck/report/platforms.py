"""What hosts of PostgreSQL bring along into every database, by name: it is theirs to make and to change.

The lists hold what a host names in its own documentation, tools and images. A role, a schema or an object that a user
of the host makes or changes is in none of them: the roles `anon`, `authenticated` and `service_role` of Supabase carry
the user's own access rules, and so are compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from schemacheck.base.record import record

_TIMESCALE: Final = ("_timescaledb_*", "timescaledb_*", "toolkit_experimental")


@record
class Host:
    """What one host brings along; all of these are patterns of names."""

    title: str
    schemas: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    extensions: tuple[str, ...] = ()
    event_triggers: tuple[str, ...] = ()
    publications: tuple[str, ...] = ()
    triggers: tuple[str, ...] = ()
    """Triggers that it makes on tables of users."""
    shared: tuple[str, ...] = ()
    """Those of its schemas on whose tables users have triggers and policies."""
    policies: tuple[str, ...] = ()
    """Policies that it makes on tables of its own; others there are the user's."""


HOSTS: Final[Mapping[str, Host]] = {
    "supabase": Host(
        "Supabase",
        schemas=(
            *("_analytics", "_realtime", "_supavisor", "auth", "cron", "dbdev", "etl", "extensions", "graphql"),
            *("graphql_public", "net", "pgbouncer", "pgmq", "pgmq_public", "pgsodium", "pgsodium_masks", "pgtle"),
            *("realtime", "repack", "storage", "supabase_functions", "supabase_migrations", "tiger", "tiger_data"),
            *("topology", "vault", *_TIMESCALE),
        ),
        roles=(
            *("authenticator", "cli_login_*", "dashboard_user", "pgbouncer", "pgsodium_keyholder"),
            *("pgsodium_keyiduser", "pgsodium_keymaker", "pgtle_admin", "supabase_*"),
        ),
        extensions=("pg_graphql", "pg_stat_statements", "pgsodium", "supabase_vault"),
        event_triggers=(
            *("graphql_watch_ddl", "graphql_watch_drop", "issue_graphql_placeholder", "issue_pg_cron_access"),
            *("issue_pg_graphql_access", "issue_pg_net_access", "pgrst_ddl_watch", "pgrst_drop_watch"),
        ),
        publications=("supabase_realtime_messages_publication*",),
        shared=("auth", "realtime", "storage"),
        policies=("cron_job_policy", "cron_job_run_details_policy"),
    ),
    "neon": Host(
        "Neon",
        schemas=("neon", "neon_auth", "neon_migration", "pgrst"),
        roles=("cloud_admin", "neon_superuser", "web_access"),
        shared=("neon_auth",),
        extensions=("neon", "neon_test_utils", "neon_utils", "pg_session_jwt"),
    ),
    "rds": Host(
        "Amazon RDS and Aurora",
        schemas=("apg_plan_mgmt", "aws_commons", "aws_lambda", "aws_ml", "aws_s3", "rds_tools"),
        roles=(
            *("rds_ad", "rds_extension", "rds_iam", "rds_password", "rds_replication", "rds_reserved"),
            *("rds_superuser", "rdsadmin", "rdsproxyadmin", "rdsrepladmin", "rdstopmgr", "rdswriteforwarduser"),
        ),
        extensions=("aws_commons", "rds_tools"),
    ),
    "cloudsql": Host(
        "Google Cloud SQL",
        schemas=("google_ml", "google_vacuum_mgmt"),
        roles=("cloudsql*",),
        extensions=("google_vacuum_mgmt",),
    ),
    "azure": Host(
        "Azure Database for PostgreSQL",
        schemas=("azure_ai", "azure_storage"),
        roles=("azure_pg_admin", "azure_superuser", "azuresu", "replication"),
        extensions=("azure", "pgaadauth"),
    ),
    "timescale": Host(
        "Timescale",
        schemas=_TIMESCALE,
        roles=("tsdbexplorer", "tsdbowner"),
        extensions=("timescaledb", "timescaledb_toolkit"),
        triggers=("ts_cagg_invalidation_trigger", "ts_insert_blocker"),
    ),
}
"""By the word under `platform:`."""
