"""A VITS voice, taken apart so that it begins to speak before the whole phrase is made.

VITS (Kim, Kong and Son, 2021, "Conditional Variational Autoencoder with Adversarial Learning for End-to-End
Text-to-Speech") turns phoneme ids into sound in four steps, which Piper exports as one ONNX graph:

    ids -> text part  -> for each id: mean and log deviation of its latents, and how many frames it lasts
        -> (here)     -> every id repeated for its frames, noise added: the prior, one column a frame
        -> flow       -> the latents, one column a frame (256 samples in the usual voices)
        -> decoder    -> the waveform, and nine tenths of the waiting

Flow and decoder are convolutions: a frame depends on its neighbours only. So the first window of a phrase
is made from a few columns while the rest does not exist yet, and a window decoded with enough neighbours on
both sides equals the same stretch of the whole to the last audible bit: no seam, nothing to cross-fade.

The exported graph draws its noise inside, differently each time. The cuts lie so that the noise is an input:
the same ids always make the same sound.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray

from models.loudness import Waveform

FIRST_FRAMES = 16  # 186 ms at 22.05 kHz; enough to play while the second, larger window is made
GROWTH = 3  # a window is at most so many times what came before it: decoding is 15 times faster than speech
LARGEST_FRAMES = 128  # beyond, little is saved (neighbours cost 16 %) and a cancelled phrase would end later
# Neighbours on each side, by the signal-to-noise ratio of the windows against the whole (see test_vits):
DECODER_NEIGHBOURS = 10  # 8: 71 dB, 9: 84 dB, 10: 105 dB; the exact reach is 12
FLOW_NEIGHBOURS = 20  # 16: 86 dB, 20: 105 dB, 24: 117 dB; the exact reach is 32
FLOW_AHEAD = 128  # frames, so that it is not called for every window; but the second must be ready in time

_PARTS = ("text.onnx", "flow.onnx", "decoder.onnx")
_CUT = b"1"  # counts changes of `split`, so that parts cut by an older one are not used
_SEED = 20


class Scales(NamedTuple):
    """What the voice's configuration says of its noise and speed."""

    noise: float
    length: float  # 1 is the voice's own speed, larger is slower
    noise_width: float  # noise of the durations


class Utterance(NamedTuple):
    ends: NDArray[np.int64]  # for each id, how many samples have been said when it ends
    waves: Iterator[Waveform]  # the sound, window by window, each made when it is asked for


class Vits(Protocol):
    streams: bool

    def speak(self, ids: list[int], scales: Scales, already: int = 0) -> Utterance:
        """Say `ids`; `already` samples were made before, whose playing leaves time for larger windows."""


def load(path: Path, threads: int) -> Vits:
    """The voice at `path` (*.onnx) in three parts, or as it is when it cannot be split."""
    content = path.read_bytes()
    folder = path.parent / f"split-{hashlib.sha256(content + _CUT).hexdigest()[:8]}"
    if folder.is_dir():
        return StreamingVits([(folder / name).read_bytes() for name in _PARTS], threads)
    try:
        parts = [part.SerializeToString() for part in split(onnx.load_from_string(content))]
    except ValueError:
        return WholeVits(content, threads)
    _keep(folder, parts)
    return StreamingVits(parts, threads)


def _keep(folder: Path, parts: Iterable[bytes]) -> None:
    """Save the parts for the next start: all of them or none, also when several workers start at once."""
    try:
        unfinished = Path(tempfile.mkdtemp(prefix=".split-", dir=folder.parent))
    except OSError:
        return  # weights on a read-only disk: every start splits anew, in about a second
    try:
        for name, part in zip(_PARTS, parts, strict=True):
            with (unfinished / name).open("wb") as file:
                file.write(part)
                file.flush()
                os.fsync(file.fileno())  # a power cut must not leave the name without its bytes
        unfinished.chmod(0o755)  # an image is built by one user and run by another
        unfinished.rename(folder)
    except OSError:  # another worker was first, or the disk is full
        shutil.rmtree(unfinished, ignore_errors=True)


class StreamingVits:
    streams = True

    def __init__(self, parts: Iterable[bytes], threads: int) -> None:
        self._text, self._flow, self._decoder = (_session(part, threads) for part in parts)
        latents = np.zeros((1, self._decoder.get_inputs()[0].shape[1], 1), dtype=np.float32)
        self._frame_samples = len(self._decode(latents))

    def speak(self, ids: list[int], scales: Scales, already: int = 0) -> Utterance:
        noise = np.random.default_rng(_SEED)
        mean, log_deviation, widths = _run(
            self._text,
            np.array([ids], dtype=np.int64),
            np.array([len(ids)], dtype=np.int64),
            np.array(scales, dtype=np.float32),
            noise.standard_normal((1, 2, len(ids)), dtype=np.float32),
        )
        frames = widths.ravel().astype(np.int64)
        mean, log_deviation = (np.repeat(each, frames, axis=2) for each in (mean, log_deviation))
        deviation = np.exp(log_deviation) * np.float32(scales.noise)
        prior = mean + deviation * noise.standard_normal(mean.shape, dtype=np.float32)
        ends = np.cumsum(frames) * self._frame_samples
        return Utterance(ends, self._waves(prior, already // self._frame_samples))

    def _waves(self, prior: NDArray[np.float32], already: int) -> Iterator[Waveform]:
        total = prior.shape[2]
        latents = prior[:, :, :0]
        for start, stop in windows(total, already):
            begin, end = max(0, start - DECODER_NEIGHBOURS), min(total, stop + DECODER_NEIGHBOURS)
            there = latents.shape[2]
            if there < end:
                reach = min(total, end + (FLOW_AHEAD if start else 0))
                left = max(0, there - FLOW_NEIGHBOURS)
                more = self._latents(prior[:, :, left : reach + FLOW_NEIGHBOURS])
                latents = np.concatenate((latents, more[:, :, there - left : reach - left]), axis=2)
            wave = self._decode(latents[:, :, begin:end])
            yield wave[(start - begin) * self._frame_samples : (stop - begin) * self._frame_samples]

    def _latents(self, prior: NDArray[np.float32]) -> NDArray[np.float32]:
        everywhere = np.ones((1, 1, prior.shape[2]), dtype=np.float32)  # the mask: no column is padding
        return _run(self._flow, prior, everywhere)[0]

    def _decode(self, latents: NDArray[np.float32]) -> Waveform:
        return _run(self._decoder, latents)[0].ravel()


class WholeVits:
    """A voice that cannot be split: the phrase is made in one piece, and its ids are thought equally long."""

    streams = False

    def __init__(self, model: bytes, threads: int) -> None:
        self._session = _session(model, threads)

    def speak(self, ids: list[int], scales: Scales, already: int = 0) -> Utterance:
        inputs = {
            "input": np.array([ids], dtype=np.int64),
            "input_lengths": np.array([len(ids)], dtype=np.int64),
            "scales": np.array(scales, dtype=np.float32),
            "sid": np.zeros(1, dtype=np.int64),  # of several speakers, the first
        }
        wanted = {each.name for each in self._session.get_inputs()}
        wave = self._session.run(None, {k: v for k, v in inputs.items() if k in wanted})[0].ravel()
        ends = np.arange(1, len(ids) + 1) * len(wave) // len(ids)
        return Utterance(ends, iter([wave]))


def windows(total: int, already: int) -> Iterator[tuple[int, int]]:
    """(start, stop) in frames: a small window first, then as large as what is already spoken allows."""
    start = 0
    while start < total:
        width = min(max(FIRST_FRAMES, GROWTH * (already + start)), LARGEST_FRAMES)
        stop = start + width
        if total - stop < 2 * DECODER_NEIGHBOURS:  # a remainder smaller than the neighbours it would need
            stop = total
        yield start, stop
        start = stop


def split(model: Any) -> list[Any]:
    """The text part, the flow and the decoder of an exported VITS graph (onnx.ModelProto, all of them).

    The places to cut are found by what stands there, not by name: exports name their tensors differently.
    ValueError when the graph is not that of a VITS voice with one speaker.
    """
    model = onnx.shape_inference.infer_shapes(model)
    nodes = list(model.graph.node)
    inputs = [each.name for each in model.graph.input]
    if inputs != ["input", "input_lengths", "scales"]:
        raise ValueError(f"not the inputs of a voice with one speaker: {inputs}")
    made_by = {name: node for node in nodes for name in node.output}

    def above(name: str, kind: str) -> Any:
        """The nearest node of this kind that the tensor is made from."""
        seen, ahead = {name}, deque([name])
        while ahead:
            node = made_by.get(ahead.popleft())
            if node is None:
                continue
            if node.op_type == kind:
                return node
            ahead.extend(each for each in node.input if each not in seen)
            seen.update(node.input)
        raise ValueError(f"no {kind} above {name}")

    def first(kind: str, *, reads: str = "", but_not: str = "") -> Any:
        for node in nodes:
            if node.op_type == kind and (not reads or reads in node.input) and but_not not in node.output:
                return node
        raise ValueError(f"no {kind} where a voice has one")

    widths = first("Ceil").output[0]  # a duration becomes a whole number of frames
    width_noise = above(widths, "RandomNormalLike").output[0]
    mean = first("RandomNormalLike", but_not=width_noise).input[0]  # already repeated for its frames
    statistics = list(above(mean, "Split").output)  # mean and log deviation of each id
    prior = first("Add", reads=mean).output[0]
    latents = above(first("ConvTranspose").input[0], "Conv").input[0]  # before the decoder's first layers
    mask = made_by[latents].input[1]  # the flow ends by multiplying with it

    extractor = onnx.utils.Extractor(model)
    parts = [
        extractor.extract_model([*inputs, width_noise], [*statistics, widths]),
        extractor.extract_model([prior, mask], [latents]),
        extractor.extract_model([latents], [model.graph.output[0].name]),
    ]
    for part in parts:
        try:
            onnx.checker.check_model(part)
        except onnx.checker.ValidationError as error:
            raise ValueError(f"cut in the wrong place: {error}") from error
    return parts


def _session(model: bytes, threads: int) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # an idle worker burns nothing
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _run(session: Any, *inputs: NDArray[Any]) -> list[NDArray[np.float32]]:
    names = [each.name for each in session.get_inputs()]
    outputs: list[NDArray[np.float32]] = session.run(None, dict(zip(names, inputs, strict=True)))
    return outputs
