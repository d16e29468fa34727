"""How the model is spelled in C: names, signatures, calls."""

from typing import Iterator, Union

from errors import Position, Word
from model import ANY, Model, Object, Operation, Parameter

LINE = 80
# Names of the language that C keeps for itself get an underscore.
KEYWORDS = set(
    """alignas alignof auto bool break case char const constexpr continue
    default do double else enum extern false float for goto if inline int long
    nullptr register restrict return short signed sizeof static static_assert
    struct switch thread_local true typedef typeof typeof_unqual union unsigned
    void volatile while asm""".split()
)


def c_name(word: Union[Word, str]) -> str:
    text = word.text if isinstance(word, Word) else word
    return text + "_" if text in KEYWORDS else text


def comment(lines: list[str], indent: str = "") -> str:
    """The lines as a C comment, or nothing."""
    text = [line.replace("*/", "* /").rstrip() for line in lines]
    if not text:
        return ""
    single = f"{indent}/* {text[0]} */"
    if len(text) == 1 and len(single) <= LINE:
        return single + "\n"
    body = "".join(f"{indent} * {line}".rstrip() + "\n" for line in text)
    return f"{indent}/*\n{body}{indent} */\n"


def fill(before: str, items: list[str], after: str) -> str:
    """`before` item, item `after`; goes on under the first item."""
    column = len(before) - before.rfind("\n") - 1
    text, width = before, column
    for number, item in enumerate(items):
        piece = item + ("," if number < len(items) - 1 else after)
        if number > 0 and width + 1 + len(piece) > LINE:
            text += "\n" + " " * column + piece
            width = column + len(piece)
        else:
            space = " " if number > 0 else ""
            text += space + piece
            width += len(space + piece)
    return text if items else before + after


def wrap(before: str, items: list[str], after: str) -> str:
    """`before(item, item)after`, broken under the opening bracket."""
    return fill(before + "(", items, ")" + after)


def declare(type: str, name: str) -> str:
    return type + name if type.endswith("*") else f"{type} {name}"


def function(operation: Operation) -> str:
    return f"{operation.owner.name}_{operation.name}"


def number(operation: Operation) -> str:
    return f"OP_{function(operation).upper()}"


def right(owner: str, name: str) -> str:
    return f"{owner}_{name}".upper()


def rights_mask(owner: str, rights: list[str]) -> str:
    return " | ".join(right(owner, name) for name in rights) or "0"


def type_number(name: str) -> str:
    return "NO_TYPE" if name == ANY else f"TYPE_{name.upper()}"


def self_type(object: Object) -> str:
    if object.self_is_slot:
        return "struct slot *"
    return f"struct {'thread' if object.is_self else object.name} *"


# The user's side.


def stub_parameters(operation: Operation) -> list[str]:
    owner = operation.owner
    parameters = [] if owner.is_self else [f"cap_t {owner.name}"]
    if operation.status_in_operation:
        parameters.append("int32_t status")
    for p in operation.parameters:
        parameters.append(declare(p.kind.stub_type, p.name))
    if operation.takes:
        parameters.append(f"cap_t {operation.takes.name}")
    if operation.optional_offer:
        parameters.append("cap_t offer")
    if operation.mode:
        parameters.append("enum transfer_mode mode")
    if operation.gives:
        parameters.append(f"cap_t {operation.gives.name}")
    for p in operation.results:
        parameters.append(f"word_t *{p.name}")
    return parameters or ["void"]


def stub_signature(operation: Operation) -> str:
    must_use = "[[nodiscard]] " if operation.statuses else ""
    name = f"cap_{function(operation)}"
    return wrap(
        f"{must_use}static inline enum status\n{name}",
        stub_parameters(operation),
        "",
    )


def stub_capability(operation: Operation) -> list[str]:
    """The terms of the capability word."""
    owner = operation.owner
    terms = ["CAP_SELF" if owner.is_self else owner.name]
    if operation.takes:
        terms.append(f"CAP_OFFER({operation.takes.name})")
    if operation.optional_offer:
        terms.append("CAP_OFFER(offer)")
    if operation.gives:
        terms.append(f"CAP_ACCEPT({operation.gives.name})")
    if operation.mode:
        terms.append("CAP_MODE(mode)")
    return terms


def stub_message(operation: Operation) -> str:
    """The declaration of the message."""
    before = "    struct message abi_message = "
    if operation.takes_message:
        return f"{before}*{operation.parameters[0].name};"
    words = [
        f"(word_t){p.name}" if p.kind.stub_type != "word_t" else p.name
        for p in operation.parameters
    ]
    return fill(before + "{{", words or ["0"], "}};")


def stub_call(operation: Operation) -> list[str]:
    """The arguments of abi_invoke."""
    in_status = operation.status_in_operation
    op = "abi_operation" if in_status else number(operation)
    return [" | ".join(stub_capability(operation)), op, "&abi_message"]


# The kernel's side.


def kernel_parameters(operation: Operation) -> list[str]:
    parameters = [declare(self_type(operation.owner), "self")]
    if operation.capability:
        parameters.append("struct slot *capability")
    if operation.badge:
        parameters.append("word_t badge")
    if operation.status_in_operation:
        parameters.append("int32_t status")
    for p in operation.parameters:
        parameters.append(declare(p.kind.kernel_type, p.name))
    if operation.takes:
        parameters.append(f"struct slot *{operation.takes.name}")
    if operation.optional_offer:
        parameters.append("word_t offer")
    if operation.mode:
        parameters.append("enum transfer_mode mode")
    if operation.gives:
        parameters.append(f"struct slot *{operation.gives.name}")
    for p in operation.results:
        parameters.append(f"word_t *{p.name}")
    return parameters


def kernel_signature(operation: Operation) -> str:
    weak = ", gnu::weak" if operation.owner.optional else ""
    return wrap(
        f"[[nodiscard{weak}]] int {function(operation)}",
        kernel_parameters(operation),
        ";",
    )


def refused(parameter: Parameter, index: int) -> str:
    """True if the word must be refused; empty if every word will do."""
    return parameter.kind.invalid.format(w=f"in[{index}]")


def thunk_argument(parameter: Parameter, index: int) -> str:
    if parameter.kind.spelling == "message":
        return "words"
    word, type = f"in[{index}]", parameter.kind.kernel_type
    if type == "bool":
        return f"{word} != 0"
    return word if type == "word_t" else f"({type}){word}"


def thunk_arguments(operation: Operation) -> list[str]:
    owner = operation.owner
    arguments = ["slot_object(self)"]
    if owner.is_self:
        arguments = ["core_current_thread()"]
    elif owner.self_is_slot:
        arguments = ["self"]
    if operation.capability:
        arguments.append("self")
    if operation.badge:
        arguments.append("slot_badge(self)")
    if operation.status_in_operation:
        arguments.append("invocation_status(core)")
    for index, p in enumerate(operation.parameters):
        arguments.append(thunk_argument(p, index))
    if operation.takes:
        arguments.append("argument")
    if operation.optional_offer:
        arguments.append("invocation_offer(core)")
    if operation.mode:
        arguments.append("invocation_mode(core)")
    if operation.gives:
        arguments.append("result")
    for index in range(len(operation.results)):
        arguments.append(f"&core->invocation.out.words[{index}]")
    return arguments


def thunk_call(operation: Operation) -> str:
    arguments = thunk_arguments(operation)
    if not operation.results:
        return wrap(f"    return {function(operation)}", arguments, ";")
    return (
        "    core->invocation.out = (struct message){0};\n"
        + wrap(f"    status = {function(operation)}", arguments, ";")
        + "\n    return status == OK ? ANSWERED : status;"
    )


def uses_in(operation: Operation) -> bool:
    return bool(operation.parameters) and not operation.takes_message


# What must not clash.


def parameter_names(operation: Operation) -> set[str]:
    """Names that the C functions of an operation have beside its own."""
    names = {"self", operation.owner.name}
    if operation.capability:
        names.add("capability")
    if operation.badge:
        names.add("badge")
    if operation.status_in_operation:
        names.add("status")
    if operation.mode:
        names.add("mode")
    if operation.optional_offer:
        names.add("offer")
    return names


def global_names(model: Model) -> Iterator[tuple[str, Position]]:
    """Every name that the generated headers put into C's one name space."""
    for object in model.objects:
        upper, position = object.name.upper(), object.position
        yield f"TYPE_{upper}", position
        if object.size_bits:
            yield f"{upper}_BITS", position
        if object.rights:
            yield f"{upper}_RIGHTS", position
        for name in object.rights:
            yield right(object.name, name), position
        for name in [*object.holds, "count"] if object.holds else []:
            yield f"{upper}_HOLDS_{name.upper()}", position
        for hook in ("create", "retire", "lost_reference"):
            yield f"{object.name}_{hook}", position
        for operation in object.operations:
            yield function(operation), operation.position
            yield number(operation), operation.position
    for enumeration in model.enumerations:
        last = "mask" if enumeration.is_flags else "max"
        for name in [*dict(enumeration.members), last]:
            yield right(enumeration.name, name), enumeration.position
