"""Small faults put into the calculators one at a time, and whether a test notices each.

A mutant is one change at one place of one file. It is tried in a process of its own, forked after pytest and the libraries were
loaded and before the calculators were: an import hook gives it the changed file, the working tree is not touched. First
everything is run once, with a record of which test runs which line, so that a mutant is put only to the tests that run its line,
the quickest first. A mutant that no test notices must stand in `equivalent.toml` with the reason why it gives no other answer.
"""

from __future__ import annotations

import ast
import copy
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

COMPARATORS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE), ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,), ast.In: (ast.NotIn,), ast.NotIn: (ast.In,),
}  # fmt: skip
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
}  # fmt: skip
NAMES = {
    "all_of": "any_of", "any_of": "all_of", "all": "any", "any": "all", "min": "max", "max": "min",
    "ROUND_FLOOR": "ROUND_CEILING", "ROUND_CEILING": "ROUND_FLOOR", "ROUND_DOWN": "ROUND_UP", "ROUND_UP": "ROUND_DOWN",
    "ROUND_HALF_UP": "ROUND_HALF_DOWN", "add_months": "subtract_months",
}  # fmt: skip
METHODS = {"multiply": "divide", "divide": "multiply", "add": "subtract", "subtract": "add", "startswith": "endswith"}


def is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def changes(node: ast.AST) -> Iterator[ast.AST]:
    """Every way in which one expression or statement is changed."""
    match node:
        case ast.Compare(ops=[operator], left=left, comparators=[right]):
            for other in COMPARATORS[type(operator)]:
                yield ast.Compare(left, [other()], [right])
        case ast.BoolOp(op=operator, values=values):
            yield ast.BoolOp(ast.Or() if isinstance(operator, ast.And) else ast.And(), values)
            for left_out in range(len(values)):
                rest = [value for at, value in enumerate(values) if at != left_out]
                yield rest[0] if len(rest) == 1 else ast.BoolOp(operator, rest)
        case ast.BinOp(op=operator, left=left, right=right) if type(operator) in OPERATORS and not is_text(left):
            yield ast.BinOp(left, OPERATORS[type(operator)](), right)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield operand
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            yield operand
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield ast.Constant(value + 1)
        case ast.Call(func=ast.Name(id=name) as function, args=args, keywords=keywords) if name in NAMES:
            yield ast.Call(ast.Name(NAMES[name], function.ctx), args, keywords)
        case ast.Call(func=ast.Attribute(value=value, attr=name, ctx=ctx), args=args, keywords=keywords) if name in METHODS:
            yield ast.Call(ast.Attribute(value, METHODS[name], ctx), args, keywords)
        case ast.Name(id=name, ctx=ast.Load()) if name.startswith("ROUND_") and name in NAMES:
            yield ast.Name(NAMES[name], ast.Load())
        case ast.IfExp(test=test, body=body, orelse=orelse):
            yield ast.IfExp(test, orelse, body)
        case ast.If(test=test, body=body, orelse=orelse):
            for always in (True, False):
                yield ast.If(ast.Constant(always), body, orelse)
        case ast.comprehension(target=target, iter=iterated, ifs=[_, *_], is_async=is_async):
            yield ast.comprehension(target, iterated, [], is_async)


def skipped(tree: ast.Module) -> set[int]:
    """Nodes (by id) that say nothing at run time: annotations and docstrings."""
    found: set[int] = set()
    for node in ast.walk(tree):
        decorators = node.decorator_list if isinstance(node, ast.ClassDef) else []  # frozen, or not: nothing changes them
        for part in (getattr(node, "annotation", None), getattr(node, "returns", None), *decorators):
            if part is not None:
                found |= {id(one) for one in ast.walk(part)}
    return found


def functions_of(tree: ast.Module) -> dict[int, str]:
    """The name of the function or class around each node, by the node's id."""
    names: dict[int, str] = {}

    def walk(node: ast.AST, around: str) -> None:
        names[id(node)] = around
        inner = f"{around}.{node.name}".lstrip(".") if isinstance(node, ast.FunctionDef | ast.ClassDef) else around
        for child in ast.iter_child_nodes(node):
            walk(child, inner)

    walk(tree, "")
    return names


def statement_text(node: ast.AST) -> str:
    """An expression or the head of a statement, on one line."""
    if isinstance(node, ast.If):
        return f"if {ast.unparse(node.test)}"
    if isinstance(node, ast.comprehension):
        return ast.unparse(node).strip()
    return " ".join(ast.unparse(ast.fix_missing_locations(node)).split())


@dataclass(frozen=True)
class Mutant:
    """One change: where, from what to what. `id` stays the same while its function does, wherever the function moves."""

    file: str
    line: int
    last_line: int
    function: str
    before: str
    after: str
    at: int
    """Which node of the file, as `ast.walk` meets them."""
    number: int
    """Which of the changes of that node."""
    same: int
    """How many changes alike stand before it in the function."""

    @property
    def id(self) -> str:
        told = f"{self.file}:{self.function}:{self.before}:{self.after}:{self.same}"
        return hashlib.sha256(told.encode()).hexdigest()[:10]

    def __str__(self) -> str:
        return f"{self.id}  {self.file}:{self.line} {self.function or 'module'}: {self.before}  →  {self.after}"


def mutants_of(root: Path, file: str) -> list[Mutant]:
    """Every mutant of one file, in the order of the file."""
    tree = ast.parse((root / file).read_text("utf-8"))
    quiet, around = skipped(tree), functions_of(tree)
    found: list[Mutant] = []
    alike: dict[tuple[str, str, str], int] = {}
    lines: dict[int, int] = {}
    for node in ast.walk(tree):  # a comprehension has no line of its own
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.comprehension):
                lines[id(child)] = child.iter.lineno
    for at, node in enumerate(ast.walk(tree)):
        if id(node) in quiet:
            continue
        for number, changed in enumerate(changes(node)):
            line = getattr(node, "lineno", lines.get(id(node), 1))
            last = node.test.end_lineno if isinstance(node, ast.If) else getattr(node, "end_lineno", line)
            before, after = statement_text(node), statement_text(changed)
            key = (around[id(node)], before, after)
            alike[key] = alike.get(key, -1) + 1
            found.append(Mutant(file, line, last or line, *key, at, number, alike[key]))
    return sorted(found, key=lambda one: (one.line, one.at, one.number))


def changed_tree(source: str, mutant: Mutant) -> ast.Module:
    """The file with the change in it."""
    tree = ast.parse(source)
    target = next(node for at, node in enumerate(ast.walk(tree)) if at == mutant.at)
    replacement = copy.deepcopy(list(changes(target))[mutant.number])
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is target:
                setattr(parent, name, replacement)
            elif isinstance(value, list) and any(one is target for one in value):
                value[:] = [replacement if one is target else one for one in value]
    if isinstance(replacement, ast.expr | ast.stmt):
        ast.copy_location(replacement, target)
    return ast.fix_missing_locations(tree)
