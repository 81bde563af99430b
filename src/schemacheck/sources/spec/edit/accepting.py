"""From findings to edits of the expected schema, so that it says what the live side has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any, Final, cast

from yaml.nodes import MappingNode, ScalarNode, SequenceNode

from schemacheck.base.names import Position, QName
from schemacheck.base.record import record
from schemacheck.model.conventional import without_what_nobody_chose
from schemacheck.model.schema import Schema
from schemacheck.model.schema_object import SchemaObject
from schemacheck.model.stated import UNSTATED
from schemacheck.model.table import Table
from schemacheck.report.finding import Difference, Finding
from schemacheck.sources.spec.edit.entries import (
    LISTS,
    SHORT,
    Spoken,
    Writer,
    attributes_of,
    held_by,
    taken,
)
from schemacheck.sources.spec.edit.text import Editor
from schemacheck.sources.spec.edit.tree import Place, Tree
from schemacheck.sources.spec.edit.values import (
    NotInPlaceError,
    edit_value,
    is_long_by_habit,
    long_form,
    shared_name,
)
from schemacheck.sources.spec.grammar.language import DOCUMENT, NAMESPACE, TABLE
from schemacheck.sources.spec.kinds.members import MEMBERS
from schemacheck.sources.spec.kinds.objects import OBJECTS
from schemacheck.sources.spec.kinds.roles import settings_path
from schemacheck.sources.spec.kinds.views import VIEWS
from schemacheck.sources.spec.read.reader import is_null
from schemacheck.sources.spec.write.values import Block, Line, Value

_OF_TABLES: Final = ("columns", "uniques", "foreign_keys", *(kind for kind in MEMBERS))
_MARK: Final = "\ufeff"
_FEWEST_IN_ORDER: Final = 2
"""A list of one item is in every order."""
_ABOUT_FILES: Final = frozenset({"waiver-unused", "ignore-unused"})
"""Rules that say that an entry of a list does nothing; it goes."""


@record
class Refusal:
    """A finding that cannot be accepted, and why."""

    finding: Finding
    reason: str


@record
class Sides:
    """Both sides of a comparison, as they were compared."""

    expected: Schema
    """What was read of the file that follows."""
    live: Schema
    database: str
    """Which kind of database they are about."""


@record
class Edited:
    """An expected schema with findings accepted."""

    text: str
    refused: tuple[Refusal, ...] = ()


def accepted(text: str, sides: Sides, findings: Sequence[Finding], outdated: Sequence[Position] = ()) -> Edited:
    """Edit an expected schema so that it says of each finding what the live side has.

    Args:
        text: the file as it is.
        sides: what was read of it, and the other side.
        findings: those that are accepted.
        outdated: where waivers stand that cover nothing any more once this is done.
    """
    bare = text.removeprefix(_MARK)
    work = _Acceptance(Tree(bare, sides.expected.origin.label), sides)
    refused = work.accept(findings)
    for at in outdated:
        work.drop(at)
    return Edited(text[: len(text) - len(bare)] + work.editor.edited(), tuple(refused))


class _Acceptance:
    """The work on one text."""

    def __init__(self, tree: Tree, sides: Sides) -> None:
        expected, live = sides.expected, sides.live
        self.tree = tree
        self.editor = Editor(tree)
        self._expected: Any = expected
        self._live: Any = live
        self._exact = tree.words("exact")
        owner = tree.find(tree.root, "owner")
        self._owner: str | None = tree.value(owner).value if owner else None
        self._spoken = Spoken(expected, self._exact, self._owner)
        self._writer = Writer(expected, sides.database, self._exact)
        self._tables = {table.name: table for table in expected.tables}
        self._live_tables = {table.name: table for table in live.tables}
        self._chosen: dict[QName, Table] = {}
        """Live tables without what nobody chose."""
        self._new: dict[tuple[int, str], list[tuple[str, Value]]] = {}
        """Entries for sections that the file does not have, by the mapping that shall hold the section, and its key."""
        self._holders: dict[int, Any] = {}
        self._added: dict[tuple[QName, str], list[Any]] = {}
        self._named: set[int] = set()

    def accept(self, findings: Sequence[Finding]) -> list[Refusal]:
        """Collect the edits for findings, and return those that cannot be accepted."""
        refused: list[Refusal] = []
        of_tables: dict[QName, list[Finding]] = {}
        of_objects: dict[tuple[str, Any], list[Finding]] = {}
        settings: list[Finding] = []
        for finding in findings:
            difference = finding.difference
            if difference is None:
                self._try(refused, [finding], lambda each=finding: self._accept_about_files(each))
            elif difference.attribute == "settings":
                settings.append(finding)
            elif difference.attribute in OBJECTS:
                of_objects.setdefault((difference.attribute, _identity(difference)), []).append(finding)
            else:
                name = QName(finding.subject.schema, finding.subject.name)
                of_tables.setdefault(name, []).append(finding)
        for name, group in of_tables.items():
            self._accept_table(refused, name, group)
        for (attribute, _), group in of_objects.items():
            self._try(refused, group, lambda group=group, attribute=attribute: self._accept_object(attribute, group))
        if settings:
            self._accept_settings(refused, settings)
        self._close_sections()
        return refused

    def _try(self, refused: list[Refusal], findings: Sequence[Finding], work: Any) -> None:
        try:
            work()
        except NotInPlaceError as error:
            refused += [Refusal(finding, str(error)) for finding in findings]

    # Places.

    def _entry(self, at: Position | None) -> Place:
        """Return the entry of a mapping whose key stands here."""
        place = self.tree.keys.get((at.line, at.column)) if at else None
        return self._own(place)

    def _item(self, at: Position | None) -> Place:
        place = self.tree.items.get((at.line, at.column)) if at else None
        return self._own(place)

    def _own(self, place: Place | None) -> Place:
        if place is None:
            raise NotInPlaceError("it has no entry of its own in the file")
        node = place.container
        if self.tree.is_shared(node):
            while not self.tree.text[node.start_mark.index :].startswith("&") and id(node) in self.tree.parents:
                node = self.tree.parents[id(node)].container
            raise NotInPlaceError(
                shared_name(self.editor, self.tree.parents[id(node)])
                if id(node) in self.tree.parents
                else "it stands at an anchor, which is used in several places"
            )
        return place

    def _namespace(self, schema: str) -> Any:
        """Return the mapping that holds what stands in a schema."""
        if schema == self._expected.home:
            return self.tree.root
        schemas = self.tree.find(self.tree.root, "schemas")
        place = self.tree.find(self.tree.value(schemas), schema) if schemas else None
        if place is None:
            raise NotInPlaceError(f"the schema {schema} has no entry of its own in the file")
        return self.tree.value(self._own(place))

    def _add_entry(
        self,
        holder: Any,
        key: str,
        entry: tuple[str, Value],
        *,
        order: Sequence[str] | None = None,
        short: str = "",
        after: int | None = None,
    ) -> None:
        """Add an entry to the section `key` of a mapping, or the section with it; in a list its name is empty."""
        name, value = entry
        if self.tree.is_shared(holder):
            raise NotInPlaceError("it would stand at an anchor, which is used in several places")
        place = self.tree.find(holder, key)
        if place is None and self.tree.find(holder, "<<") is not None:
            raise NotInPlaceError("it comes with a merge key (<<)")
        node = None if place is None else self.tree.value(place)
        if place is not None and isinstance(node, MappingNode if name else SequenceNode) and node.value:
            if self.tree.is_shared(node):
                raise NotInPlaceError(shared_name(self.editor, place))
            others = any(isinstance(self.tree.value(Place(node, at)), MappingNode) for at in range(len(node.value)))
            value = self._like_others(node, value, short)
            self.editor.add(node, name, value, order, laid_out=others, after=after)
            return
        self._holders[id(holder)] = holder
        if isinstance(node, ScalarNode) and not is_null(node) and not name and (id(holder), key) not in self._new:
            self._new[id(holder), key] = [("", node.value)]  # one value stands for a list of one
        self._new.setdefault((id(holder), key), []).append((name, value))

    def _close_sections(self) -> None:
        """Write the sections that the file did not have, or had empty."""
        for (holder, key), entries in self._new.items():
            node = self._holders[holder]
            value: Value = dict(entries) if entries[0][0] else Block([value for _, value in entries])
            place = self.tree.find(node, key)
            if place is not None:
                self.editor.change(place, value)
            else:
                self.editor.add(node, key, value, self._order_of(node))

    def _order_of(self, node: Any) -> list[str]:
        """Return the keys of a table, a schema or the file in the order in which they are written."""
        if node is self.tree.root:
            return [key.name for key in DOCUMENT.keys]
        if any(key.value in ("tables", *VIEWS, *OBJECTS) for key, _ in node.value):
            return [key.name for key in NAMESPACE.keys]
        return [key.name for key in TABLE.keys]

    def _like_others(self, container: Any, value: Value, short: str) -> Value:
        """Give an entry the form of those beside it: short or as a mapping, on one line or on several."""
        if short and not isinstance(value, dict) and is_long_by_habit(self.tree, container, short):
            value = Line(long_form(value, short))
        others = [self.tree.value(Place(container, index)) for index in range(len(container.value))]
        on_one_line = [bool(other.flow_style) for other in others if isinstance(other, MappingNode)]
        if isinstance(value, dict) and on_one_line:
            return Line(value) if 2 * sum(on_one_line) >= len(on_one_line) else dict(value)
        return value

    # Findings about what the file decides.

    def _accept_about_files(self, finding: Finding) -> None:
        if finding.rule.name in _ABOUT_FILES:
            self._remove(self._item(finding.at))
        elif finding.rule.name == "schema-missing":
            place = self._entry(finding.at)
            if place.container is self.tree.root:
                raise NotInPlaceError("the default schema is not one entry of the file")
            self._remove(place)
        else:
            raise NotInPlaceError("it is no difference between the file and the database")

    def drop(self, at: Position) -> None:
        """Remove an item of a list."""
        self._remove(self._item(at))

    def _remove(self, place: Place) -> None:
        """Remove an entry; what holds nothing then goes too."""
        self.editor.remove(place)
        if self.editor.left(place.container) == 0 and id(place.container) in self.tree.parents:
            self._remove(self.tree.parents[id(place.container)])

    # What is set for sessions, each parameter an entry of a mapping in mappings.

    def _accept_settings(self, refused: list[Refusal], findings: Sequence[Finding]) -> None:
        new: dict[str, Any] = {}
        added = []
        for finding in findings:
            difference = finding.difference
            assert difference is not None
            if difference.expected is None:
                held = new
                for key in settings_path(cast(Any, difference.live)):
                    held = held.setdefault(key, {})
                live: Any = difference.live
                held[live.parameter] = live.value
                added.append(finding)
            else:
                self._try(refused, [finding], lambda each=difference: self._accept_setting(each.expected, each.live))
        if new:
            self._try(refused, added, lambda: self._add_all(self.tree.root, new))

    def _accept_setting(self, expected: Any, live: Any) -> None:
        place = self._entry(expected.at)
        if live is not None:
            edit_value(self.editor, place, expected.value, live.value, "")
            return
        whole = self.tree.value(self._own(self.tree.find(self.tree.root, "settings")))
        self.editor.remove(place)
        # `settings` itself stays where nothing is left of it: without it nothing would be compared.
        while place.container is not whole and self.editor.left(place.container) == 0:
            place = self.tree.parents[id(place.container)]
            self.editor.remove(place)

    def _add_all(self, node: Any, new: dict[str, Any]) -> None:
        """Add entries to a mapping and to those in it, which are made where there are none."""
        if self.tree.is_shared(node):
            raise NotInPlaceError("it would stand at an anchor, which is used in several places")
        for key, value in new.items():
            place = self.tree.find(node, key)
            there = None if place is None else self.tree.value(place)
            if isinstance(value, dict) and isinstance(there, MappingNode) and there.value:
                self._add_all(there, value)
            elif place is not None:
                self.editor.change(place, value)
            else:
                self.editor.add(node, key, value, self._order_of(node) if node is self.tree.root else None)

    # Objects that no table holds.

    def _accept_object(self, attribute: str, findings: Sequence[Finding]) -> None:
        objects = OBJECTS[attribute]
        first = findings[0].difference
        assert first is not None
        expected, live = first.expected, first.live
        # A sequence that goes with its column is not listed until it is another than the one the column makes.
        if expected is None or (live is not None and getattr(expected, "at", None) is None):
            live = self._spoken.only(live, attribute)
            name, value = self._writer.object(attribute, self._without_usual_owner(live))
            holder = self.tree.root if objects.wide else self._namespace(live.name.schema)
            if objects.alone:
                self.editor.add(holder, attribute, value, self._order_of(holder))
            else:
                self._add_entry(holder, attribute, (name, value), short=SHORT.get(attribute, ""))
            return
        place = self._place_of_object(attribute, expected)
        if live is None:
            self.editor.remove(place)
            return
        is_usual = isinstance(live, SchemaObject) and live.goes_without_saying
        if is_usual and attribute == "sequences" and self._is_all_of(expected, live, findings):
            self.editor.remove(place)
            return
        sides = (expected, self._taken(attribute, expected, findings))
        old_value, new_value = (self._writer.object(attribute, self._without_usual_owner(item))[1] for item in sides)
        new_value = self._with_none(attribute, findings, new_value)
        edit_value(self.editor, place, old_value, new_value, SHORT.get(attribute, ""))

    def _is_all_of(self, expected: Any, live: Any, findings: Sequence[Finding]) -> bool:
        """Whether nothing else differs of an object, and others of its kind that go without saying are not listed."""
        new = self._taken("sequences", expected, findings)
        stated = [each.name for each in fields(new) if each.compare and getattr(new, each.name) is not UNSTATED]
        if any(getattr(new, name) != getattr(live, name) for name in stated):
            return False
        usual = {each.name for each in self._live.sequences if each.goes_without_saying}
        return not any(each.name in usual for each in self._expected.sequences if each is not expected)

    def _place_of_object(self, attribute: str, item: Any) -> Place:
        if not OBJECTS[attribute].alone:
            return self._entry(item.at)
        holder = self.tree.root if OBJECTS[attribute].wide else self._namespace(item.name.schema)
        return self._own(self.tree.find(holder, attribute))

    def _taken(self, attribute: str, expected: Any, findings: Sequence[Finding]) -> Any:
        for finding in findings:
            difference = finding.difference
            if difference is not None:
                names = attributes_of(attribute, difference.facet, expected)
                if not names:
                    raise NotInPlaceError(f"the language has no key for {difference.facet}")
                expected = taken(expected, difference.live, names)
        return expected

    def _with_none(self, attribute: str, findings: Sequence[Finding], new: Value) -> Value:
        """Say that there is no comment any more, where leaving the key out would mean that it is not compared."""
        short = SHORT.get(attribute, "")
        for finding in findings:
            facet = finding.difference.facet if finding.difference else ""
            if facet == "comment" and facet not in self._exact and facet not in long_form(new, short):
                new = {**long_form(new, short), facet: "none"}
        return new

    # Tables and what they hold.

    def _accept_table(self, refused: list[Refusal], name: QName, findings: Sequence[Finding]) -> None:
        differences = [(finding, finding.difference) for finding in findings if finding.difference]
        whole = [
            finding for finding, each in differences if not each.attribute and not (each.facet and each.facet != "kind")
        ]
        if whole:
            self._try(refused, findings, lambda: self._accept_whole_table(name, whole[0]))
            return
        facets: list[Finding] = []
        members: dict[tuple[str, Any], list[Finding]] = {}
        for finding, each in differences:
            if each.attribute in ("", "primary_key", "grants"):
                facets.append(finding)
            else:
                members.setdefault((each.attribute, _identity(each)), []).append(finding)
        table = self._tables.get(name)
        if table is None:
            # On a table of a platform's that the file does not list, users have something all the same.
            why = "the file does not list its table, which is the platform's; list it with `columns: any`"
            refused += [Refusal(finding, why) for finding in findings]
            return
        sections: dict[str, int] = {}
        for (attribute, _), group in members.items():
            self._try(refused, group, lambda a=attribute, g=group: self._accept_member(table, a, g, sections))
        self._try(refused, facets, lambda: self._accept_facets(table, facets))
        for attribute in sections:
            self._close_section(table, attribute)

    def _accept_whole_table(self, name: QName, finding: Finding) -> None:
        expected, live = self._tables.get(name), self._live_tables.get(name)
        place = self._entry(expected.at) if expected is not None else None
        section = None if place is None else self.tree.key(self.tree.parents[id(place.container)])
        if live is None or finding.change == "missing":
            assert place is not None
            self.editor.remove(place)
            return
        live = self._spoken.table(self._bare(live))
        if expected is not None and expected.protected:
            live = replace(live, protected=expected.protected)
        key = self._writer.key_of_table(live)
        value = self._writer.table(live, key)
        if place is not None and section == key:
            self.editor.change(place, value)
            return
        if place is not None:
            self.editor.remove(place)
        self._add_entry(self._namespace(name.schema), key, (name.name, value))

    def _bare(self, live: Table) -> Table:
        if live.name not in self._chosen:
            self._chosen[live.name] = without_what_nobody_chose(live)
        return self._chosen[live.name]

    def _chosen_member(self, table: Table, attribute: str, item: Any) -> Any:
        """Return something that only the live table has without a name that nobody chose."""
        live = self._live_tables[table.name]
        held, bare = (getattr(side, attribute) for side in (live, self._bare(live)))
        if attribute == "primary_key":
            item = bare
        elif isinstance(held, tuple) and isinstance(bare, tuple):
            item = next((other for one, other in zip(held, bare, strict=True) if one is item), item)
        return self._spoken.only(item, attribute)

    def _beside_twins(self, table: Table, attribute: str, item: Any) -> Any:
        """Return a key that the file does not have; where it has one on the same columns, both need their names."""
        bare = self._chosen_member(table, attribute, item)
        if attribute not in ("uniques", "foreign_keys"):
            return bare
        live = held_by(self._live_tables[table.name], attribute)
        twins = [each for each in held_by(table, attribute) if each.columns == item.columns]
        added = self._added.setdefault((table.name, attribute), [])
        added.append(item)
        names = [each.name for each in live if each.columns == item.columns and each not in added]
        for twin in twins:
            if twin.name is UNSTATED and names and id(twin) not in self._named:
                self._named.add(id(twin))
                named = replace(twin, name=names.pop(0))
                old, new = (self._writer.member(attribute, each, table)[1] for each in (twin, named))
                edit_value(self.editor, self._item(twin.at), old, new, SHORT.get(attribute, ""))
        return replace(bare, name=item.name) if twins or len(added) > 1 else bare

    def _node_of(self, table: Table) -> MappingNode:
        place = self._entry(table.at)
        node = self.tree.value(place)
        if self.tree.is_shared(node):
            raise NotInPlaceError(shared_name(self.editor, place))
        if not isinstance(node, MappingNode):
            raise NotInPlaceError("the file says of the table only that it exists")
        return node

    def _accept_member(
        self, table: Table, attribute: str, findings: Sequence[Finding], sections: dict[str, int]
    ) -> None:
        first = findings[0].difference
        assert first is not None
        key = LISTS.get(attribute, attribute)
        node = self._node_of(table)
        of_view = self.tree.key(self.tree.parents[id(self._entry(table.at).container)]) in VIEWS
        short = SHORT.get(attribute, "")
        if first.expected is None:
            live = self._beside_twins(table, attribute, first.live)
            entry = self._writer.member(attribute, live, table, of_view=of_view)
            order = self._column_order(table) if attribute == "columns" else None
            after = self._behind(table, attribute, live) if attribute in LISTS else None
            self._add_entry(node, key, entry, order=order, short=short, after=after)
            return
        item: Any = first.expected
        renamed: Any = first.live
        is_item = attribute in LISTS
        place = self._item(item.at) if is_item else self._entry(item.at)
        if first.live is None:
            self.editor.remove(place)
            sections[attribute] = 1
            return
        new = self._taken(attribute, item, [each for each in findings if not _is_renaming(each.difference, attribute)])
        if any(_is_renaming(each.difference, attribute) for each in findings):
            self.editor.rename(place, renamed.name)
        old_value, new_value = (self._writer.member(attribute, each, table, of_view=of_view)[1] for each in (item, new))
        new_value = self._with_none(attribute, findings, new_value)
        edit_value(self.editor, place, old_value, new_value, short)

    def _behind(self, table: Table, attribute: str, live: Any) -> int | None:
        """Say behind which item of a list another one stands, if they are in the order of a snapshot; else None."""
        held = held_by(table, attribute)
        order = [self._writer.rank(attribute, each, table) for each in held]
        if len(order) < _FEWEST_IN_ORDER or order != sorted(order):
            return None
        own = self._writer.rank(attribute, live, table)
        return sum(each <= own for each in order) - 1

    def _column_order(self, table: Table) -> list[str]:
        columns = self._live_tables[table.name].columns
        return [column.name for column in columns] if isinstance(columns, tuple) else []

    def _close_section(self, table: Table, attribute: str) -> None:
        """Take a section away that holds nothing any more, where leaving it out says so too."""
        node = self._node_of(table)
        place = self.tree.find(node, LISTS.get(attribute, attribute))
        if place is None:
            return
        section = self.tree.value(place)
        if self.editor.left(section) == 0 and (attribute in ("uniques", "foreign_keys") or attribute in self._exact):
            self.editor.remove(place)

    def _accept_facets(self, table: Table, findings: Sequence[Finding]) -> None:
        if not findings:
            return
        place = self._entry(table.at)
        self._node_of(table)
        key = self.tree.key(self.tree.parents[id(place.container)])
        live = self._live_tables[table.name]
        new = table
        for finding in findings:
            each = finding.difference
            assert each is not None
            if each.attribute == "primary_key":
                new = replace(new, primary_key=self._new_primary_key(table, each))
            elif each.attribute == "grants":
                new = replace(new, grants=_with_grants(new.grants, each))
            else:
                names = attributes_of("", each.facet, table)
                if not names:
                    raise NotInPlaceError(f"the language has no key for {each.facet}")
                new = replace(new, **{name: getattr(live, name) for name in names})
        sides = (self._without_usual_owner(table), self._without_usual_owner(new))
        old_value, new_value = (self._writer.table(side, key) for side in sides)
        if not isinstance(old_value, dict) or not isinstance(new_value, dict):
            raise NotInPlaceError("the file says of the table only that it exists")
        edit_value(self.editor, place, old_value, new_value, order=[key.name for key in TABLE.keys])

    def _without_usual_owner(self, item: Any) -> Any:
        """Leave out the owner that the file names for all objects."""
        return replace(item, owner=UNSTATED) if self._owner is not None and item.owner == self._owner else item

    def _new_primary_key(self, table: Table, each: Difference) -> Any:
        if each.live is None:
            return None
        if each.expected is None:
            return self._chosen_member(table, "primary_key", each.live)
        names = attributes_of("primary_key", each.facet, each.expected)
        return taken(each.expected, each.live, names)


def _is_renaming(difference: Difference | None, attribute: str) -> bool:
    """Whether the key itself of an entry differs."""
    return difference is not None and difference.facet == "name" and attribute == "checks"


def _identity(difference: Difference) -> Any:
    """Tell the object of a finding from others: by its place in the file that follows, where it has one there."""
    at = getattr(difference.expected, "at", None)
    return (at.line, at.column) if at is not None else id(difference.live)


def _with_grants(held: Any, each: Difference) -> Any:
    expected: Any = each.expected
    live: Any = each.live
    grantee = (live if expected is None else expected).grantee
    others = tuple(grants for grants in held if grants.grantee != grantee)
    return others if live is None else (*others, live)
