"""Take from a worker what a query never needs: the network, other programs, and more memory than is its share.

A filter of system calls (seccomp) holds without privileges on Linux. Where it cannot be had, no further file descriptor
may be opened, which keeps sockets out as well.
"""

from __future__ import annotations

import ctypes
import platform
import resource
import signal
import struct
import sys

_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 22, 38
_FILTER_MODE = 2
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 13  # SECCOMP_RET_ALLOW; SECCOMP_RET_ERRNO with EACCES
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
#: By machine: how the kernel calls it, and its numbers of socket, connect, bind, listen, execve, execveat, ptrace,
#: io_uring_setup.
_MACHINES = {
    "x86_64": (0xC000003E, (41, 42, 49, 50, 59, 322, 101, 425)),
    "aarch64": (0xC00000B7, (198, 203, 200, 201, 221, 281, 117, 425)),
}
# Numbers from here on are the x32 form of other calls.
_X32 = 0x40000000


def die_with_parent() -> None:
    """Have the kernel kill this process when the one that started it ends, where the kernel can."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def confine(memory: int) -> str:
    """Bound memory to ``memory`` bytes beyond what is in use, and close the network; return by what means."""
    limit = _read_address_space() + memory
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    if _filter_calls():
        return "seccomp"
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    return "descriptors"


def bound_time(seconds: float, used: float, known: int) -> int:
    """Have the kernel end this process when it computes about ``seconds`` from now, should nobody else.

    ``used`` is the time that it has computed, ``known`` the bound that it has; return the bound it has then.
    """
    limit = int(used + seconds) + 2
    if limit > known + 1:
        # Moved in steps, for most queries take no second.
        resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))
        return limit
    return known


def _read_address_space() -> int:
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123 - pathlib is slow to import
            return int(statm.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 1 << 30


def _filter_calls() -> bool:
    machine = _MACHINES.get(platform.machine()) if sys.platform == "linux" else None
    if machine is None:
        return False
    code = _write_filter(*machine)
    program = ctypes.create_string_buffer(code, len(code))
    address = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(program)))
    libc = ctypes.CDLL(None, use_errno=True)
    long = ctypes.c_ulong
    libc.prctl(_PR_SET_NO_NEW_PRIVS, long(1), long(0), long(0), long(0))
    done = libc.prctl(_PR_SET_SECCOMP, long(_FILTER_MODE), long(ctypes.addressof(address)), long(0), long(0))
    return bool(done == 0)


def _write_filter(arch: int, refused: tuple[int, ...]) -> bytes:
    """Return a program that looks at the machine and at the number of a call, and refuses those listed."""
    count = len(refused)
    steps = [
        (_LOAD, 0, 0, 4),
        (_EQUAL, 0, count + 3, arch),
        (_LOAD, 0, 0, 0),
        (_AT_LEAST, count + 1, 0, _X32),
        *((_EQUAL, count - index, 0, number) for index, number in enumerate(refused)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    return b"".join(struct.pack("=HBBI", *step) for step in steps)
