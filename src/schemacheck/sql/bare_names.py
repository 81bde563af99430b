"""Expressions whose bare names mean another schema than the one they are compared in.

`DEFAULT nn()` of a table in schema app calls the function that the search path finds, which is that of the home schema;
the server prints it as `public.nn()`. So bare names get the home schema before the table's own is taken off.
"""

from __future__ import annotations

from typing import Final

from schemacheck.sql.tokens import RESERVED, SYNTAX_CALLS, Token, sql_name, sql_string, tokens, words
from schemacheck.sql.types import TypeSyntaxError, is_builtin, parse_type

BUILTIN_FUNCTIONS: Final = words(
    """abbrev abs aclcontains acldefault aclinsert aclremove acos acosd acosh age amvalidate area array_append
    array_dims array_fill array_length array_lower array_ndims array_position array_positions array_prepend
    array_remove array_replace array_reverse array_sample array_shuffle array_sort array_to_json array_to_string
    array_to_tsvector array_upper ascii asin asind asinh atan atan2 atan2d atand atanh bit bit_count bit_length
    bittypmodin bool box bpchar bpchartypmodin brin_summarize_new_values brin_summarize_range broadcast btrim bytea
    cardinality casefold cash_words cbrt ceil ceiling center char char_length character_length chr cidr circle
    clock_timestamp col_description concat concat_ws convert convert_from convert_to cos cosd cosh cot cotd crc32
    crc32c current_database current_query current_schema current_schemas current_setting current_user currtid2
    currval cursor_to_xml cursor_to_xmlschema database_to_xml database_to_xml_and_xmlschema database_to_xmlschema
    date date_add date_bin date_part date_subtract date_trunc datemultirange daterange daterange_canonical
    daterange_subdiff decode degrees dexp diagonal diameter div dlog1 dlog10 dround dtrunc encode enum_first
    enum_last enum_range enum_send erf erfc exp extract factorial family float4 float8 floor format format_type
    gamma gcd gen_random_uuid get_bit get_byte get_current_ts_config getdatabaseencoding getpgusername
    gin_clean_pending_list has_any_column_privilege has_column_privilege has_database_privilege
    has_foreign_data_wrapper_privilege has_function_privilege has_language_privilege has_largeobject_privilege
    has_parameter_privilege has_schema_privilege has_sequence_privilege has_server_privilege has_table_privilege
    has_tablespace_privilege has_type_privilege height host hostmask icu_unicode_version inet_client_addr
    inet_client_port inet_server_addr inet_server_port initcap int2 int2_avg_accum_inv int2int4_sum int4
    int4_avg_accum_inv int4inc int4multirange int4range int4range_canonical int4range_subdiff int8 int8_sum int8dec
    int8dec_any int8multirange int8range int8range_canonical int8range_subdiff interval intervaltypmodin
    is_normalized isclosed isempty isfinite ishorizontal isopen isparallel isperp isvertical json_array_length
    json_build_array json_build_object json_extract_path json_extract_path_text json_object json_populate_record
    json_strip_nulls json_to_record json_to_tsvector json_typeof jsonb_array_length jsonb_build_array
    jsonb_build_object jsonb_extract_path jsonb_extract_path_text jsonb_insert jsonb_object jsonb_path_exists
    jsonb_path_exists_tz jsonb_path_match jsonb_path_match_tz jsonb_path_query_array jsonb_path_query_array_tz
    jsonb_path_query_first jsonb_path_query_first_tz jsonb_populate_record jsonb_populate_record_valid jsonb_pretty
    jsonb_set jsonb_set_lax jsonb_strip_nulls jsonb_to_record jsonb_to_tsvector jsonb_typeof justify_days
    justify_hours justify_interval lastval lcm left length lgamma like like_escape line ln lo_close lo_creat
    lo_create lo_export lo_from_bytea lo_get lo_import lo_lseek lo_lseek64 lo_open lo_tell lo_tell64 lo_truncate
    lo_truncate64 lo_unlink log log10 loread lower lower_inc lower_inf lowrite lpad lseg ltrim macaddr macaddr8
    macaddr8_set7bit make_date make_interval make_time make_timestamp make_timestamptz makeaclitem masklen md5
    min_scale mod money multirange mxid_age name nameconcatoid netmask network nextval normalize notlike now
    npoints num_nonnulls num_nulls numeric numeric_div_trunc numeric_exp numeric_inc numeric_ln numeric_log
    numeric_sqrt numerictypmodin nummultirange numnode numrange numrange_subdiff obj_description octet_length oid
    oidvectortypes overlaps overlay parse_ident path pclose phraseto_tsquery pi plainto_tsquery point polygon popen
    position pow power query_to_xml query_to_xml_and_xmlschema query_to_xmlschema querytree quote_ident
    quote_literal quote_nullable radians radius random random_normal range_merge regclass regexp_count regexp_instr
    regexp_like regexp_match regexp_replace regexp_split_to_array regexp_substr repeat replace reverse right round
    row_security_active row_to_json rpad rtrim satisfies_hash_partition scale schema_to_xml
    schema_to_xml_and_xmlschema schema_to_xmlschema session_user set_bit set_byte set_config set_masklen setval
    setweight sha224 sha256 sha384 sha512 shobj_description sign similar_escape similar_to_escape sin sind sinh
    slope split_part sqrt statement_timestamp string_to_array strip strpos substr substring system_user
    table_to_xml table_to_xml_and_xmlschema table_to_xmlschema tan tand tanh text textlen time timeofday timestamp
    timestamptypmodin timestamptz timestamptztypmodin timetypmodin timetz timetztypmodin timezone to_ascii to_bin
    to_char to_date to_hex to_json to_jsonb to_number to_oct to_regclass to_regcollation to_regnamespace to_regoper
    to_regoperator to_regproc to_regprocedure to_regrole to_regtype to_regtypemod to_timestamp to_tsquery
    to_tsvector transaction_timestamp translate trim_array trim_scale trunc ts_delete ts_filter ts_headline
    ts_lexize ts_rank ts_rank_cd ts_rewrite tsmultirange tsquery_phrase tsrange tsrange_subdiff tstzmultirange
    tstzrange tstzrange_subdiff tsvector_to_array txid_current txid_current_if_assigned txid_current_snapshot
    txid_snapshot_xmax txid_snapshot_xmin txid_status txid_visible_in_snapshot unicode_assigned unicode_version
    unistr upper upper_inc upper_inf uuid_extract_timestamp uuid_extract_version uuidv4 uuidv7 varbit
    varbittypmodin varchar varchartypmodin version websearch_to_tsquery width width_bucket xid xml
    xml_is_well_formed xml_is_well_formed_content xml_is_well_formed_document xmlcomment xmlexists xmltext
    xmlvalidate xpath xpath_exists"""
)
"""Functions of PostgreSQL's own that an expression can call, but for those whose name begins with `pg_`."""
_NOT_CALLED: Final = words("at by escape filter over operator within zone")
"""Words before a parenthesis that are no function calls."""
_FIRST_OF_SEVERAL: Final = words("double national")
"""Words that begin the name of a type."""
_OF_SEQUENCES: Final = frozenset({"nextval", "currval", "setval"})


def with_schema(text: str, home: str, schema: str) -> str:
    """Give bare names of functions, sequences and types schema `home`, for a table of another schema."""
    if home == schema or not home:
        return text
    found = tokens(text)
    written = [_qualified_token(found, place, home) for place in range(len(found))]
    return text if written == [token.text for token in found] else " ".join(written)


def _qualified_token(found: tuple[Token, ...], place: int, home: str) -> str:
    token = found[place]
    before = found[place - 1].text if place else ""
    after = found[place + 1].text if place + 1 < len(found) else ""
    if token.kind == "string" and before == "(" and place > 1 and found[place - 2].value in _OF_SEQUENCES:
        return sql_string(f"{sql_name(home)}.{token.value}") if "." not in token.value else token.text
    if token.kind not in ("word", "name") or before == "." or after == ".":
        return token.text
    own_type = before == "::" and not _is_builtin_type(token.text)
    if own_type or (after == "(" and before != "::" and _is_own_function(token)):
        return f"{sql_name(home)}.{token.text}"
    return token.text


def _is_own_function(token: Token) -> bool:
    if token.value.startswith("pg_") or token.value in BUILTIN_FUNCTIONS:
        return False
    return token.kind == "name" or token.value not in RESERVED | SYNTAX_CALLS | _NOT_CALLED


def _is_builtin_type(text: str) -> bool:
    if text.lower() in _FIRST_OF_SEVERAL:
        return True
    try:
        return is_builtin(parse_type(text))
    except TypeSyntaxError:
        return True


def without_table(text: str, schema: str, table: str) -> str:
    """Take the table's own name from before its columns: `race.bib > 1` of the table race is `bib > 1`.

    A text with a query of its own is left alone: there a bare name may be a column of another table.
    """
    found = tokens(text)
    if not any(token.value == table for token in found) or any(token.value == "select" for token in found):
        return text
    written: list[str] = []
    for place, token in enumerate(found):
        if (
            token.text == "."
            and _is_column(found, place + 1)
            and (words := _words_of_table(found, place, schema, table))
        ):
            del written[-words:]
        elif place > 1 and found[place - 1].text == "." and (not written or written[-1] != "."):
            written.append(sql_name(token.value))  # behind a dot any word is a name
        else:
            written.append(token.text)
    return text if len(written) == len(found) else " ".join(written)


def _words_of_table(found: tuple[Token, ...], dot: int, schema: str, table: str) -> int:
    """Count the words before a dot that name the table, its schema among them; none where they name something else."""
    if not _is_name(found, dot - 1, table):
        return 0
    if dot < 2 or found[dot - 2].text != ".":
        return 1
    with_schema = _is_name(found, dot - 3, schema) and (dot < 4 or found[dot - 4].text != ".")
    return 3 if with_schema else 0


def _is_name(found: tuple[Token, ...], place: int, name: str) -> bool:
    return place >= 0 and found[place].kind in ("word", "name") and found[place].value == name


def _is_column(found: tuple[Token, ...], place: int) -> bool:
    """Whether a name stands there that is neither a function's nor followed by a part of its own."""
    if place >= len(found) or found[place].kind not in ("word", "name"):
        return False
    after = found[place + 1].text if place + 1 < len(found) else ""
    return after not in ("(", ".")
