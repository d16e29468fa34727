"""What a fuzzer must know of the operations: their words with values that are
worth trying, valid and just not valid, and what each operation can answer."""

import c_code
from kinds import OBJECT_TYPE
from model import KERNEL_TYPES, Model, Operation, Parameter

WORD_MAX = (1 << 64) - 1
# Kinds whose good values only the fuzzer's world knows.
WORLD_KINDS = {
    "slot": "GRAMMAR_SLOT",
    "ticks": "GRAMMAR_TIME",
    "address": "GRAMMAR_ADDRESS",
    "code_address": "GRAMMAR_CODE",
    "register": "GRAMMAR_REGISTER",
    "size_bits": "GRAMMAR_SIZE",
    "priority": "GRAMMAR_PRIORITY",
    "badge": "GRAMMAR_BADGE",
    "rights": "GRAMMAR_RIGHTS",
}


def kind(parameter: Parameter) -> str:
    return WORLD_KINDS.get(parameter.kind.spelling, "GRAMMAR_WORD")


def values(model: Model, parameter: Parameter) -> list[str]:
    """In C: the limits, one more, and every value of an enumeration."""
    described = parameter.kind
    found: list[int] = []
    if described.enumeration == OBJECT_TYPE:
        found = [o.type for o in model.objects] + [0, KERNEL_TYPES]
    elif described.enumeration:
        known = next(
            e for e in model.enumerations if e.name == described.enumeration
        )
        found = [*known.values, known.maximum + 1, 0]
    else:
        found = [0, 1]
    for limit in (described.minimum, described.maximum):
        if limit is not None:
            found += [limit, limit + 1]
    found.append(WORD_MAX)
    return [f"0x{value:X}" for value in sorted(set(found))]


def statuses(model: Model, operation: Operation) -> str:
    """A mask with bit -status set for each that it can return, and OK."""
    mask = 1
    for name in operation.statuses:
        mask |= 1 << -model.status(name).value
    return f"0x{mask:X}"


def takes_type(operation: Operation) -> str:
    taken = operation.takes
    return c_code.type_number(taken.type) if taken else "NO_TYPE"
