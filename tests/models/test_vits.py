from __future__ import annotations

from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import pytest

from models.loudness import Waveform
from tests.models.speaking import WEIGHTS, apart, needs_weights, voice

IDS = [1, 0, 20, 0, 59, 0, 24, 0, 120, 0, 27, 0, 100, 0, 3, 0, 41, 0, 120, 0, 61, 0, 88, 0, 10, 0] * 6 + [2]
SCALES = (0.667, 1.0, 0.8)
MODEL = "en_US-joe-medium.onnx"


def signal_to_noise_db(whole: Waveform, made: Waveform) -> float:
    noise = float(np.sum(np.square(whole - made, dtype=np.float64)))
    return float("inf") if not noise else 10 * np.log10(np.sum(np.square(whole, dtype=np.float64)) / noise)


def spoken_in(first: int, largest: int) -> list[Waveform]:
    from models import vits

    with mock.patch.multiple(vits, FIRST_FRAMES=first, LARGEST_FRAMES=largest):
        return list(voice()._vits.speak(IDS, vits.Scales(*SCALES)).waves)


@needs_weights
@pytest.mark.e2e
@pytest.mark.parametrize(("first", "largest"), [(16, 128), (24, 24)])
def test_windows_sound_like_the_whole(first: int, largest: int) -> None:
    (whole,) = apart(spoken_in, 10**6, 10**6)
    waves = apart(spoken_in, first, largest)
    assert len(waves) > 2
    made = np.concatenate(waves)
    assert made.shape == whole.shape
    assert signal_to_noise_db(whole, made) >= 78  # 81 and 105; with one neighbour fewer, 77 or 75
    for seam in np.cumsum([len(wave) for wave in waves])[:-1]:  # where a click would hide from the mean
        around = slice(seam - 64, seam + 64)
        loudest = float(np.abs(whole).max())
        assert np.abs(whole[around] - made[around]).max() < loudest * 1e-3


def spoken_twice() -> tuple[Waveform, Waveform, int]:
    from models import vits

    first, second = (voice()._vits.speak(IDS, vits.Scales(*SCALES)) for _ in range(2))
    return np.concatenate(list(first.waves)), np.concatenate(list(second.waves)), int(second.ends[-1])


@needs_weights
@pytest.mark.e2e
def test_the_same_ids_make_the_same_sound_and_it_ends_with_the_last_id() -> None:
    first, second, end = apart(spoken_twice)
    np.testing.assert_array_equal(first, second)
    assert end == len(first)


def windows_of(total: int, already: int) -> list[tuple[int, int]]:
    from models import vits

    return list(vits.windows(total, already))


@pytest.mark.parametrize("total", [1, 15, 16, 35, 36, 37, 64, 300, 1000])
@pytest.mark.parametrize("already", [0, 5, 10_000])
def test_windows_follow_each_other(total: int, already: int) -> None:
    cut = apart(windows_of, total, already)
    assert [start for start, _ in cut] == [0, *(stop for _, stop in cut[:-1])]
    assert cut[-1][1] == total
    assert all(stop - start <= 128 + 20 for start, stop in cut)


def test_windows_begin_small_and_cost_little() -> None:
    cut = apart(windows_of, 300, 0)  # 3.5 s, about twelve words
    assert cut[0] == (0, 16)
    assert sum(stop - start + 20 for start, stop in cut) - 20 <= 1.25 * 300
    assert apart(windows_of, 300, 1000)[0] == (0, 128)  # while something else is playing there is no hurry


def split_renamed() -> list[list[str]]:
    """The voice's graph with every inner tensor under another name."""
    import onnx

    from models import vits

    model = onnx.load(WEIGHTS / MODEL)
    kept = {each.name for each in [*model.graph.input, *model.graph.output]} | {""}
    new: dict[str, str] = {}

    def renamed(names: Any) -> list[str]:
        return [name if name in kept else new.setdefault(name, f"t{len(new)}") for name in names]

    for node in model.graph.node:
        node.input[:], node.output[:] = renamed(node.input), renamed(node.output)
    for constant in model.graph.initializer:
        (constant.name,) = renamed([constant.name])
    del model.graph.value_info[:]
    back = {name: old for old, name in new.items()}
    return [
        [back.get(each.name, each.name) for each in [*part.graph.input, *part.graph.output]]
        for part in vits.split(model)
    ]


@needs_weights
@pytest.mark.e2e
def test_the_cuts_are_found_by_structure_not_by_name() -> None:
    text, flow, decoder = apart(split_renamed)
    assert text[:4] == ["input", "input_lengths", "scales", "/dp/RandomNormalLike_output_0"]
    assert text[4:] == ["/enc_p/Split_output_0", "/enc_p/Split_output_1", "/Ceil_output_0"]
    assert flow == ["/Add_output_0", "/Cast_2_output_0", "/Mul_7_output_0"]
    assert decoder == ["/Mul_7_output_0", "output"]


def loaded_twice(folder: Path) -> tuple[list[str], bool]:
    from models import vits

    assert vits.load(folder / MODEL, 1).streams
    with mock.patch.object(vits, "split", side_effect=AssertionError("split again")):
        streams = vits.load(folder / MODEL, 1).streams
    return sorted(path.name for path in folder.glob("*split-*/*")), streams


@needs_weights
@pytest.mark.e2e
def test_the_graph_is_split_once(tmp_path: Path) -> None:
    (tmp_path / MODEL).symlink_to(WEIGHTS / MODEL)
    assert apart(loaded_twice, tmp_path) == (["decoder.onnx", "flow.onnx", "text.onnx"], True)


def kept_beside(folder: Path) -> None:
    from models import vits

    vits._keep(folder / "split-1", [b"text", b"flow", b"decoder"])


def test_the_first_of_two_workers_keeps_its_parts(tmp_path: Path) -> None:
    apart(kept_beside, tmp_path)
    (tmp_path / "split-1" / "text.onnx").write_bytes(b"the first's")
    apart(kept_beside, tmp_path)
    assert (tmp_path / "split-1" / "text.onnx").read_bytes() == b"the first's"
    assert [path.name for path in tmp_path.iterdir()] == ["split-1"]
    assert (tmp_path / "split-1").stat().st_mode & 0o777 == 0o755


def test_parts_that_cannot_be_kept_are_no_failure(tmp_path: Path) -> None:
    apart(kept_beside, tmp_path / "not there")
    assert not (tmp_path / "not there").exists()


def spoken_whole(folder: Path) -> tuple[bool, list[int], list[int]]:
    """A graph that is no VITS: its sound is its ids, as floats, each twice."""
    import onnx
    from onnx import TensorProto, helper

    from models import vits

    def tensor(name: str, kind: int, *shape: int | str) -> Any:
        return helper.make_tensor_value_info(name, kind, shape)

    nodes = [
        helper.make_node("Concat", ["input", "input"], ["twice"], axis=0),
        helper.make_node("Transpose", ["twice"], ["pairs"]),
        helper.make_node("Cast", ["pairs"], ["floats"], to=TensorProto.FLOAT),
        helper.make_node("Cast", ["sid"], ["speaker"], to=TensorProto.FLOAT),
        helper.make_node("Add", ["floats", "speaker"], ["output"]),
    ]
    inputs = [tensor("input", TensorProto.INT64, 1, "n"), tensor("sid", TensorProto.INT64, 1)]
    outputs = [tensor("output", TensorProto.FLOAT, "n", 2)]
    graph = helper.make_graph(nodes, "toy", inputs, outputs)
    onnx.save(
        helper.make_model(graph, ir_version=8, opset_imports=[helper.make_opsetid("", 15)]),
        folder / "toy.onnx",
    )
    loaded = vits.load(folder / "toy.onnx", 1)
    ends, waves = loaded.speak([5, 6, 7], vits.Scales(*SCALES))
    return loaded.streams, ends.tolist(), np.concatenate(list(waves)).tolist()


def test_a_voice_that_cannot_be_split_speaks_whole(tmp_path: Path) -> None:
    assert apart(spoken_whole, tmp_path) == (False, [2, 4, 6], [5, 5, 6, 6, 7, 7])
    assert not list(tmp_path.glob("split-*"))
