"""Records behave as frozen dataclasses do."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, asdict, dataclass, field, fields, replace
from typing import Any

import pytest

from secg.records import kept, record


@record
class Place:
    """A record with every kind of field."""

    name: str
    line: int = 1
    notes: list[str] = field(default_factory=list)

    @property
    def next_line(self) -> int:
        return self.line + 1


@record
class Pair:
    """A record that can be hashed, as all its values can."""

    name: str
    line: int


@record
class Written:
    """A record with a field that says where it stands."""

    name: str
    place: Place = field(compare=False)


@record
class Nothing:
    """A record without fields."""


@dataclass(frozen=True)
class Model:
    """The same as a dataclass, for comparison."""

    name: str
    line: int = 1
    notes: list[str] = field(default_factory=list)


def test_they_take_the_same_arguments_and_defaults() -> None:
    assert asdict(Place("a")) == asdict(Model("a"))
    assert asdict(Place("a", notes=["b"], line=3)) == asdict(Model("a", notes=["b"], line=3))
    assert Place("a").notes is not Place("a").notes
    assert Place("a", 4).next_line == 5


def test_a_field_can_be_left_out_of_equality_and_hash() -> None:
    here, there = Written("a", Place("here")), Written("a", Place("there"))
    assert here == there
    assert len({here, there}) == 1
    assert here != Written("b", here.place)
    assert replace(here, name="b").place == here.place


@pytest.mark.parametrize("arguments", [(), ("a", 1, [], 2)])
def test_wrong_arguments_are_refused(arguments: tuple[Any, ...]) -> None:
    with pytest.raises(TypeError):
        Place(*arguments)


def test_they_are_equal_by_class_and_values_and_hash_alike() -> None:
    assert Place("a", 1, ["b"]) == Place("a", 1, ["b"])
    others: list[object] = [Place("b"), Model("a"), "a"]
    assert all(Place("a") != other for other in others)
    assert Pair("a", 1) == Pair("a", 1) and hash(Pair("a", 1)) == hash(Pair("a", 1))
    assert Nothing() == Nothing() and hash(Nothing()) == hash(Nothing())


def test_nothing_of_them_can_be_changed() -> None:
    place = Place("a")
    with pytest.raises(FrozenInstanceError):
        place.name = "b"  # type: ignore[misc]  # what is refused is what is tried
    with pytest.raises(FrozenInstanceError):
        del place.name


def test_the_tools_for_dataclasses_work_on_them() -> None:
    place = Place("a", 2)
    assert replace(place, name="b") == Place("b", 2)
    assert [field.name for field in fields(Place)] == ["name", "line", "notes"]
    assert repr(place) == "Place(name='a', line=2, notes=[])"
    assert copy.deepcopy(place) == pickle.loads(pickle.dumps(place)) == place
    match place:
        case Place(name, line):
            assert (name, line) == ("a", 2)


def test_what_is_kept_is_worked_out_once_and_goes_with_the_value_that_keeps_it() -> None:
    asked: list[object] = []

    @kept
    def joined(pair: Pair, names: tuple[str, ...], place: Place) -> str:
        asked.append(names)
        return f"{pair.name} {' '.join(names)} {place.name}"

    pair, place = Pair("a", 1), Place("here")
    assert joined(pair, ("b", "c"), place) == joined(pair, tuple("bc"), place) == "a b c here"
    assert asked == [("b", "c")]
    joined(pair, ("b", "c"), Place("here"))  # another value, though an equal one
    joined(Pair("a", 1), ("b", "c"), place)
    assert len(asked) == 3
    for number in range(1000):
        joined(pair, (str(number),), place)
    assert len(vars(pair)["_kept"]) < 100
    assert pair == Pair("a", 1) and replace(pair) == pair and "_kept" not in vars(replace(pair))
