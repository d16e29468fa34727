"""From the text of a description to its parts, not yet checked for meaning."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Iterable, Iterator, Optional

import lark
from lark.indenter import Indenter

from errors import Errors, Position, Word


@dataclass
class Field:
    """A parameter or a result: its name, its kind, what follows the kind."""

    name: Word
    kind: Word
    arguments: list[Word]


@dataclass
class Attribute:
    name: Word
    values: list[Word]


@dataclass
class Operation:
    name: Word
    doc: list[str]
    words: list[Field]
    capabilities: list[Field]
    results: list[Field]
    attributes: list[Attribute]


@dataclass
class Enumeration:
    name: Word
    doc: list[str]
    is_flags: bool
    members: list[tuple[Word, Word]]


@dataclass
class Object:
    name: Word
    doc: list[str]
    attributes: list[Attribute]
    operations: list[Operation]
    enumerations: list[Enumeration]


class BadIndentation(Exception):
    """A line that goes back to an indentation that no line above has."""

    def __init__(self, line: int, column: int) -> None:
        super().__init__()
        self.line = line
        self.column = column


class Blocks(Indenter):
    """Turns changes of indentation into tokens."""

    NL_type = "_NEWLINE"
    OPEN_PAREN_types = ["_LPAR"]
    CLOSE_PAREN_types = ["_RPAR"]
    INDENT_type = "_INDENT"
    DEDENT_type = "_DEDENT"
    tab_len = 8  # unused: a tab is an error before the parser sees it

    def handle_NL(self, token: lark.Token) -> Iterator[lark.Token]:
        if self.paren_level > 0:
            return
        yield token
        indent = len(token) - token.rindex("\n") - 1
        if indent > self.indent_level[-1]:
            self.indent_level.append(indent)
            yield lark.Token.new_borrow_pos(self.INDENT_type, "", token)
        while indent < self.indent_level[-1]:
            self.indent_level.pop()
            yield lark.Token.new_borrow_pos(self.DEDENT_type, "", token)
        if indent != self.indent_level[-1]:
            raise BadIndentation(token.end_line, indent + 1)


class Builder(lark.Transformer):
    """Makes the dataclasses above out of the parser's tree."""

    def __init__(self, file: str, lines: list[str]) -> None:
        super().__init__()
        self.file = file
        self.lines = lines

    def doc_above(self, word: Word) -> list[str]:
        """The comment lines directly above the line that `word` is on."""
        first = word.position.line - 1
        while first > 0 and self.lines[first - 1].lstrip().startswith("#"):
            first -= 1
        comment = self.lines[first : word.position.line - 1]
        return [line.strip()[1:].strip() for line in comment]

    def word(self, token: lark.Token) -> Word:
        return Word(str(token), Position(self.file, token.line, token.column))

    def NAME(self, token: lark.Token) -> Word:
        return self.word(token)

    def NUMBER(self, token: lark.Token) -> Word:
        return self.word(token)

    def value(self, parts: list[Word]) -> Word:
        return parts[0]

    def field(self, parts: list[Word]) -> Field:
        return Field(parts[0], parts[1], parts[2:])

    def words(self, parts: list[Optional[Field]]) -> list[Field]:
        return [part for part in parts if part is not None]

    capabilities = words

    def inputs(self, parts: list[Any]) -> tuple[list[Field], list[Field]]:
        return parts[0], parts[1] or []

    def outputs(self, parts: list[Any]) -> list[Field]:
        return parts[0] + (parts[1] or [])

    def attribute(self, parts: list[Word]) -> Attribute:
        return Attribute(parts[0], parts[1:])

    def operation(self, parts: list[Any]) -> Operation:
        name, (words, capabilities), results, *attributes = parts
        return Operation(
            name,
            self.doc_above(name),
            words,
            capabilities,
            results,
            [part for part in attributes if part is not None],
        )

    def member(self, parts: list[Word]) -> tuple[Word, Word]:
        return parts[0], parts[1]

    def enumeration(self, parts: list[Any]) -> Enumeration:
        keyword, name, *members = parts
        doc = self.doc_above(name)
        return Enumeration(name, doc, keyword.type == "FLAGS", members)

    def object(self, parts: list[Any]) -> Object:
        name, *members = parts

        def of(kind: type) -> list[Any]:
            return [member for member in members if isinstance(member, kind)]

        return Object(
            name,
            self.doc_above(name),
            of(Attribute),
            of(Operation),
            of(Enumeration),
        )

    def start(self, parts: list[Object]) -> list[Object]:
        return parts


TOKEN_TEXT = {
    "OBJECT": "`object`",
    "OP": "`op`",
    "ENUM": "`enum`",
    "FLAGS": "`flags`",
    "NAME": "a name",
    "NUMBER": "a number",
    "_LPAR": "`(`",
    "_RPAR": "`)`",
    "_ARROW": "`->`",
    "_COMMA": "`,`",
    "_SEMICOLON": "`;`",
    "_NEWLINE": "the end of the line",
    "_INDENT": "an indented line",
    "_DEDENT": "the end of the block",
    "$END": "the end of the file",
}


@cache
def parser() -> lark.Lark:
    grammar = Path(__file__).with_name("grammar.lark").read_text()
    return lark.Lark(
        grammar, parser="lalr", postlex=Blocks(), maybe_placeholders=True
    )


def parse(file: str, text: str, errors: Errors) -> list[Object]:
    """The objects that a file describes; none if it has a syntax error."""
    if not text.endswith("\n"):
        text += "\n"
    lines = text.splitlines()
    tabs = [i for i, line in enumerate(lines) if "\t" in line]
    for i in tabs:
        position = Position(file, i + 1, lines[i].index("\t") + 1)
        errors.add(position, "spaces", "a tab")
    if tabs:
        return []
    try:
        tree = parser().parse(text)
    except BadIndentation as error:
        position = Position(file, error.line, error.column)
        found = f"{error.column - 1} spaces"
        errors.add(position, "the indentation of a block above", found)
        return []
    except lark.UnexpectedToken as error:
        report_token(file, lines, error, errors)
        return []
    except lark.UnexpectedCharacters as error:
        report_character(file, lines, error, errors)
        return []
    return Builder(file, lines).transform(tree)


def texts(tokens: Iterable[str]) -> str:
    return " or ".join(sorted(TOKEN_TEXT[name] for name in tokens))


def report_token(
    file: str, lines: list[str], error: lark.UnexpectedToken, errors: Errors
) -> None:
    """A word that does not belong where it stands."""
    token = error.token
    position = Position(file, token.line or len(lines), token.column or 1)
    if token.type in ("_INDENT", "_DEDENT") and token.line:
        # Such a token begins where the line before ends.
        position = Position(file, token.end_line, token.end_column)
    found = TOKEN_TEXT[token.type]
    if token.line is None:
        found = TOKEN_TEXT["$END"]
        position = Position(file, len(lines), len(lines[-1]) + 1)
    elif token.type in ("NAME", "NUMBER"):
        found = f"`{token}`"
    errors.add(position, texts(error.accepts), found)


def report_character(
    file: str,
    lines: list[str],
    error: lark.UnexpectedCharacters,
    errors: Errors,
) -> None:
    """A character with which nothing can begin."""
    rest = lines[error.line - 1][error.column - 1 :]
    word = re.match(r"\w+|.", rest)
    # The lexer is ready for the end of a line everywhere.
    expected = [t for t in error.allowed if t in TOKEN_TEXT]
    expected = [t for t in expected if t != "_NEWLINE"] or expected
    errors.add(
        Position(file, error.line, error.column),
        texts(expected),
        f"`{word[0] if word else error.char}`",
    )
