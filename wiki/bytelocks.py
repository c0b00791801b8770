"""Locks of single bytes of a file, by the kernel: they need no room on the disk and end with whoever holds them.

They belong to the open file, not to the process (fcntl(2), "Open file description locks"): two descriptors of one
process exclude each other, and to close one frees nothing of the other. The bytes need not exist. Limits: Linux,
one machine.
"""

import fcntl
import os
import struct

_STRUCT_FLOCK = struct.Struct("hhqqi0q")  # l_type, l_whence, l_start, l_len, l_pid of <fcntl.h>


def take(descriptor: int, start: int, length: int) -> None:
    """These bytes are this descriptor's alone. Raises BlockingIOError if one is another's."""
    _change(descriptor, fcntl.F_OFD_SETLK, fcntl.F_WRLCK, start, length)


def wait_and_take(descriptor: int, start: int, length: int) -> None:
    """These bytes are this descriptor's alone, as soon as nobody else has one."""
    _change(descriptor, fcntl.F_OFD_SETLKW, fcntl.F_WRLCK, start, length)


def mark(descriptor: int, number: int) -> None:
    """The byte is marked, which others may do as well."""
    _change(descriptor, fcntl.F_OFD_SETLK, fcntl.F_RDLCK, number, 1)


def free(descriptor: int, start: int, length: int) -> None:
    """These bytes are no longer this descriptor's, nor a forked child's."""
    _change(descriptor, fcntl.F_OFD_SETLK, fcntl.F_UNLCK, start, length)


def others_marks(descriptor: int, start: int, end: int) -> list[int]:
    """The bytes from `start` up to `end` that others marked."""
    if start >= end:
        return []
    asked = _STRUCT_FLOCK.pack(fcntl.F_WRLCK, os.SEEK_SET, start, end - start, 0)
    kind, _, found, _, _ = _STRUCT_FLOCK.unpack(fcntl.fcntl(descriptor, fcntl.F_OFD_GETLK, asked))
    if kind == fcntl.F_UNLCK:
        return []
    # The kernel names one, not the first of them.
    return [*others_marks(descriptor, start, found), found, *others_marks(descriptor, found + 1, end)]


def _change(descriptor: int, how: int, kind: int, start: int, length: int) -> None:
    fcntl.fcntl(descriptor, how, _STRUCT_FLOCK.pack(kind, os.SEEK_SET, start, length, 0))
