"""Which column of a source is which field: data, versioned, shipped as TOML or saved by a user."""

import tomllib
from collections.abc import Collection, Iterable
from collections.abc import Mapping as AnyMapping
from functools import cache
from importlib.resources import files
from typing import Any, Final, Self

import msgspec

from huiyin.records.reports.landing.bound import Bound
from huiyin.records.reports.landing.errors import HeaderRefused, MappingRefused, Problem
from huiyin.records.reports.landing.fields import CODES, LEVELLED, NAMES
from huiyin.records.reports.landing.header import Header, Unlike, column_key

SHIPPED: Final = ("shanghai12345", "generic")


class Column(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One field and the names under which its column is known. `identity`: it tells who a person is.

    `optional`: the source's ordinary table does not have it, so that nobody need hear that it is missing.
    """

    field: str
    names: tuple[str, ...]
    identity: bool = False
    required: bool = False
    optional: bool = False


class Mapping(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How to read the rows of one source.

    `values` gives, for each field with a closed set of values, the code of each word; `absent` the words that
    a source writes where it has nothing. `expected` names fields for which the header of a file must have a
    column, though its cells may be empty: rows whose number is lost with a renamed column come in a second time
    when it has its right name again. Whose a number is, no mapping says: see `reports.numbering`.
    """

    name: str
    version: int
    columns: tuple[Column, ...]
    values: dict[str, dict[str, str]] = {}
    absent: tuple[str, ...] = ()
    expected: tuple[str, ...] = ()

    @classmethod
    def load(cls, name: str) -> "Mapping":
        """The shipped mapping called `name`. Raises `KeyError` when none is."""
        return _load(name)

    @classmethod
    def from_dict(cls, data: AnyMapping[str, Any]) -> Self:
        """A mapping that a user saved. Raises `MappingRefused` when it is malformed or contradicts itself."""
        try:
            mapping = msgspec.convert(data, type=cls)
        except msgspec.ValidationError as error:
            raise _refuse(f"格式不对：{error}", str(error)) from error
        mapping._check()
        return mapping

    def to_dict(self) -> dict[str, Any]:
        """Plain data that `from_dict` takes back."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        return plain

    @property
    def known(self) -> tuple[str, ...]:
        """Every column name of the mapping, as `find_header` wants them; required ones first."""
        ordered = sorted(self.columns, key=lambda column: not column.required)
        return tuple(name for column in ordered for name in column.names)

    @property
    def identity_fields(self) -> frozenset[str]:
        """The fields that tell who a person is: to be encrypted, and hashed in the ledger."""
        return frozenset(column.field for column in self.columns if column.identity)

    def bind(self, header: Header) -> Bound:
        """Fit the mapping to the columns of a row that has landed already.

        Raises `HeaderRefused`: a required column is missing, a name stands twice, or two columns claim one
        field.
        """
        return self._fit(header, ())

    def bind_file(self, header: Header) -> Bound:
        """Fit the mapping to the header of a file. Raises `HeaderRefused` as `bind` does, and without an expected column."""
        return self._fit(header, self.expected)

    def _fit(self, header: Header, expected: Collection[str]) -> Bound:
        by_key = {column_key(name): column for column in self.columns for name in column.names}
        place: dict[str, int] = {}
        twice: list[str] = []
        unknown: list[str] = []
        claimed: dict[Column, int] = {}
        for index, name in enumerate(header.columns):
            key = column_key(name)
            if not key:
                continue
            if key in place:
                twice.append(name)
            place[key] = index
            column = by_key.get(key)
            if column is None:
                unknown.append(name)
            elif claimed.setdefault(column, index) != index and name not in twice:
                twice.extend((header.columns[claimed[column]], name))
        fed = {column.field for column in claimed}
        absent = [column for column in self.columns if column not in claimed]
        missing = [
            column.names[0]
            for column in absent
            if column.required or (column.field in expected and column.field not in fed)
        ]
        if missing or twice:
            raise _refuse_header(header, missing, twice, unknown)
        return Bound(
            self, header, claimed, Unlike(tuple(unknown), tuple(c.names[0] for c in absent if not c.optional))
        )

    def _check(self) -> None:
        seen: set[str] = set()
        fed: set[str] = set()
        for column in self.columns:
            if column.field not in NAMES:
                raise _refuse(f"没有“{column.field}”这个字段", f"there is no field {column.field}")
            if column.field in fed and column.field not in LEVELLED:
                raise _refuse(f"字段“{column.field}”出现两次", f"field {column.field} stands twice")
            fed.add(column.field)
            keys = set(map(column_key, column.names))
            if not keys or "" in keys:
                raise _refuse(f"字段“{column.field}”缺少列名", f"field {column.field} lacks a column name")
            if shared := seen & keys:
                raise _refuse(f"列名“{min(shared)}”出现两次", f"column name {min(shared)} stands twice")
            seen |= keys
        if not any(column.field == "text" and column.required for column in self.columns):
            raise _refuse("必须有必填的 text（内容）列", "a required column for text is needed")
        for field in self.expected:
            if field not in fed:
                raise _refuse(
                    f"字段“{field}”应有（expected），却没有列名",
                    f"field {field} is expected, but has no column name",
                )
        for field in CODES.keys() & fed - self.values.keys():
            raise _refuse(f"字段“{field}”缺少取值对照", f"field {field} lacks its table of values")
        for field, table in self.values.items():
            if wrong := set(table.values()) - CODES.get(field, frozenset()):
                raise _refuse(
                    f"字段“{field}”没有取值“{min(wrong)}”", f"field {field} has no value {min(wrong)}"
                )


@cache
def _load(name: str) -> Mapping:
    if name not in SHIPPED:
        raise KeyError(name)
    text = files("huiyin.records.reports.landing").joinpath("mappings", f"{name}.toml").read_text("utf-8")
    return Mapping.from_dict(tomllib.loads(text))


def _refuse(zh: str, en: str) -> MappingRefused:
    return MappingRefused(
        Problem(
            code="mapping.invalid",
            message_zh=f"列对照有误：{zh}",
            message_en=f"the mapping of columns is wrong: {en}",
            advice_zh="请修改后再保存。",
            advice_en="Correct it and save it again.",
        )
    )


def _refuse_header(
    header: Header, missing: Iterable[str], twice: Iterable[str], unknown: Iterable[str]
) -> HeaderRefused:
    told = [
        (zh, en, "、".join(f"「{name}」" for name in names), ", ".join(f"“{name}”" for name in names))
        for zh, en, names in (
            ("缺少必需的列", "required columns are missing: ", list(missing)),
            ("列重复", "columns that say the same: ", list(twice)),
            ("不认识的列", "unknown columns: ", list(unknown)),
        )
        if names
    ]
    return HeaderRefused(
        Problem(
            code="header.missing" if list(missing) else "header.twice",
            message_zh=f"表头（第 {header.position} 行）" + "；".join(zh + names for zh, _, names, _ in told),
            message_en=f"header (row {header.position}): "
            + "; ".join(en + names for _, en, _, names in told),
            advice_zh="请把列名改成要求的写法、删去重复的列；或者改用适合这个来源的列对照，没有的另存一份。",
            advice_en="Rename columns as required and delete doubled ones, or use another mapping, saved for this source.",
            position=header.position,
        )
    )
