"""The generated files, by name: templates show their shape, c_code.py spells
the details."""

import json
from pathlib import Path
from typing import Any, Optional

import jinja2

import c_code
import fuzz_grammar
from kinds import RETYPABLE, TYPE_OR_NONE
from model import (
    ANY,
    KERNEL_TYPES,
    OPERATIONS_ROW,
    Capability,
    Model,
    Object,
    Operation,
    Parameter,
)


CODE = ("caps.h", "stubs.h", "operations.h", "dispatch.c", "fuzz_grammar.h")


def environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).with_name("templates")),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def code(model: Model) -> dict[str, str]:
    """The files that are compiled, and caps.json."""
    env = environment()
    env.globals.update(
        comment=c_code.comment,
        function=c_code.function,
        grammar_kind=fuzz_grammar.kind,
        grammar_kinds=list(fuzz_grammar.WORLD_KINDS.values()),
        grammar_statuses=fuzz_grammar.statuses,
        grammar_takes_type=fuzz_grammar.takes_type,
        grammar_values=fuzz_grammar.values,
        kernel_signature=c_code.kernel_signature,
        number=c_code.number,
        refused=c_code.refused,
        right=c_code.right,
        rights_mask=c_code.rights_mask,
        stub_call=c_code.stub_call,
        stub_message=c_code.stub_message,
        stub_signature=c_code.stub_signature,
        thunk_call=c_code.thunk_call,
        type_number=c_code.type_number,
        uses_in=c_code.uses_in,
        wrap=c_code.wrap,
        self_declared=self_declared,
        kernel_types=KERNEL_TYPES,
        structs=structs(model),
        operations_row=OPERATIONS_ROW,
        most_operations=max(
            (len(o.operations) for o in model.objects), default=0
        ),
        operation_types=operation_types(model),
        operation_gaps=operation_gaps(model),
        validators=validators(model),
    )
    files = {n: env.get_template(n + ".j2").render(model=model) for n in CODE}
    files["caps.json"] = json.dumps(as_data(model), indent=2) + "\n"
    return files


def self_declared(object: Object) -> str:
    return c_code.declare(c_code.self_type(object), "self")


def structs(model: Model) -> list[str]:
    """The objects that have a C structure of their own."""
    return [
        o.name for o in model.objects if not (o.self_is_slot or o.is_self)
    ]


def operation_types(model: Model) -> int:
    return 1 + max((o.type for o in model.objects), default=0)


def operation_gaps(model: Model) -> list[tuple[int, int]]:
    """What of the kernel's table, a row for each type, is empty: the first and
    the last place of each gap."""
    known = {
        o.type * OPERATIONS_ROW + index
        for o in model.objects
        for index in range(len(o.operations))
    }
    gaps: list[tuple[int, int]] = []
    for place in range(operation_types(model) * OPERATIONS_ROW):
        if place in known:
            continue
        if gaps and gaps[-1][1] == place - 1:
            gaps[-1] = (gaps[-1][0], place)
        else:
            gaps.append((place, place))
    return gaps


def validators(model: Model) -> dict[str, list[str]]:
    """For each enumeration that a parameter has: the names of its values."""
    used = {p.kind.spelling for op in model.operations for p in op.parameters}
    types = [c_code.type_number(o.name) for o in model.objects]
    result = {}
    if RETYPABLE.spelling in used:
        result["retypable_type"] = [
            c_code.type_number(o.name) for o in model.objects if o.retypable
        ]
    if TYPE_OR_NONE.spelling in used:
        result["type_or_none"] = [c_code.type_number(ANY), *types]
    for e in model.enumerations:
        if f"enum {e.name}" in used:
            result[e.name] = [c_code.right(e.name, n) for n, _ in e.members]
    return result


def as_data(model: Model) -> dict[str, Any]:
    """The whole model for other tools."""
    return {
        "statuses": [
            {"name": s.name, "value": s.value, "meaning": s.meaning}
            for s in model.statuses
        ],
        "objects": [object_data(o) for o in model.objects],
    }


def object_data(object: Object) -> dict[str, Any]:
    return {
        "name": object.name,
        "type": object.type,
        "doc": object.doc,
        "size": object.size.value,
        "size_bits": size_data(object),
        "rights": {n: 1 << i for i, n in enumerate(object.rights)},
        "holds": object.holds,
        "self_is_slot": object.self_is_slot,
        "control": object.control,
        "optional": object.optional,
        "operations": [operation_data(op) for op in object.operations],
        "enums": [
            {"name": e.name, "doc": e.doc, "values": dict(e.members)}
            for e in object.enumerations
            if not e.is_flags
        ],
        "flags": [
            {"name": e.name, "doc": e.doc, "values": dict(e.members)}
            for e in object.enumerations
            if e.is_flags
        ],
    }


def size_data(object: Object) -> Any:
    """A number, a constant of abi_arch.h, or None."""
    bits = object.size_bits
    return int(bits) if bits.isdigit() else bits or None


def operation_data(operation: Operation) -> dict[str, Any]:
    return {
        "name": operation.name,
        "number": operation.number,
        "stub": f"cap_{c_code.function(operation)}",
        "doc": operation.doc,
        "parameters": [parameter_data(p) for p in operation.parameters],
        "takes": capability_data(operation.takes),
        "gives": capability_data(operation.gives),
        "results": [parameter_data(p) for p in operation.results],
        "needs": operation.needs,
        "badge": operation.badge,
        "capability": operation.capability,
        "helps": operation.helps,
        "mode": operation.mode,
        "status_in_operation": operation.status_in_operation,
        "statuses": {
            "implicit": operation.implicit,
            "fails": operation.fails,
        },
    }


def parameter_data(parameter: Parameter) -> dict[str, Any]:
    kind = parameter.kind
    return {
        "name": parameter.name,
        "kind": kind.spelling,
        "meaning": kind.meaning,
        "checked": bool(kind.invalid),
        "minimum": kind.minimum,
        "maximum": kind.maximum,
        "enum": kind.enumeration,
    }


def capability_data(capability: Optional[Capability]) -> Any:
    if capability is None:
        return None
    return {
        "name": capability.name,
        "type": capability.type,
        "rights": capability.rights,
    }
