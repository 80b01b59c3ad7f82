"""Lock projects on shared storage, and tell it from a disk of this machine.

SQLite's write-ahead log needs memory shared between the processes that use the file, which
network storage does not give, and network storage often grants the same lock twice. There the
project keeps a rollback journal, and a lock file that names its holder.
"""

import getpass
import json
import os
import socket
import threading
import time
import uuid
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil
from filelock import FileLock, Timeout

from matchcut.errors import ProjectError

SHARED_FILE_SYSTEMS = frozenset(
    ("9p", "afpfs", "afs", "beegfs", "ceph", "cifs", "davfs", "glusterfs", "gpfs", "lustre", "nfs")
) | {"ncpfs", "nfs4", "smb2", "smb3", "smbfs", "vboxsf", "webdav"}
# How long to retry a lock that names nobody: whoever created it needs a moment to write it.
LOOKS, LOOK_EVERY_SECONDS = 10, 0.1
_TAKING_SECONDS = 10
# The locks held by this process.
_HELD: set["SharedLock"] = set()
_HELD_CHANGES = threading.Lock()


def is_shared(path: Path) -> bool:
    """Return whether ``path`` is on network storage, after following links."""
    where = path.resolve()
    if where.drive.startswith("\\\\"):
        return True
    mounts = [
        mount
        for mount in psutil.disk_partitions(all=True)
        if where.is_relative_to(mount.mountpoint)
    ]
    if not mounts:
        return False
    # Of several mounts at one point the last hides the others.
    mount = max(reversed(mounts), key=lambda mount: len(Path(mount.mountpoint).parts))
    kind = mount.fstype.lower()
    return (
        kind in SHARED_FILE_SYSTEMS
        or (kind.startswith("fuse.") and kind != "fuse.overlayfs")
        or "remote" in mount.opts.split(",")
    )


@dataclass(frozen=True, slots=True)
class Holder:
    """Who works on a project: machine, process, user, and since when (ISO 8601, UTC).

    machine: an id that distinguishes machines of the same name; "" if there is none, and in the
        locks of earlier versions of the program.
    """

    host: str
    pid: int
    user: str
    since: str
    machine: str = ""

    def __str__(self) -> str:
        since = datetime.fromisoformat(self.since).astimezone()
        return f"{self.user} on {self.host} (process {self.pid}, since {since:%Y-%m-%d %H:%M})"


def this_process() -> Holder:
    """Return the holder that this process would be, from now."""
    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):  # a user id without a name, as in containers
        user = "someone"
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return Holder(socket.gethostname(), os.getpid(), user, now, _machine())


def _machine() -> str:
    """Return an id that two processes share only if each can see whether the other is alive, or "".

    Copies of one disk share their names and even their machine ids, and so do containers: the boot
    id of the kernel and the namespace of process numbers distinguish them.
    """
    with suppress(OSError):
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot} {Path('/proc/self/ns/pid').readlink()}"
    address = uuid.getnode()
    # An address not assigned by a maker of network cards may be random in each process, or shared
    # with other virtual machines.
    return "" if address >> 40 & 0b11 else f"{address:012x}"


class SharedLock:
    """Keeps a project on shared storage to one machine at a time.

    The processes of one machine see each other through SQLite's own locks and so share the lock
    file; whichever finds it missing writes it again. The locks of one process use one name for
    this.
    """

    def __init__(self, project: Path) -> None:
        self.path = project.with_name(project.name + ".lock")
        self._project = project
        self._mine = this_process()

    def hold(self) -> None:
        """Take the lock, or find it still ours. Raises ProjectError naming the other holder.

        Call `release` in either case.
        """
        with _HELD_CHANGES:
            self._mine = next((each._mine for each in self._beside()), self._mine)
            _HELD.add(self)
        while (holder := self._take()) is not None:
            here = (holder.host, holder.machine) == (self._mine.host, self._mine.machine)
            if here and psutil.pid_exists(holder.pid):
                return
            if not here or not holder.machine:
                raise ProjectError(
                    f"{self._project.name} is in use by {holder}.", self._way(holder)
                )
            # left by a dead process; a quicker one may take it, and die as well
            self._give_up(holder)

    def _way(self, holder: Holder) -> str:
        """Return advice about a lock that may be another machine's."""
        if holder.host != self._mine.host:
            return f"Close it there; if that machine is gone, delete {self.path.name}."
        return (
            "Close it there: another machine or container may have the name of this one. If it is "
            f"open nowhere, as after a restart, delete {self.path.name}."
        )

    def _give_up(self, dead: Holder) -> None:
        """Remove the lock of a dead process of this machine, and no other.

        Several processes may find it dead. One of them writes a new lock, which keeps other
        machines out: the others must not remove that one, too. Only processes of this machine get
        here, and to those the system grants a lock only once, even on shared storage.
        """
        taking = FileLock(self.path.with_name(f".{self.path.name}.taking"))
        try:
            with taking.acquire(timeout=_TAKING_SECONDS):
                if self._read() == dead:
                    self.path.unlink(missing_ok=True)
        except Timeout as error:
            raise ProjectError(
                f"{self._project.name} is in use: another process of this machine is taking it "
                f"over from {dead}, which has ended.",
                "Close the matchcut that does so, or wait for it; then try again.",
            ) from error

    def release(self) -> None:
        """Remove the lock file if this process wrote it and no other lock of it is held."""
        with _HELD_CHANGES:
            _HELD.discard(self)
            if not self._beside() and self._read() == self._mine:
                self.path.unlink(missing_ok=True)

    def _beside(self) -> list["SharedLock"]:
        """Return the held locks of this process on the same project."""
        return [each for each in _HELD if each.path == self.path]

    def _take(self) -> Holder | None:
        """Write the lock file, or return the holder it already names."""
        for _ in range(LOOKS):
            try:
                file = self.path.open("x", encoding="utf-8")
            except FileExistsError:
                holder = self._read()
                if holder is not None:
                    return holder
                time.sleep(LOOK_EVERY_SECONDS)  # being written this moment, or just released
                continue
            try:
                with file:
                    json.dump(asdict(self._mine), file)
            except OSError:
                # An empty lock left by a full disk would shut everybody out.
                self.path.unlink(missing_ok=True)
                raise
            return None
        return Holder("another machine", 0, "someone", self._mine.since)

    def _read(self) -> Holder | None:
        """Return the holder, None if there is no lock or it names no possible holder."""
        try:
            holder = Holder(**json.loads(self.path.read_text(encoding="utf-8")))
            str(holder)  # fails if its time is invalid
        except (OSError, ValueError, TypeError, OverflowError):
            return None
        return holder if isinstance(holder.pid, int) and 0 < holder.pid < 2**31 else None
