"""From parsed descriptions to the model: objects, their attributes and
enumerations. Operations are in resolve_operation.py."""

from typing import Optional

import syntax
from c_code import global_names
from errors import Errors, Position, Word, choice
from kinds import OBJECT_TYPE
from model import (
    KERNEL_TYPES,
    MAX_OPERATIONS,
    MAX_RIGHTS,
    SELF,
    Enumeration,
    Model,
    Object,
    Size,
)
from resolve_operation import Scope, resolve_operation
from statuses import Status

FLAGS = ("control", "optional")
ATTRIBUTES = ("type", "size", "rights", "holds", "self", *FLAGS)
LARGEST_FIXED_SIZE = 30
C_INT_MAX = (1 << 31) - 1


def resolve(
    described: list[syntax.Object], statuses: list[Status], errors: Errors
) -> Model:
    """Everything described; complete only if `errors` stays empty."""
    objects = [resolve_object(d, errors) for d in described]
    unique_names(objects, errors)
    unique_types(described, objects, errors)
    scope = Scope(
        {o.name: o for o in objects},
        unique_enumerations(objects, errors),
        [s.name.lower() for s in statuses if s.value != 0],
        errors,
    )
    for description, object in zip(described, objects):
        resolve_operations(description, object, scope)
    model = Model(sorted(objects, key=lambda o: o.type), statuses)
    if not errors.found:
        unique_c_names(model, errors)
    return model


def resolve_object(described: syntax.Object, errors: Errors) -> Object:
    name = described.name
    file = name.position.file.rsplit("/", 1)[-1]
    object = Object(name.text, described.doc, file, name.position)
    given: dict[str, Position] = {}
    for attribute in described.attributes:
        if attribute.name.text not in ATTRIBUTES:
            errors.expected(
                f"an attribute of an object ({choice(ATTRIBUTES)}), "
                "`op`, `enum` or `flags`",
                attribute.name,
            )
        elif attribute.name.text in given:
            errors.expected("each attribute once", attribute.name)
        else:
            given[attribute.name.text] = attribute.name.position
            set_attribute(object, attribute, errors)
    for required in ("type", "size"):
        if required not in given:
            errors.add(
                name.position,
                f"a line `{required}` in `{name.text}`",
                "none",
            )
    object.enumerations = [
        resolve_enumeration(e, errors) for e in described.enumerations
    ]
    return object


def set_attribute(
    object: Object, attribute: syntax.Attribute, errors: Errors
) -> None:
    name, values = attribute.name.text, attribute.values
    if name == "rights":
        object.rights = unique(values, f"a right of `{object.name}`", errors)
        for extra in values[MAX_RIGHTS:]:
            errors.expected(f"at most {MAX_RIGHTS} rights", extra)
    elif name == "holds":
        object.holds = unique(values, "a held reference", errors)
    elif name in FLAGS:
        setattr(object, name, True)
        for value in values:
            errors.expected(f"nothing after `{name}`", value)
    elif name == "self":
        object.self_is_slot = True
        if one_value(attribute, "`slot`", errors, ["slot"]) is None:
            object.self_is_slot = False
    elif name == "type":
        expected = f"a type number from 1 to {KERNEL_TYPES - 1}"
        value = one_value(attribute, expected, errors)
        if value is not None and value.is_number:
            object.type = value.number
        if value is not None and not 0 < object.type < KERNEL_TYPES:
            errors.expected(expected, value)
            object.type = 0
    elif name == "size":
        set_size(object, attribute, errors)
    if name in ("rights", "holds") and not values:
        errors.add(attribute.name.position, f"names after `{name}`", "none")


def set_size(
    object: Object, attribute: syntax.Attribute, errors: Errors
) -> None:
    expected = (
        f"log2 of a size in bytes (1 to {LARGEST_FIXED_SIZE}), `variable`, "
        "`none`, or `X_bits` for the constant ABI_X_BITS of abi_arch.h"
    )
    value = one_value(attribute, expected, errors)
    if value is None:
        return
    if value.is_number and 1 <= value.number <= LARGEST_FIXED_SIZE:
        object.size, object.size_bits = Size.FIXED, str(value.number)
    elif value.text in (Size.VARIABLE.value, Size.NONE.value):
        object.size = Size(value.text)
    elif value.text.endswith("_bits"):
        object.size = Size.FIXED
        object.size_bits = f"ABI_{value.text.upper()}"
    else:
        errors.expected(expected, value)


def one_value(
    attribute: syntax.Attribute,
    expected: str,
    errors: Errors,
    allowed: Optional[list[str]] = None,
) -> Optional[Word]:
    """The only word after the attribute's name."""
    if not attribute.values:
        errors.add(attribute.name.position, expected, "nothing after it")
        return None
    value = attribute.values[0]
    if allowed is not None and value.text not in allowed:
        errors.expected(expected, value)
        return None
    for extra in attribute.values[1:]:
        errors.expected("nothing more", extra)
    return value


def unique(values: list[Word], what: str, errors: Errors) -> list[str]:
    names: list[str] = []
    for value in values:
        if value.is_number:
            errors.expected(f"the name of {what}", value)
        elif value.text in names:
            errors.expected(f"{what} once", value)
        else:
            names.append(value.text)
    return names


def resolve_enumeration(
    described: syntax.Enumeration, errors: Errors
) -> Enumeration:
    name = described.name
    result = Enumeration(
        name.text, described.doc, described.is_flags, [], name.position
    )
    for member, value in described.members:
        number = value.number
        if member.text in dict(result.members):
            errors.expected(f"each name of `{name.text}` once", member)
        elif number in result.values:
            errors.expected(f"each value of `{name.text}` once", value)
        elif number > C_INT_MAX:
            errors.expected("a value below 2^31", value)
        elif described.is_flags and number.bit_count() != 1:
            errors.expected("a flag of one bit", value)
        else:
            result.members.append((member.text, number))
    return result


def resolve_operations(
    described: syntax.Object, object: Object, scope: Scope
) -> None:
    for index, operation in enumerate(described.operations):
        name = operation.name
        if any(o.name == name.text for o in object.operations):
            scope.errors.expected(
                f"each operation of `{object.name}` once", name
            )
        if index == MAX_OPERATIONS:
            scope.errors.expected(f"at most {index} operations", name)
        object.operations.append(
            resolve_operation(operation, object, index, scope)
        )
    if object.name == SELF and object.retypable:
        scope.errors.add(
            object.position, "`size none` of object `self`", "a size"
        )


def unique_names(objects: list[Object], errors: Errors) -> None:
    seen: dict[str, Object] = {}
    for object in objects:
        other = seen.setdefault(object.name, object)
        if other is not object:
            errors.add(
                object.position,
                "each object once",
                f"`{object.name}`, which {other.position} describes",
            )


def unique_types(
    described: list[syntax.Object], objects: list[Object], errors: Errors
) -> None:
    seen: dict[int, Object] = {}
    for description, object in zip(described, objects):
        other = seen.setdefault(object.type, object)
        if object.type == 0 or other is object:
            continue
        line = next(a for a in description.attributes if a.name.text == "type")
        errors.add(
            line.values[0].position,
            "a type number of its own",
            f"{object.type}, which `{other.name}` has",
        )


def unique_enumerations(
    objects: list[Object], errors: Errors
) -> dict[str, Enumeration]:
    seen: dict[str, Enumeration] = {}
    for enumeration in (e for o in objects for e in o.enumerations):
        other = seen.setdefault(enumeration.name, enumeration)
        if other is not enumeration or enumeration.name == OBJECT_TYPE:
            errors.add(
                enumeration.position,
                "a name that no other enum or flags has",
                f"`{enumeration.name}`",
            )
    return seen


def unique_c_names(model: Model, errors: Errors) -> None:
    """Different names of the language can meet in C."""
    seen: set[str] = set()
    for name, position in global_names(model):
        if name in seen:
            errors.add(
                position,
                "names that differ in C too",
                f"a second `{name}`",
            )
        seen.add(name)
