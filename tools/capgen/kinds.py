"""The kinds of words: what each may hold, and how C refuses the rest."""

from typing import Optional

from errors import Errors, Word, choice
from model import Enumeration, Kind
from syntax import Field

OBJECT_TYPE = "object_type"

# Kinds that need nothing after their name.
PLAIN = {
    kind.spelling: kind
    for kind in (
        Kind("word", "a word"),
        Kind("ticks", "in ticks of the counter that user code can read"),
        Kind("slot", "a slot number"),
        Kind(
            "bool",
            "0 or 1",
            kernel_type="bool",
            stub_type="bool",
            invalid="{w} > 1",
            minimum=0,
            maximum=1,
        ),
        Kind(
            "size_bits",
            "log2 of a size in bytes, 0 to 63",
            kernel_type="unsigned",
            invalid="{w} > 63",
            minimum=0,
            maximum=63,
        ),
        Kind(
            "rights",
            "a mask of rights, 0 to 0xFF",
            kernel_type="unsigned",
            invalid="{w} > 0xFF",
            minimum=0,
            maximum=0xFF,
        ),
        Kind(
            "badge",
            "a badge, below 2^48",
            invalid="{w} >> BADGE_BITS != 0",
            minimum=0,
            maximum=(1 << 48) - 1,
        ),
        Kind(
            "priority",
            "a priority, 0 to 255, higher first",
            kernel_type="unsigned",
            invalid="{w} > PRIORITY_MAX",
            minimum=0,
            maximum=255,
        ),
        Kind(
            "register",
            "a register number, below `ABI_REGISTER_COUNT`",
            kernel_type="unsigned",
            invalid="{w} >= ABI_REGISTER_COUNT",
            minimum=0,
        ),
        Kind(
            "address",
            "a user address, or 0",
            invalid="{w} != 0 && !arch_user_address({w})",
        ),
        Kind(
            "code_address",
            "a user address at which code can begin, not 0",
            invalid="{w} == 0 || !arch_code_address({w})",
        ),
        Kind(
            "message",
            "all six message words",
            kernel_type="const struct message *",
            stub_type="const struct message *",
        ),
    )
}
RETYPABLE = Kind(
    "enum object_type",
    "a type that can be made from an untyped",
    kernel_type="enum object_type",
    stub_type="enum object_type",
    invalid="!retypable_type_valid({w})",
    enumeration=OBJECT_TYPE,
)
TYPE_OR_NONE = Kind(
    "enum object_type or none",
    "the type of a kernel object, or 0 (`NO_TYPE`)",
    kernel_type="enum object_type",
    stub_type="enum object_type",
    invalid="!type_or_none_valid({w})",
    enumeration=OBJECT_TYPE,
)
WITH_ARGUMENTS = ("range", "enum", "flags")
CAPABILITY = "cap"


def resolve_kind(
    field: Field, enumerations: dict[str, Enumeration], errors: Errors
) -> Optional[Kind]:
    """The kind of a value parameter or a result word."""
    name, arguments = field.kind.text, field.arguments
    if name in PLAIN:
        nothing_after(arguments, 0, errors)
        return PLAIN[name]
    if name == "range":
        return resolve_range(field, errors)
    if name in ("enum", "flags"):
        return resolve_enumeration(field, enumerations, errors)
    known = choice([*PLAIN, *WITH_ARGUMENTS])
    errors.expected(f"a kind ({known})", field.kind)
    return None


def nothing_after(arguments: list[Word], count: int, errors: Errors) -> None:
    if len(arguments) > count:
        errors.expected("nothing more", arguments[count])


def resolve_range(field: Field, errors: Errors) -> Optional[Kind]:
    arguments = field.arguments
    words = [a for a in arguments[:2] if not a.is_number]
    if words:
        errors.expected("two numbers after `range`", words[0])
        return None
    if len(arguments) < 2:
        position, count = field.kind.position, len(arguments)
        errors.add(position, "two numbers after `range`", str(count))
        return None
    nothing_after(arguments, 2, errors)
    first, last = arguments[0].number, arguments[1].number
    if last >= 1 << 63:
        errors.expected("a number below 2^63", arguments[1])
        return None
    if first >= last:
        errors.expected(f"a number above {first}", arguments[1])
        return None
    low_text, high_text = arguments[0].text, arguments[1].text
    low = f"{{w}} < {low_text} || " if first > 0 else ""
    return Kind(
        f"range {low_text} {high_text}",
        f"{low_text} to {high_text}",
        invalid=f"{low}{{w}} > {high_text}",
        minimum=first,
        maximum=last,
    )


def resolve_enumeration(
    field: Field, enumerations: dict[str, Enumeration], errors: Errors
) -> Optional[Kind]:
    keyword, arguments = field.kind.text, field.arguments
    flags = keyword == "flags"
    known = [e.name for e in enumerations.values() if e.is_flags == flags]
    if not flags:
        known.append(OBJECT_TYPE)
    expected = f"the name of a block `{keyword}` ({choice(known)})"
    if not arguments:
        errors.add(field.kind.position, expected, "nothing after it")
        return None
    if arguments[0].text not in known:
        errors.expected(expected, arguments[0])
        return None
    name = arguments[0].text
    if name == OBJECT_TYPE:
        return resolve_object_type(arguments, errors)
    nothing_after(arguments, 1, errors)
    if flags:
        return Kind(
            f"flags {name}",
            f"a mask of `{name}`",
            kernel_type="unsigned",
            invalid=f"({{w}} & ~(word_t){name.upper()}_MASK) != 0",
            minimum=0,
            maximum=enumerations[name].mask,
            enumeration=name,
        )
    return Kind(
        f"enum {name}",
        f"one of `enum {name}`",
        kernel_type=f"enum {name}",
        stub_type=f"enum {name}",
        invalid=f"!{name}_valid({{w}})",
        enumeration=name,
    )


def resolve_object_type(arguments: list[Word], errors: Errors) -> Kind:
    if len(arguments) == 1:
        return RETYPABLE
    if [a.text for a in arguments[1:3]] != ["or", "none"]:
        errors.expected("`or none` or nothing", arguments[1])
    nothing_after(arguments, 3, errors)
    return TYPE_OR_NONE
