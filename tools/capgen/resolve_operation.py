"""Resolves one operation: its parameters, results and attributes."""

from dataclasses import dataclass
from typing import Optional

import syntax
from c_code import c_name, parameter_names
from errors import Errors, Word, choice
from kinds import CAPABILITY, resolve_kind
from model import (
    ANY,
    MESSAGE_WORDS,
    Capability,
    Enumeration,
    Object,
    Operation,
    Parameter,
)

WITH_NAMES = ("needs", "fails")
ALONE = ("badge", "capability", "helps", "mode", "status_in_operation")


@dataclass
class Scope:
    """What an operation can refer to."""

    objects: dict[str, Object]
    enumerations: dict[str, Enumeration]
    statuses: list[str]
    errors: Errors


def resolve_operation(
    described: syntax.Operation, owner: Object, index: int, scope: Scope
) -> Operation:
    name = described.name
    operation = Operation(
        owner, name.text, index, described.doc, name.position
    )
    add_parameters(operation, described, scope)
    add_results(operation, described, scope)
    add_attributes(operation, described, scope)
    unique_fields(operation, described, scope)
    return operation


def add_parameters(
    operation: Operation, described: syntax.Operation, scope: Scope
) -> None:
    for field in described.words:
        if field.kind.text == CAPABILITY:
            scope.errors.expected("a capability after `;`", field.kind)
            continue
        kind = resolve_kind(field, scope.enumerations, scope.errors)
        if kind:
            operation.parameters.append(Parameter(c_name(field.name), kind))
    if operation.takes_message and len(described.words) > 1:
        beside = described.words[1].name
        scope.errors.expected("no words beside a message", beside)
    for field in described.capabilities:
        operation.takes = one_capability(
            field, operation.takes, "taken", scope
        )
    too_many_words(described.words, "in", scope)


def add_results(
    operation: Operation, described: syntax.Operation, scope: Scope
) -> None:
    words = []
    for field in described.results:
        if field.kind.text == CAPABILITY:
            operation.gives = one_capability(
                field, operation.gives, "given", scope
            )
            continue
        words.append(field)
        kind = resolve_kind(field, scope.enumerations, scope.errors)
        if kind and kind.spelling == "message":
            scope.errors.expected("a word or a capability", field.kind)
        elif kind:
            operation.results.append(Parameter(c_name(field.name), kind))
    too_many_words(words, "out", scope)


def too_many_words(
    fields: list[syntax.Field], direction: str, scope: Scope
) -> None:
    for field in fields[MESSAGE_WORDS:]:
        scope.errors.expected(
            f"at most {MESSAGE_WORDS} words {direction}", field.name
        )


def one_capability(
    field: syntax.Field,
    earlier: Optional[Capability],
    verb: str,
    scope: Scope,
) -> Optional[Capability]:
    """The capability that an operation takes or gives: `cap TYPE RIGHT...`."""
    errors = scope.errors
    if field.kind.text != CAPABILITY:
        errors.expected("a capability (`cap TYPE`) after `;`", field.kind)
        return earlier
    if earlier is not None:
        errors.expected(f"at most one capability {verb}", field.name)
        return earlier
    if not field.arguments:
        errors.add(field.kind.position, "an object type after `cap`", "none")
        return None
    type, *rights = field.arguments
    known = [o.name for o in scope.objects.values() if not o.is_self]
    if type.text != ANY and type.text not in known:
        errors.expected(f"an object type ({choice([*known, ANY])})", type)
        return None
    available = [] if type.text == ANY else scope.objects[type.text].rights
    if verb == "given":
        available = []
    names = rights_of(type.text, rights, available, errors)
    return Capability(c_name(field.name), type.text, names)


def rights_of(
    owner: str, words: list[Word], available: list[str], errors: Errors
) -> list[str]:
    names: list[str] = []
    for word in words:
        if word.text not in available:
            errors.expected(
                f"a right of `{owner}` ({choice(available)})", word
            )
        elif word.text in names:
            errors.expected("each right once", word)
        else:
            names.append(word.text)
    return names


def add_attributes(
    operation: Operation, described: syntax.Operation, scope: Scope
) -> None:
    errors, seen = scope.errors, set()
    for attribute in described.attributes:
        name, values = attribute.name, attribute.values
        if name.text in seen:
            errors.expected("each attribute once", name)
            continue
        seen.add(name.text)
        if name.text in ALONE:
            setattr(operation, name.text, True)
            for value in values:
                errors.expected(f"nothing after `{name.text}`", value)
        elif name.text in WITH_NAMES:
            add_names(operation, name, values, scope)
        else:
            known = choice([*WITH_NAMES, *ALONE])
            errors.expected(f"an attribute of an operation ({known})", name)
        check_owner(operation.owner, name, errors)


def check_owner(owner: Object, attribute: Word, errors: Errors) -> None:
    """CAP_SELF is in no slot; who gets the slot needs it no second time."""
    if attribute.text in ("badge", "capability") and owner.is_self:
        errors.expected("an attribute that CAP_SELF can have", attribute)
    elif attribute.text == "capability" and owner.self_is_slot:
        errors.expected("no `capability` beside `self slot`", attribute)


def add_names(
    operation: Operation, attribute: Word, values: list[Word], scope: Scope
) -> None:
    errors, owner = scope.errors, operation.owner
    if not values:
        errors.add(
            attribute.position, f"names after `{attribute.text}`", "none"
        )
    if attribute.text == "needs":
        operation.needs = rights_of(owner.name, values, owner.rights, errors)
        return
    for value in values:
        if value.text not in scope.statuses:
            errors.expected("a status of abi.h, in lower case", value)
        elif value.text.upper() in operation.fails:
            errors.expected("each status once", value)
        else:
            operation.fails.append(value.text.upper())


def unique_fields(
    operation: Operation, described: syntax.Operation, scope: Scope
) -> None:
    """Parameters and results become parameters of one C function."""
    taken = parameter_names(operation)
    for field in [
        *described.words,
        *described.capabilities,
        *described.results,
    ]:
        name = c_name(field.name)
        if name in taken or name.startswith("abi_"):
            scope.errors.expected("a name that is not in use here", field.name)
        taken.add(name)
