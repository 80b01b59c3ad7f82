import os
from types import SimpleNamespace

import av
import numpy as np
import pytest
from films import SOUND_RATE, numbered_film, tone

from matchcut.errors import MediaError
from matchcut.media.decode import DecodePass
from matchcut.media.film import probe
from matchcut.media.opening import packets_of

STRANGE_NAMES = [
    "new\nline.mp4",
    "quo\"te's.mp4",
    "-dash.mp4",
    "frame%03d.mp4",
    "http:film.mp4",
    "concat:a|b.mp4",
    "映画 один.mp4",
    " spaces .mp4",
]


@pytest.fixture(scope="module")
def content(tmp_path_factory):
    return numbered_film(tmp_path_factory.mktemp("film") / "film.mp4", 3).read_bytes()


@pytest.mark.parametrize("name", STRANGE_NAMES)
def test_any_name_is_a_plain_local_file(tmp_path, monkeypatch, content, name):
    (tmp_path / name).write_bytes(content)
    monkeypatch.chdir(tmp_path)
    for path in (tmp_path / name, (tmp_path / name).relative_to(tmp_path)):
        with DecodePass(probe(path), long_side=64) as frames:
            assert sum(1 for _ in frames) == 3


def test_a_name_that_is_no_text_is_opened_all_the_same(tmp_path, content):
    path = tmp_path / os.fsdecode(b"caf\xe9.mp4")
    path.write_bytes(content)
    assert probe(path).frames == 3


def test_a_strange_name_is_told_on_one_printable_line(tmp_path):
    with pytest.raises(MediaError) as told:
        probe(tmp_path / os.fsdecode(b"a\nb\xe9.mp4"))
    assert str(told.value).startswith("a?b?.mp4 is not there.")


def refusal(path):
    with pytest.raises(MediaError) as told:
        probe(path)
    assert told.value.remedy
    return told.value.happened


def test_packets_that_can_not_even_be_read_are_told(tmp_path):
    path = numbered_film(tmp_path / "a.flv", 12)
    content = bytearray(path.read_bytes())
    # After the file's head comes a tag of notes, then the one that says how to decode all others.
    notes = int.from_bytes(content[14:17], "big")
    content[13 + 11 + notes + 4] = 18
    path.write_bytes(content)
    assert refusal(path) == "No frame of a.flv can be decoded."


def test_a_stream_that_appears_on_the_way_does_not_spoil_the_end():
    whole = [SimpleNamespace(size=9, dts=0), SimpleNamespace(size=0, dts=1)]
    flush = SimpleNamespace(size=0, dts=None)

    class Recording:
        def demux(self, stream):
            yield from whole
            yield flush
            raise IndexError("list index out of range")  # as PyAV 18 does

    assert list(packets_of(Recording(), None)) == [*whole, flush]


def test_a_missing_file_is_not_there(tmp_path):
    assert refusal(tmp_path / "a.mp4") == "a.mp4 is not there."


def test_a_folder_is_named_as_one(tmp_path):
    assert refusal(tmp_path) == f"{tmp_path.name} is a folder."


def test_an_empty_file_is_named_as_one(tmp_path):
    (tmp_path / "a.mp4").touch()
    assert refusal(tmp_path / "a.mp4") == "a.mp4 is empty."


def test_text_renamed_to_a_film_is_no_film(tmp_path):
    (tmp_path / "a.mp4").write_text("Notes on the edit.\n" * 200)
    assert refusal(tmp_path / "a.mp4") == "a.mp4 is not a film that can be read."


def test_a_playlist_renamed_to_a_film_is_not_followed(tmp_path):
    lines = ("#EXTM3U", "#EXT-X-TARGETDURATION:9", "#EXTINF:9,", "http://127.0.0.1:9/a.ts")
    (tmp_path / "a.mp4").write_text("\n".join((*lines, "#EXT-X-ENDLIST", "")))
    assert refusal(tmp_path / "a.mp4") == "a.mp4 is not a film that can be read."


def test_sound_alone_has_no_picture(tmp_path):
    with av.open(str(tmp_path / "mix.mov"), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=SOUND_RATE, layout="mono")
        samples = (tone(440, 0.2) * 32767).astype(np.int16)[None]
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
        frame.sample_rate = SOUND_RATE
        container.mux(stream.encode(frame))
        container.mux(stream.encode())
    assert refusal(tmp_path / "mix.mov") == "mix.mov has no picture."


def test_an_unknown_codec_is_named_as_one(tmp_path, content):
    (tmp_path / "a.mov").write_bytes(content.replace(b"avc1", b"zzzz"))
    assert refusal(tmp_path / "a.mov") == (
        "The picture in a.mov is in a codec that can't be read here."
    )


@pytest.mark.parametrize("name", ["a.R3D", "a.braw", "a.ari", "a.crm"])
def test_camera_raw_asks_for_a_proxy(tmp_path, name):
    (tmp_path / name).write_bytes(bytes(range(256)) * 16)
    with pytest.raises(MediaError, match=r"is camera raw, .*\. Make a proxy"):
        probe(tmp_path / name)


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read anything")
def test_a_file_that_may_not_be_read_says_so(tmp_path, content):
    (tmp_path / "a.mp4").write_bytes(content)
    (tmp_path / "a.mp4").chmod(0)
    assert refusal(tmp_path / "a.mp4") == "a.mp4 may not be read by you."


def test_a_copy_that_broke_off_before_its_index_asks_for_a_whole_one(tmp_path, content):
    (tmp_path / "a.mp4").write_bytes(content[:200])
    with pytest.raises(MediaError):
        probe(tmp_path / "a.mp4")
