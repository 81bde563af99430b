"""What a name was turned into, and what a word was meant to be."""

from __future__ import annotations

from itertools import product

import pytest

from schemacheck.base.near import did_you_mean, meant, near_name, same_word


@pytest.mark.parametrize(
    ("name", "candidates", "expected"),
    [
        ("orders", ["ORDERS", "order"], "ORDERS"),
        ("GoFastCompany", ["go_fast_company_x", "go_fast_companies"], "go_fast_companies"),
        ("boxes", ["boxed", "box"], "box"),
        ("address", ["addres", "addresses"], "addresses"),
        ("customer_email", ["customer_name", "customer_mail"], "customer_mail"),
        ("Customer_Emall", ["customer_email"], "customer_email"),
        ("orders", ["orders"], None),
        ("orders", ["invoices"], None),
        ("orders", [], None),
        # Three of five letters are not enough for a name that exists.
        ("Itn", ["Int"], None),
    ],
)
def test_a_name_is_found_under_another(name: str, candidates: list[str], expected: str | None) -> None:
    assert near_name(name, candidates) == expected
    assert near_name(name, reversed(candidates)) == expected


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [
        ("Itn", ["Int", "BigInt"], "Int"),
        ("primarykey", ["primary_key", "keys"], "primary_key"),
        ("colums", ["columns", "column_order"], "columns"),
        ("nulable", ["unique", "nullable"], "nullable"),
        ("xyz", ["columns", "keys"], None),
    ],
)
def test_a_slip_is_understood(word: str, known: list[str], expected: str | None) -> None:
    assert meant(word, known) == expected


def test_a_hint_writes_the_name_as_it_is_written() -> None:
    assert did_you_mean("unqiue", ["unique", "id"], "@", "()") == "did you mean @unique()?"
    assert did_you_mean("other", ["unique", "id"]) is None


def test_one_word_in_two_spellings_is_two_different_names() -> None:
    assert same_word("GoFastCompany", "go_fast_companies")
    assert same_word("Orders", "orders")
    assert not same_word("orders", "orders")
    assert not same_word("orders", "ordres")


def test_of_many_names_those_nearest_in_the_alphabet_are_compared() -> None:
    words = ("order", "customer", "item", "invoice", "payment", "user", "role", "token", "price", "stock")
    names = ["_".join(each) for each in product(words, repeat=3)]
    assert near_name("order_customer_itme", names) == "order_customer_item"
    assert near_name("OrderCustomerItem", names) == "order_customer_item"
    assert near_name("stock_stock_stokc", names) == "stock_stock_stock"
