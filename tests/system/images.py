"""Boot images that are damaged in one place."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

from conftest import image_tool
from elftools.elf.elffile import ELFFile

from hesper.common import Board

# Fields of the archive's header and of its entries: caps/archive.h.
ARCHIVE_MAGIC, ARCHIVE_SIZE, ARCHIVE_COUNT, ARCHIVE_CHECKSUM = 0, 8, 16, 20
ENTRY_NAME, ENTRY_OFFSET, ENTRY_SIZE, ENTRY_CHECKSUM = 0, 40, 48, 56
ENTRY_WORD_SUM = 60
# Fields of an ELF64 header and of its program headers.
ELF_CLASS, ELF_TYPE, ELF_MACHINE, ELF_ENTRY = 4, 16, 18, 24
ELF_SEGMENTS_OFFSET, ELF_SEGMENT_BYTES, ELF_SEGMENTS = 32, 54, 56
ELF_HEADER_BYTES, SEGMENT_BYTES = 64, 56
SEGMENT_TYPE, SEGMENT_FLAGS, SEGMENT_OFFSET = 0, 4, 8
SEGMENT_ADDRESS, SEGMENT_FILE_BYTES, SEGMENT_MEMORY_BYTES = 16, 32, 40


def segment(index: int, field: int) -> int:
    """Where a field of a program header stands in the file."""
    return ELF_HEADER_BYTES + index * SEGMENT_BYTES + field


class Image:
    """A boot image whose bytes can be changed, and the kernel's own file."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.data = bytearray(board.image().read_bytes())
        self.kernel = bytearray(board.kernel().read_bytes())
        self.base, self.entries = image_tool.read_archive(bytes(self.data))

    def entry(self, name: str) -> int:
        """Where the entry of the named file begins."""
        index = [entry.name for entry in self.entries].index(name)
        return (self.base + image_tool.HEADER.size
                + index * image_tool.ENTRY.size)

    def file(self, name: str) -> int:
        """Where the named file begins."""
        return self.base + next(entry.offset for entry in self.entries
                                if entry.name == name)

    def put(self, layout: str, offset: int, value: int) -> None:
        struct.pack_into("<" + layout, self.data, offset, value)

    def get(self, layout: str, offset: int) -> int:
        return int(struct.unpack_from("<" + layout, self.data, offset)[0])

    def header_is_right(self) -> None:
        """Makes the checksum of the entries match them."""
        first = self.base + image_tool.HEADER.size
        size = self.get("I", self.base + ARCHIVE_COUNT) * image_tool.ENTRY.size
        self.put("I", self.base + ARCHIVE_CHECKSUM,
                 zlib.crc32(self.data[first:first + size]))

    def file_is_right(self, name: str) -> None:
        """Makes the checksum of the named file match its bytes."""
        entry = self.entry(name)
        begin = self.file(name)
        size = self.get("Q", entry + ENTRY_SIZE)
        self.put("I", entry + ENTRY_CHECKSUM,
                 zlib.crc32(self.data[begin:begin + size]))
        self.put("I", entry + ENTRY_WORD_SUM, image_tool.word_sum(
            bytes(self.data[begin:begin + size])))
        self.header_is_right()

    def put_code(self, function: str, code: bytes) -> None:
        """Puts this in the place of a kernel function's first bytes."""
        elf = ELFFile(io.BytesIO(self.kernel))
        address = elf.get_section_by_name(".symtab").get_symbol_by_name(
            function)[0]["st_value"]
        if self.board.image_is_module:
            place, = elf.address_offsets(address, len(code))
            self.kernel[place:place + len(code)] = code
        else:
            place = address - next(elf.iter_segments("PT_LOAD"))["p_vaddr"]
            self.data[place:place + len(code)] = code

    def write(self, folder: Path) -> str:
        """As a file, for `run --image`; the kernel's lies beside it."""
        path = folder / "damaged.img"
        path.write_bytes(self.data)
        if self.board.image_is_module:
            (folder / "kernel.elf").write_bytes(self.kernel)
        return str(path)
