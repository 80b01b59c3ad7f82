import subprocess
import sys

import pytest


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc is told how to keep memory")
def test_small_pieces_of_memory_are_not_asked_for_anew_for_every_frame():
    code = """
import resource
from threading import Thread
import numpy as np
from matchcut.pipeline.analysis.threads import one_thread_each

def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt

def take():
    return [np.ones(25_000) for _ in range(150)]

def work():
    take()
    before = faults()
    for _ in range(20):
        take()
    print(faults() - before)

with one_thread_each():
    thread = Thread(target=work)
    thread.start()
    thread.join()
"""
    told = subprocess.check_output([sys.executable, "-c", code], text=True)
    assert int(told) < 1000
