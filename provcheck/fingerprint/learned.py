"""A learned copy descriptor: one vector for the whole picture, by a network the user supplies.

Made for networks like SSCD (Pizzi et al., "A Self-Supervised Descriptor for Image Copy
Detection", CVPR 2022) exported to ONNX. It is one more way to find candidates and never needed.
A model file comes from somewhere, so it is read like any file of strangers: bounded, on the CPU
only, with no other file opened on its behalf, and stopped when it does not come to an end.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from provcheck.errors import (
    DescriptorExtraMissing,
    DescriptorUnusable,
    FileMissing,
    FileTooLarge,
    SubjectError,
)
from provcheck.image import Limits, read_file
from provcheck.model import Fingerprint, Orientation
from provcheck.safe_text import safe_text
from provcheck.settings import DescriptorModel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

KIND = "learned"
# Raised whenever the same picture and model would give another vector.
_RECIPE = "1"

# The statistics of ImageNet and the side of 288 pixels are SSCD's (README of
# facebookresearch/sscd-copy-detection, "Preprocessing", which also resizes to a square without
# keeping the aspect).
_MEAN = (0.485, 0.456, 0.406)
_DEVIATION = (0.229, 0.224, 0.225)
_DYNAMIC_SIDE = 288

# Bounds against mistakes and attacks, far from what SSCD takes: up to 320 pixels, 512 or 1024
# dimensions (its README), the weights of a ResNet, well below a second for a picture.
_MAX_MODEL_BYTES = 1_000_000_000
_SIDES = range(16, 1025)
_DIMENSIONS = range(16, 4097)
_MAX_SECONDS = 30.0

_opened: dict[str, _Network] = {}
"""Networks by the digest of their file: a process loads a model once."""


def open_descriptor(path: Path) -> DescriptorModel:
    """Load a model, try it, and name it by the digest of its file.

    It must take one float32 input of shape (1 or N, 3, H, W), with H and W fixed or dynamic, and
    give one vector. Raises DescriptorUnusable, DescriptorExtraMissing.
    """
    content = _read(path)
    model = DescriptorModel(path=path, sha256=hashlib.sha256(content).hexdigest())
    if model.sha256 not in _opened:
        _opened[model.sha256] = _Network(content, model)
    return model


def descriptor_version(model: DescriptorModel) -> str:
    """The version under which a model's vectors are stored: vectors of others never meet them."""
    return f"{model.sha256[:16]}-{_RECIPE}"


def learned_fingerprints(
    pixels: NDArray[np.uint8], model: DescriptorModel, *, mirrored: bool = False
) -> dict[Orientation, Fingerprint]:
    """The vector of (h, w, 3) RGB pixels under ``normal``.

    With ``mirrored`` also the one the picture would have, had a mirroring been undone. A vector
    is kept as one signed byte a dimension, scaled to use them fully: only its direction counts.
    Left out is a picture for which the network gives no direction (zeros, infinities). Raises
    DescriptorUnusable, DescriptorExtraMissing.
    """
    import numpy as np

    views: dict[Orientation, NDArray[np.uint8]] = {"normal": pixels}
    if mirrored:
        views["mirrored"] = pixels[:, ::-1]
    network = _network(model)
    found: dict[Orientation, Fingerprint] = {}
    for orientation, view in views.items():
        vector = network.describe(view)
        largest = float(np.abs(vector).max())
        if 0 < largest < np.inf:
            value = np.rint(vector / largest * 127).astype(np.int8).tobytes()
            found[orientation] = Fingerprint(
                kind=KIND,
                version=descriptor_version(model),
                bits=8 * len(value),
                value=value.hex(),
            )
    return found


def _read(path: Path) -> bytes:
    name = safe_text(path.name)
    try:
        # Downloads often are links into a cache; what they lead to is what the user named.
        return read_file(path.resolve(), Limits(max_bytes=_MAX_MODEL_BYTES))
    except FileMissing as error:
        raise DescriptorUnusable(name=name, reason="there is no such file.") from error
    except FileTooLarge as error:
        reason = f"the file has more than {_MAX_MODEL_BYTES} bytes."
        raise DescriptorUnusable(name=name, reason=reason) from error
    except (SubjectError, OSError, RuntimeError) as error:  # the last two: links in a circle
        reason = "it is empty or cannot be read as a file."
        raise DescriptorUnusable(name=name, reason=reason) from error


def _network(model: DescriptorModel) -> _Network:
    """The loaded model; another process than the one that opened it loads it here."""
    if model.sha256 not in _opened and open_descriptor(model.path) != model:
        reason = "the file was changed while provcheck was running."
        raise DescriptorUnusable(name=safe_text(model.path.name), reason=reason)
    return _opened[model.sha256]


class _Network:
    """A model ready to run, its input and its output checked."""

    def __init__(self, content: bytes, model: DescriptorModel) -> None:
        import numpy as np

        self._name = safe_text(model.path.name)
        self._session = self._load(content, model.path)
        self._input, self._height, self._width = self._checked_input()
        # A picture with structure: some networks have nothing to say about a flat one.
        ramp = np.linspace(0, 255, 64 * 64 * 3).astype(np.uint8).reshape(64, 64, 3)
        if not np.isfinite(self.describe(ramp)).all():
            raise self._unusable("its output holds values that are no numbers.")

    def describe(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """The raw output for (h, w, 3) RGB pixels, float32 of shape (dimensions,)."""
        import numpy as np
        from PIL import Image

        size = (self._width, self._height)
        scaled = Image.fromarray(pixels).resize(size, Image.Resampling.BILINEAR)
        mean, deviation = np.array(_MEAN), np.array(_DEVIATION)
        planes = ((np.asarray(scaled) / 255 - mean) / deviation).transpose(2, 0, 1)
        outputs = self._run({self._input: planes[np.newaxis].astype(np.float32)})
        output = outputs[0] if len(outputs) == 1 else None
        if not isinstance(output, np.ndarray) or not np.issubdtype(output.dtype, np.floating):
            raise self._unusable("expected one output of floats.")
        if output.size not in _DIMENSIONS or output.size != max(output.shape):
            raise self._unusable(
                f"its output has the shape {output.shape}; expected one vector of "
                f"{_DIMENSIONS[0]} to {_DIMENSIONS[-1]} values."
            )
        with np.errstate(over="ignore"):  # a double too large becomes infinite, and is seen
            return output.reshape(-1).astype(np.float32)

    def _load(self, content: bytes, path: Path) -> Any:
        try:
            import onnxruntime
        except ImportError as error:
            raise DescriptorExtraMissing(name=self._name) from error
        onnxruntime.disable_telemetry_events()
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 4  # what goes wrong is raised; nothing else is printed
        # One thread: the subject's local features are extracted on the other core meanwhile,
        # and sums that are always added in one order give the same bytes every time.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.add_session_config_entry("session.load_model_format", "ONNX")
        # A model may name further files for its weights. They would not be part of its digest,
        # and by default they are looked for in the current folder: below a file there are none.
        nowhere = str(path.absolute() / "none")
        options.add_session_config_entry(
            "session.model_external_initializers_file_folder_path", nowhere
        )
        with self._named_errors("not an ONNX model that can be loaded"):
            return onnxruntime.InferenceSession(
                content, options, providers=["CPUExecutionProvider"]
            )

    def _checked_input(self) -> tuple[str, int, int]:
        """Name, height and width of the one input. Raises DescriptorUnusable."""
        inputs = self._session.get_inputs()
        found = ", ".join(f"{item.type} {item.shape}" for item in inputs)
        wrong = self._unusable(
            "expected one float32 input of shape (1, 3, height, width), found: "
            f"{safe_text(found, limit=100) or 'none'}."
        )
        if len(inputs) != 1 or inputs[0].type != "tensor(float)" or len(inputs[0].shape) != 4:
            raise wrong
        # A dimension that is not fixed has a name or nothing instead of a number.
        batch, channels, *sides = inputs[0].shape
        if (isinstance(batch, int) and batch != 1) or channels != 3:
            raise wrong
        height, width = (side if isinstance(side, int) else _DYNAMIC_SIDE for side in sides)
        if height not in _SIDES or width not in _SIDES:
            raise wrong
        return inputs[0].name, height, width

    def _run(self, feed: dict[str, NDArray[np.float32]]) -> list[Any]:
        import onnxruntime

        options = onnxruntime.RunOptions()
        alarm = threading.Timer(_MAX_SECONDS, setattr, (options, "terminate", True))
        alarm.daemon = True
        alarm.start()
        try:
            with self._named_errors("it cannot be run on a picture"):
                outputs: list[Any] = self._session.run(None, feed, options)
                return outputs
        finally:
            alarm.cancel()

    @contextmanager
    def _named_errors(self, what: str) -> Iterator[None]:
        """Turn what the runtime raises into DescriptorUnusable.

        Its exceptions have no root of their own below Exception.
        """
        from onnxruntime.capi import onnxruntime_pybind11_state as runtime

        kinds = [kind for kind in vars(runtime).values() if isinstance(kind, type)]
        raised: tuple[type[Exception], ...] = (RuntimeError, ValueError, MemoryError)
        raised += tuple(kind for kind in kinds if issubclass(kind, Exception))
        try:
            yield
        except raised as error:
            reason = safe_text(str(error) or type(error).__name__, limit=200)
            raise self._unusable(f"{what} ({reason}).") from error

    def _unusable(self, reason: str) -> DescriptorUnusable:
        return DescriptorUnusable(name=self._name, reason=reason)
