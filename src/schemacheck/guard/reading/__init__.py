"""Reading parse trees: what each kind of statement does, and to what."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from schemacheck.guard.reading import access, alter, create, drop, other, rows
from schemacheck.guard.reading.mentions import mentions
from schemacheck.guard.session import Session
from schemacheck.guard.statements import Statement
from schemacheck.guard.touches import Mention, Touch, Unknown

__all__ = ["HARMLESS", "PARTS", "READERS", "mentions", "touches"]

READERS: Final[Mapping[str, Callable[[Statement, Session], Iterator[Touch | Mention | Unknown]]]] = {
    **access.READERS,
    **alter.READERS,
    **create.READERS,
    **drop.READERS,
    **other.READERS,
}
"""Statements that are read, by the name of their node."""

_ROWS: Final = "it changes rows, and of these only what has no condition is judged, wherever it stands"
_SESSION: Final = "it is about the session alone"
_ROLES: Final = "it is about roles, and no expected schema has any"
_SEARCH: Final = "it is about text search, of which nothing is protected"
_OPERATORS: Final = "it is about operators and casts, of which nothing is protected"
_SERVER: Final = "it is about the server or its disks"
_INNER: Final = "it holds another statement, which is walked"
_NEVER: Final = "no text is parsed to this: the server makes it"

HARMLESS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("insert_stmt", "update_stmt", "delete_stmt", "merge_stmt"), _ROWS),
    **dict.fromkeys(("variable_show_stmt", "transaction_stmt", "discard_stmt"), _SESSION),
    **dict.fromkeys(("constraints_set_stmt", "declare_cursor_stmt", "close_portal_stmt", "fetch_stmt"), _SESSION),
    **dict.fromkeys(("notify_stmt", "listen_stmt", "unlisten_stmt", "deallocate_stmt"), _SESSION),
    **dict.fromkeys(("create_role_stmt", "alter_role_stmt", "alter_role_set_stmt", "drop_role_stmt"), _ROLES),
    **dict.fromkeys(("alter_tsdictionary_stmt", "alter_tsconfiguration_stmt"), _SEARCH),
    **dict.fromkeys(("create_op_class_stmt", "create_op_family_stmt", "alter_op_family_stmt"), _OPERATORS),
    **dict.fromkeys(("alter_operator_stmt", "create_cast_stmt", "create_transform_stmt"), _OPERATORS),
    **dict.fromkeys(("create_conversion_stmt", "create_am_stmt", "create_plang_stmt"), _OPERATORS),
    **dict.fromkeys(("create_fdw_stmt", "alter_fdw_stmt"), "a wrapper is no foreign server: those are judged"),
    **dict.fromkeys(("create_table_space_stmt", "drop_table_space_stmt", "alter_table_space_options_stmt"), _SERVER),
    **dict.fromkeys(("alter_system_stmt", "check_point_stmt", "createdb_stmt", "alter_database_set_stmt"), _SERVER),
    **dict.fromkeys(("explain_stmt", "prepare_stmt"), _INNER),
    "execute_stmt": "what it runs was judged where it was prepared",
    "call_stmt": "the body of a procedure is judged where it is made",
    "do_stmt": "its body is judged statement by statement",
    "refresh_mat_view_stmt": "it fills a view with what its query says",
    "drop_subscription_stmt": "rows that came stay as they are",
    **dict.fromkeys(("raw_stmt", "set_operation_stmt", "replica_identity_stmt"), _NEVER),
    **dict.fromkeys(("return_stmt", "plassign_stmt"), "it stands in a body, and changes nothing"),
}
"""Statements that touch nothing a file can protect, and why."""

PARTS: Final = frozenset(
    """
    alias range_var table_func into_clause var param aggref grouping_func window_func window_func_run_condition
    merge_support_func subscripting_ref func_expr named_arg_expr op_expr distinct_expr null_if_expr
    scalar_array_op_expr bool_expr sub_link sub_plan alternative_sub_plan field_select field_store relabel_type
    coerce_via_io array_coerce_expr convert_rowtype_expr collate_expr case_expr case_when case_test_expr array_expr
    row_expr row_compare_expr coalesce_expr min_max_expr sqlvalue_function xml_expr json_format json_returning
    json_value_expr json_constructor_expr json_is_predicate json_behavior json_expr json_table_path
    json_table_path_scan json_table_sibling_join null_test boolean_test merge_action coerce_to_domain
    coerce_to_domain_value set_to_default current_of_expr next_value_expr inference_elem returning_expr target_entry
    range_tbl_ref join_expr from_expr on_conflict_expr query type_name column_ref param_ref a_expr type_cast
    collate_clause role_spec func_call a_star a_indices a_indirection a_array_expr res_target multi_assign_ref
    sort_by window_def range_subselect range_function range_table_func range_table_func_col range_table_sample
    column_def table_like_clause index_elem def_elem locking_clause xml_serialize partition_elem partition_spec
    partition_bound_spec partition_range_datum partition_cmd range_tbl_entry rtepermission_info range_tbl_function
    table_sample_clause with_check_option sort_group_clause grouping_set window_clause row_mark_clause with_clause
    infer_clause on_conflict_clause ctesearch_clause ctecycle_clause common_table_expr merge_when_clause
    returning_option returning_clause trigger_transition json_output json_argument json_func_expr
    json_table_path_spec json_table json_table_column json_key_value json_parse_expr json_scalar_expr
    json_serialize_expr json_object_constructor json_array_constructor json_array_query_constructor
    json_agg_constructor json_object_agg json_array_agg alter_table_cmd atalter_constraint object_with_args
    access_priv constraint create_op_class_item stats_elem function_parameter inline_code_block call_context
    vacuum_relation publication_table publication_obj_spec integer float boolean string bit_string list int_list
    oid_list a_const
    """.split()  # noqa: SIM905 - a line each would be a page and a half
)
"""All other nodes of the grammar: they stand in a statement, and what reads the statement reads them."""


def touches(statement: Statement, session: Session) -> Iterator[Touch | Mention | Unknown]:
    """Yield what a statement does, the tables it names first."""
    yield from mentions(statement, session)
    if statement.kind == "explain_stmt" and not other.switched_on(statement.node.options, "analyze"):
        return  # it says how it would run what it holds
    reader = READERS.get(statement.kind)
    if reader is not None:
        yield from reader(statement, session)
    elif statement.kind not in HARMLESS:
        yield Unknown(
            "guard-unread", f"is a statement of a kind that is not known here, {statement.kind}", statement.start
        )
    yield from rows.read(statement, session)
    yield from other.writes_to_catalogs(statement, session)
    yield from other.other_strings(statement, session)
