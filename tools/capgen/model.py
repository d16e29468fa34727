"""What the descriptions say, checked and resolved: all that is generated comes
from here. Names are those of the .cap files; c_code.py makes C of them."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Optional

from errors import Position
from statuses import Status

MESSAGE_WORDS = 6
MAX_RIGHTS = 8
# Type numbers from here up belong to services.
KERNEL_TYPES = 32
# An operation number is type << 8 | index.
MAX_OPERATIONS = 256
# So many has a row of the kernel's table of operations.
OPERATIONS_ROW = 16
ANY = "any"
SELF = "self"


@dataclass
class Enumeration:
    name: str
    doc: list[str]
    is_flags: bool
    members: list[tuple[str, int]]
    position: Position

    @property
    def values(self) -> list[int]:
        return [value for _, value in self.members]

    @property
    def maximum(self) -> int:
        return max(self.values, default=0)

    @property
    def mask(self) -> int:
        return sum(self.values)


@dataclass(frozen=True)
class Kind:
    """What a word may hold. `invalid` is a C condition on the word `{w}` that
    is true if the value must be refused; empty if every word will do."""

    spelling: str
    meaning: str
    kernel_type: str = "word_t"
    stub_type: str = "word_t"
    invalid: str = ""
    minimum: Optional[int] = None
    maximum: Optional[int] = None
    enumeration: Optional[str] = None


@dataclass
class Parameter:
    name: str
    kind: Kind


@dataclass
class Capability:
    """A capability argument or result; `type` may be ANY."""

    name: str
    type: str
    rights: list[str]


@dataclass
class Operation:
    owner: "Object"
    name: str
    index: int
    doc: list[str]
    position: Position
    parameters: list[Parameter] = field(default_factory=list)
    takes: Optional[Capability] = None
    gives: Optional[Capability] = None
    results: list[Parameter] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)
    fails: list[str] = field(default_factory=list)
    badge: bool = False
    capability: bool = False
    helps: bool = False
    mode: bool = False
    status_in_operation: bool = False

    @property
    def number(self) -> int:
        return self.owner.type << 8 | self.index

    @property
    def takes_message(self) -> bool:
        return any(p.kind.spelling == "message" for p in self.parameters)

    @property
    def optional_offer(self) -> bool:
        """Passes an offer on without it being an argument."""
        return self.mode and self.takes is None

    @property
    def implicit(self) -> list[str]:
        """Statuses that come from the generic checks of the invocation."""
        names: list[str] = []
        if not self.owner.is_self:
            names += ["EMPTY_SLOT", "UNKNOWN_OPERATION"]
        if self.needs:
            names.append("MISSING_RIGHT")
        if self.mode or any(p.kind.invalid for p in self.parameters):
            names.append("INVALID_ARGUMENT")
        if self.takes:
            names.append("NO_ARGUMENT")
            if self.takes.type != ANY:
                names.append("WRONG_ARGUMENT")
            if self.takes.rights:
                names.append("ARGUMENT_RIGHT")
        if self.gives:
            names += ["NO_ACCEPT", "SLOT_OCCUPIED"]
        return names

    @property
    def statuses(self) -> list[str]:
        """Everything it can return but OK, generic checks first."""
        return list(dict.fromkeys(self.implicit + self.fails))


class Size(Enum):
    FIXED = "fixed"
    VARIABLE = "variable"
    NONE = "none"


@dataclass
class Object:
    name: str
    doc: list[str]
    file: str
    position: Position
    type: int = 0
    size: Size = Size.NONE
    size_bits: str = ""  # of a fixed size: a number or a constant of abi_arch.h
    rights: list[str] = field(default_factory=list)
    holds: list[str] = field(default_factory=list)
    self_is_slot: bool = False
    control: bool = False
    optional: bool = False
    operations: list[Operation] = field(default_factory=list)
    enumerations: list[Enumeration] = field(default_factory=list)

    @property
    def is_self(self) -> bool:
        """The object behind CAP_SELF: the running thread, in no slot."""
        return self.name == SELF

    @property
    def retypable(self) -> bool:
        return self.size != Size.NONE

    @property
    def has_create(self) -> bool:
        return self.retypable and not self.self_is_slot

    @property
    def has_retire(self) -> bool:
        return not (self.self_is_slot or self.control or self.is_self)

    @property
    def rights_mask(self) -> int:
        return (1 << len(self.rights)) - 1


@dataclass
class Model:
    objects: list[Object]
    statuses: list[Status]

    @property
    def operations(self) -> list[Operation]:
        return [op for object in self.objects for op in object.operations]

    @property
    def enumerations(self) -> list[Enumeration]:
        return [e for object in self.objects for e in object.enumerations]

    @property
    def retypable_types(self) -> list[int]:
        return [o.type for o in self.objects if o.retypable]

    def status(self, name: str) -> Status:
        return next(s for s in self.statuses if s.name == name)
