"""The reference manual: one page per object, an index, the statuses."""

from pathlib import Path

import c_code
from kinds import PLAIN
from model import ANY, Capability, Model, Object, Operation, Size
from render import environment

MARK = "<!-- Made by capgen from caps/"


def pages(model: Model) -> dict[str, str]:
    """Every page by file name."""
    env = environment()
    env.globals.update(
        declaration=declaration,
        first_sentence=first_sentence,
        index_kinds=list(PLAIN.values()),
        link=link,
        mark=MARK,
        meaning=lambda name: model.status(name).meaning,
        named_by=lambda name: named_by(model, name),
        needed_by=lambda object, right: needed_by(model, object, right),
        number=c_code.number,
        parameters=parameters,
        results=results,
        right=c_code.right,
        size_text=size_text,
        type_number=c_code.type_number,
    )
    page = env.get_template("object.md.j2")
    files = {f"{o.name}.md": page.render(object=o) for o in model.objects}
    for name in ("index.md", "statuses.md"):
        files[name] = env.get_template(name + ".j2").render(model=model)
    return files


def left_over(folder: Path, model: Model) -> list[Path]:
    """Generated pages of objects that there are no more."""
    wanted = pages(model)
    return [
        path
        for path in sorted(folder.glob("*.md"))
        if path.name not in wanted and path.read_text().startswith(MARK)
    ]


def remove_left_over(folder: Path, model: Model) -> None:
    for path in left_over(folder, model):
        path.unlink()


def stale(folder: Path, model: Model) -> list[Path]:
    """Pages that are missing, differ from what they should be, or are left
    over."""
    differ = [
        folder / name
        for name, text in pages(model).items()
        if not (folder / name).exists() or (folder / name).read_text() != text
    ]
    return sorted(differ + left_over(folder, model))


# What the templates ask for.


def declaration(operation: Operation) -> str:
    return c_code.wrap(
        f"enum status cap_{c_code.function(operation)}",
        c_code.stub_parameters(operation),
        ";",
    )


def first_sentence(doc: list[str]) -> str:
    return " ".join(doc).split(". ")[0].rstrip(".")


def link(name: str) -> str:
    return f"[{name}]({name}.md)"


def size_text(object: Object) -> str:
    if object.size == Size.VARIABLE:
        return "2^`size_bits` bytes, chosen by `untyped.retype`"
    if object.size == Size.NONE:
        return "none: it is not made from an untyped"
    if object.size_bits.isdigit():
        return f"{1 << int(object.size_bits)} bytes"
    return f"2^`{object.size_bits}` bytes, depends on the processor"


def needed_by(model: Model, object: Object, right: str) -> str:
    """Operations that need the right, of itself or of their argument."""
    names = [f"`{op.name}`" for op in object.operations if right in op.needs]
    names += [
        f"{operation_link(op)} (argument)"
        for op in model.operations
        if op.takes and op.takes.type == object.name
        if right in op.takes.rights
    ]
    return ", ".join(names)


def operation_link(operation: Operation) -> str:
    owner, name = operation.owner.name, operation.name
    return f"[{owner}.{name}]({owner}.md#{name})"


def named_by(model: Model, status: str) -> str:
    """The operations whose descriptions name the status."""
    names = [
        operation_link(op) for op in model.operations if status in op.fails
    ]
    generic = any(status in op.implicit for op in model.operations)
    return ", ".join((["the generic checks"] if generic else []) + names)


def parameters(operation: Operation) -> list[tuple[str, str]]:
    """Name and meaning of each parameter but the invoked capability."""
    rows = []
    if operation.status_in_operation:
        rows.append(("status", "the status, any 32-bit value"))
    rows += [(p.name, p.kind.meaning) for p in operation.parameters]
    if operation.takes:
        rows.append((operation.takes.name, taken(operation.takes)))
    if operation.optional_offer:
        rows.append(("offer", "slot of a capability to pass on; 0: none"))
    if operation.mode:
        rows.append(("mode", "how the offer is passed: `enum transfer_mode`"))
    return rows


def capability(argument: Capability) -> str:
    if argument.type == ANY:
        return "a capability of any type"
    rights = " and ".join(f"`{name}`" for name in argument.rights)
    with_rights = f" with {rights}" if rights else ""
    return f"a capability to a {link(argument.type)}{with_rights}"


def taken(argument: Capability) -> str:
    return f"slot of {capability(argument)}"


def results(operation: Operation) -> list[tuple[str, str]]:
    rows = []
    if operation.gives:
        given = capability(operation.gives)
        rows.append((operation.gives.name, f"empty slot that gets {given}"))
    rows += [(p.name, p.kind.meaning) for p in operation.results]
    return rows
