"""Every small way to spoil a module: one expression or statement each.

Constants of a module and bodies of properties and cached functions are spoilt too: in law, the harm is there. What cannot
change an answer is left out: docstrings, annotations, decorators, names of types, ``__slots__``.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

_OPPOSITE: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE,),
    ast.LtE: (ast.Lt,),
    ast.Gt: (ast.GtE,),
    ast.GtE: (ast.Gt,),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_REVERSED = {ast.Lt: ast.GtE, ast.LtE: ast.Gt, ast.Gt: ast.LtE, ast.GtE: ast.Lt}
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Add,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
_OTHER_CALL = {"min": "max", "max": "min", "any": "all", "all": "any", "first": "last", "last": "first"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One spoilt copy: ``line`` and ``end`` of what was changed, in words ``before`` and ``after``; ``function`` names the
    outermost function whose body alone differs, empty where something else does."""

    number: int
    line: int
    end: int
    before: str
    after: str
    function: str
    tree: ast.Module


def mutants(source: str) -> list[Mutant]:
    """All of a module, in the order of its text."""
    tree = ast.parse(source)
    places = list(_places(tree, ()))
    found: list[Mutant] = []
    for path, node in places:
        for other in _instead(node):
            spoilt = copy.deepcopy(tree)
            _replace(spoilt, path, other)
            ast.fix_missing_locations(spoilt)
            before, after = _words(node), _words(other)
            end, within = node.end_lineno or node.lineno, _function(tree, path)
            found.append(Mutant(len(found), node.lineno, end, before, after, within, spoilt))
    return found


Path = tuple[tuple[str, int | None], ...]


def _places(node: ast.AST, path: Path) -> Iterator[tuple[Path, ast.expr | ast.stmt]]:
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "bases", "keywords") and not isinstance(
            node, ast.Call
        ):
            continue
        rows = list(enumerate(value)) if isinstance(value, list) else [(None, value)]
        for number, child in rows:
            if not isinstance(child, ast.AST) or _says_nothing(child):
                continue
            step = (*path, (name, number))
            if isinstance(child, ast.expr | ast.stmt):
                yield step, child
            yield from _places(child, step)


def _says_nothing(node: ast.AST) -> bool:
    """Docstrings, imports, and what only names a type."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        return True
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
        return True
    if isinstance(node, ast.Assign):
        return any(isinstance(one, ast.Name) and one.id == "__slots__" for one in node.targets) or (
            isinstance(node.value, ast.Subscript) and _names_a_type(node.value)
        )
    return isinstance(node, ast.Subscript) and _names_a_type(node)


def _names_a_type(node: ast.Subscript) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id in (
        "Literal",
        "list",
        "dict",
        "tuple",
        "set",
        "frozenset",
        "Mapping",
        "Sequence",
    )


def _instead(node: ast.expr | ast.stmt) -> Iterator[ast.AST]:
    """What may stand in a node's place."""
    match node:
        case ast.Compare():
            for number, operator in enumerate(node.ops):
                for kind in (*_OPPOSITE[type(operator)], _REVERSED.get(type(operator))):
                    if kind is not None:
                        other = copy.deepcopy(node)
                        other.ops[number] = kind()
                        yield other
        case ast.BoolOp():
            other = copy.deepcopy(node)
            other.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            yield other
            for left_out in range(len(node.values)):
                kept = [value for number, value in enumerate(node.values) if number != left_out]
                yield kept[0] if len(kept) == 1 else ast.BoolOp(node.op, kept)
        case ast.UnaryOp(op=ast.Not()):
            yield node.operand
        case ast.BinOp() if type(node.op) in _ARITHMETIC:
            other = copy.deepcopy(node)
            other.op = _ARITHMETIC[type(node.op)]()
            yield other
        case ast.Constant():
            yield from (ast.Constant(value) for value in _other_values(node.value))
        case ast.IfExp():
            yield ast.IfExp(node.test, node.orelse, node.body)
        case ast.Call(func=ast.Name(id=name)) if name in _OTHER_CALL:
            yield ast.Call(ast.Name(_OTHER_CALL[name], ast.Load()), node.args, node.keywords)
        case ast.Call(func=ast.Attribute(attr=name)) if name in ("first", "last"):
            keywords = [one for one in node.keywords if one.arg not in ("after", "before")]
            other_call = ast.Attribute(node.func.value, _OTHER_CALL[name], ast.Load())
            yield ast.Call(other_call, node.args, keywords)
            if len(keywords) < len(node.keywords):
                yield ast.Call(node.func, node.args, keywords)
        case ast.Return(value=value) if value is not None and not _is_none(value):
            yield ast.Return(ast.Constant(None))
        case ast.If(test=test) if not isinstance(test, ast.Compare | ast.UnaryOp):
            yield ast.If(ast.UnaryOp(ast.Not(), test), node.body, node.orelse)
        case ast.Continue():
            yield ast.Break()
        case ast.Break():
            yield ast.Continue()
        case ast.Expr() | ast.AugAssign() | ast.Raise():
            yield ast.Pass()


def _other_values(value: object) -> Iterator[object]:
    match value:
        case bool():
            yield not value
        case int() | float():
            yield value + 1
            yield value - 1
        case str():
            yield value + "~" if value else "~"


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _function(tree: ast.AST, path: Path) -> str:
    node, names = tree, list[str]()
    for name, number in path:
        if isinstance(node, ast.FunctionDef):
            return ".".join([*names, node.name]) if name == "body" else ""
        if isinstance(node, ast.ClassDef):
            names.append(node.name)
        value = getattr(node, name)
        node = value if number is None else value[number]
    return ""


def _replace(tree: ast.AST, path: Path, other: ast.AST) -> None:
    node = tree
    for name, number in path[:-1]:
        value = getattr(node, name)
        node = value if number is None else value[number]
    name, number = path[-1]
    old = getattr(node, name) if number is None else getattr(node, name)[number]
    other = ast.copy_location(copy.deepcopy(other), old)
    if number is None:
        setattr(node, name, other)
    else:
        getattr(node, name)[number] = other


def _words(node: ast.AST) -> str:
    if isinstance(node, ast.Constant):
        return repr(node.value)
    # A block is told by its first line.
    return ast.unparse(ast.fix_missing_locations(copy.deepcopy(node))).split("\n", 1)[0]
