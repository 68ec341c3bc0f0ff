#!/usr/bin/env python3
"""Gives a Go program another version number: relabel.py FILE OLD NEW.

The linker stores the number as data: its bytes, and in another place a pair
of pointer and length. The bytes and the length are rewritten in place, so NEW
must not be longer than OLD. The lab uses this to serve Debian's Docker as the
packages of Docker's own archive.
"""
import struct
import sys


def segments(image):
    """(address, file offset, size) of each segment that is loaded from the file."""
    table, = struct.unpack_from("<Q", image, 0x20)
    size, count = struct.unpack_from("<HH", image, 0x36)
    for index in range(count):
        kind, _, offset, address, _, length = struct.unpack_from("<IIQQQQ", image, table + index * size)
        if kind == 1:
            yield address, offset, length


def to_address(image, position):
    return next(a + position - o for a, o, n in segments(image) if o <= position < o + n)


def to_position(image, address):
    return next((o + address - a for a, o, n in segments(image) if a <= address < a + n), None)


def occurrences(image, what):
    position = image.find(what)
    while position >= 0:
        yield position
        position = image.find(what, position + 1)


def length_fields(image, address, length):
    """File positions of the lengths that belong to pointers to this address."""
    for found in occurrences(image, struct.pack("<Q", address)):
        # Without relocation, this is the pointer, and the length follows it. In a
        # position-independent program, it is the addend of a relocation, and the
        # relocation has the address of the pointer.
        places = [found + 8]
        target, kind = struct.unpack_from("<QQ", image, found - 16)
        position = to_position(image, target) if kind == 8 else None
        if position is not None:
            places.append(position + 8)
        for place in places:
            if struct.unpack_from("<Q", image, place)[0] == length:
                yield place


def main(path, old, new):
    if len(new) > len(old):
        sys.exit(f"{new} is longer than {old}")
    with open(path, "rb") as file:
        image = bytearray(file.read())
    fields = 0
    # The linker ends such a string with a zero byte. Paths that contain the number do not end there.
    for found in list(occurrences(image, old.encode() + b"\0")):
        here = list(length_fields(image, to_address(image, found), len(old)))
        if here:
            image[found:found + len(old)] = new.encode().ljust(len(old), b"\0")
        for place in here:
            struct.pack_into("<Q", image, place, len(new))
        fields += len(here)
    if not fields:
        sys.exit(f"{path}: no version {old} to rewrite")
    with open(path, "r+b") as file:
        file.write(image)


if __name__ == "__main__":
    main(*sys.argv[1:])
