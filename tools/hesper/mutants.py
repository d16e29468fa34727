"""Mutants of a C file: every small change that could be a mistake. They are
found in the file's tokens; one that does not compile is no mutant."""

from __future__ import annotations

import re
from dataclasses import dataclass

TOKEN = re.compile(r"""
    (?P<space>\s+)
  | (?P<comment>/\*.*?\*/|//[^\n]*)
  | (?P<directive>^[ \t]*\#(?:[^\n\\]|\\.|\\\n)*)
  | (?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
  | (?P<name>[A-Za-z_]\w*)
  | (?P<number>0[xX][0-9A-Fa-f]+[uUlL]*|\d+[uUlL]*)
  | (?P<operator><<=|>>=|\.\.\.|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\|
        |[-+*/%&|^]=|[-+*/%&|^~!<>=?:;,.(){}\[\]])
""", re.VERBOSE | re.DOTALL | re.MULTILINE)

# Each operator and what stands in its place; those of the first table may also
# be unary and are left alone then.
BINARY = {"+": "-", "-": "+", "*": "/", "&": "|"}
OTHERS = {
    "<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==",
    "&&": "||", "||": "&&", "|": "&", "^": "|", "<<": ">>", ">>": "<<",
    "/": "*", "%": "/", "+=": "-=", "-=": "+=", "|=": "&=", "&=": "|=",
    "^=": "|=", "<<=": ">>=", ">>=": "<<=", "++": "--", "--": "++",
}
WORDS = {"true": "false", "false": "true"}
SKIPPED_CALLS = {"ASSERT", "static_assert"}
NOT_STATEMENTS = {
    "if", "else", "while", "for", "do", "switch", "case", "default", "return",
    "goto", "static", "const", "struct", "enum", "unsigned", "int", "bool",
    "typedef", "extern", "char", "void",
}


@dataclass(frozen=True)
class Token:
    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True)
class Mutant:
    """`text` in the place of [start, end) of the file."""

    file: str
    line: int
    start: int
    end: int
    text: str
    what: str

    def apply(self, source: str) -> str:
        return source[:self.start] + self.text + source[self.end:]

    def difference(self, source: str) -> tuple[str, str]:
        """The first line that changes, as it was and as it is."""
        begin = source.rfind("\n", 0, self.start) + 1
        end = source.find("\n", self.end)
        changed = source[begin:self.start] + self.text + source[self.end:end]
        return (" ".join(source[begin:end].split()), " ".join(changed.split()))


def tokens(source: str) -> list[Token]:
    """Without spaces, comments and what is for the preprocessor."""
    found, position = [], 0
    while position < len(source):
        match = TOKEN.match(source, position)
        if match is None:
            raise ValueError(f"no token: {source[position:position + 20]!r}")
        kind = match.lastgroup or ""
        if kind not in ("space", "comment", "directive"):
            found.append(Token(kind, match.group(), position))
        position = match.end()
    return found


def closing(all_tokens: list[Token], opening: int) -> int:
    """The bracket that closes the one at `opening`."""
    depth = 0
    for index in range(opening, len(all_tokens)):
        text = all_tokens[index].text
        depth += text in "([{"
        depth -= text in ")]}"
        if depth == 0:
            return index
    raise ValueError("brackets do not match")


def is_binary(before: Token) -> bool:
    return before.kind in ("name", "number") or before.text in (")", "]")


def ranges_of_bodies(all_tokens: list[Token]) -> list[tuple[int, int]]:
    """The functions' bodies: a block at the file's level behind a `)`."""
    bodies, index = [], 0
    while index < len(all_tokens):
        if all_tokens[index].text in ("(", "["):
            index = closing(all_tokens, index)
        elif all_tokens[index].text == "{":
            end = closing(all_tokens, index)
            if index and all_tokens[index - 1].text == ")":
                bodies.append((index + 1, end))
            index = end
        index += 1
    return bodies


def skipped(all_tokens: list[Token], index: int) -> int | None:
    """Where an assertion or a static table that begins here ends."""
    text = all_tokens[index].text
    if text in SKIPPED_CALLS:
        return closing(all_tokens, index + 1)
    if text == "static":
        while all_tokens[index].text != ";":
            index = (closing(all_tokens, index)
                     if all_tokens[index].text in "([{" else index + 1)
        return index
    return None


def constant(text: str) -> str:
    digits = text.rstrip("uUlL")
    return f"{int(digits, 0) + 1}{text[len(digits):]}"


def statement_end(all_tokens: list[Token], start: int) -> int | None:
    """The `;` of an expression's statement, or None for anything else."""
    first = all_tokens[start]
    if first.text in ("break", "continue"):
        return start + 1
    if first.text not in ("*", "(", "++", "--"):
        if first.kind != "name" or first.text in NOT_STATEMENTS:
            return None
        # `type name` or `type *name`
        if all_tokens[start + 1].kind == "name" or (
                all_tokens[start + 1].text == "*"
                and all_tokens[start + 3].text in ("=", ";", ",")):
            return None
    index = start
    while all_tokens[index].text not in (";", "{", "}", ":"):
        index = (closing(all_tokens, index)
                 if all_tokens[index].text in "([" else index) + 1
    return index if all_tokens[index].text == ";" else None


class Finder:
    """Collects the mutants of one file."""

    def __init__(self, file: str, source: str) -> None:
        self.file, self.source = file, source
        self.tokens = tokens(source)
        self.mutants: list[Mutant] = []
        self.header_end = 0  # of the `for` that began last

    def add(self, first: Token, last: Token, text: str, what: str) -> None:
        line = self.source.count("\n", 0, first.start) + 1
        old = self.source[first.start:last.end]
        text += "\n" * (old.count("\n") - text.count("\n"))
        self.mutants.append(Mutant(self.file, line, first.start, last.end,
                                   text, what))

    def at(self, index: int) -> None:
        token, before = self.tokens[index], self.tokens[index - 1]
        if token.kind == "number":
            self.add(token, token, constant(token.text), "constant")
        elif token.text in WORDS:
            self.add(token, token, WORDS[token.text], "constant")
        elif token.text in OTHERS or (token.text in BINARY
                                      and is_binary(before)):
            new = OTHERS.get(token.text) or BINARY[token.text]
            self.add(token, token, new, "operator")
        if token.text in ("if", "while"):
            self.condition(index + 1)
        if token.text == "for":
            self.header_end = closing(self.tokens, index + 1)
        if (before.text in (";", "{", "}", ")", "else")
                and index > self.header_end):
            end = statement_end(self.tokens, index)
            if end is not None:
                self.add(token, self.tokens[end], ";", "statement")

    def condition(self, opening: int) -> None:
        end = self.tokens[closing(self.tokens, opening)]
        text = self.source[self.tokens[opening].start:end.end]
        self.add(self.tokens[opening], end, f"(!{text})", "condition")

    def find(self) -> list[Mutant]:
        for start, end in ranges_of_bodies(self.tokens):
            index = start
            while index < end:
                beyond = skipped(self.tokens, index)
                if beyond is not None:
                    index = beyond
                else:
                    self.at(index)
                index += 1
        return self.mutants


def mutants_of(file: str, source: str) -> list[Mutant]:
    return Finder(file, source).find()
