"""Lower the priority of other processes, so that the window comes first on a busy machine."""

import sys

import psutil


def yield_to_the_editor(process_id: int, niceness: int, cores: int = 0) -> None:
    """Lower a process's priority; limit it to ``cores`` cores, 0 for all.

    niceness: 0 is as urgent as the window, 19 the least urgent.
    """
    try:
        process = psutil.Process(process_id)
        if sys.platform == "win32":
            process.nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
        else:
            process.nice(niceness)
        if cores and hasattr(process, "cpu_affinity"):
            process.cpu_affinity(process.cpu_affinity()[:cores])
    except psutil.Error:
        pass  # it has already ended, or the system doesn't support this
