"""The flame graph: stacks from calls and returns, and an SVG that adds up."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

from hesper.bench_flame import Frame, Step, flame_graph, frames_of

CLIENT, STUB, SERVER = ("user", "main"), ("user", "call"), ("user", "serve")
ENTRY, KERNEL = ("kernel", "vectors"), ("kernel", "invoke")


def path() -> list[Step]:
    """main calls a stub, which enters the kernel, which calls a function and
    goes on in a server; and back."""
    return [Step(CLIENT, "mov"), Step(CLIENT, "bl"), Step(STUB, "svc"),
            Step(ENTRY, "bl"), Step(KERNEL, "ret"), Step(ENTRY, "eret"),
            Step(SERVER, "add"), Step(SERVER, "svc"), Step(ENTRY, "eret"),
            Step(STUB, "ret"), Step(CLIENT, "cmp")]


def below(frame: Frame, *places: tuple[str, str]) -> Frame:
    for place in places:
        frame = frame.below[place]
    return frame


def test_calls_push_and_returns_pop() -> None:
    root = frames_of("one", path())
    assert list(root.below) == [CLIENT]
    assert below(root, CLIENT).own == 3
    assert below(root, CLIENT, STUB).own == 2
    assert below(root, CLIENT, STUB, ENTRY).own == 2
    assert below(root, CLIENT, STUB, ENTRY, KERNEL).own == 1
    assert below(root, CLIENT, STUB, SERVER).own == 2
    assert below(root, CLIENT, STUB, SERVER, ENTRY).own == 1
    assert root.total() == len(path())


def test_a_jump_to_another_function_takes_its_place() -> None:
    root = frames_of("one", [Step(CLIENT, "bl"), Step(STUB, "b"),
                             Step(SERVER, "ret"), Step(CLIENT, "nop")])
    assert list(below(root, CLIENT).below) == [STUB, SERVER]
    assert below(root, CLIENT).own == 2


def test_the_drawing_adds_up() -> None:
    image = ElementTree.fromstring(flame_graph(frames_of("a<b", path())))
    frames = [one for one in image.iter() if "data-own" in one.attrib]
    assert sum(int(one.attrib["data-own"]) for one in frames) == len(path())
    assert frames[0].attrib["data-total"] == str(len(path()))
    assert frames[0].attrib["data-name"] == "a<b"
    titles = [one[0].text for one in frames]
    assert "main (user): 11 instructions, 100.0 %, 3 its own" in titles
    assert "invoke (kernel): 1 instructions, 9.1 %, 1 its own" in titles
