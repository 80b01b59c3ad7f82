"""A command in a process of its own ends when it is told to."""

import os
import signal

import pytest

from app.jobs.job import Ending, Job


@pytest.mark.usefixtures("cold")
@pytest.mark.skipif(os.name != "posix", reason="elsewhere it is killed")
def test_a_job_can_be_stopped_where_the_window_itself_ignores_interrupts(qtbot, tmp_path):
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        job = Job(["sample", "--progress", "json", str(tmp_path / "long.mp4")])
        with qtbot.waitSignal(job.reported):
            job.start()
    finally:
        signal.signal(signal.SIGINT, before)
    with qtbot.waitSignal(job.ended) as ended:
        job.stop()
    assert ended.args[0] == Ending.STOPPED
