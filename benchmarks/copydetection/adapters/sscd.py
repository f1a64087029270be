"""SSCD (Pizzi et al. 2022), or another descriptor of copies, where an ONNX file of it is given."""

import functools
import importlib.util
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.copydetection.adapters.answer import MOST, Answer, NotInstalledError
from benchmarks.copydetection.references import Reference

# As its authors evaluate the model where batches need one size: 288 x 288 whatever the aspect
# ratio, ImageNet's mean and deviation.
_SIDE = 288
_MEAN = (0.485, 0.456, 0.406)
_DEVIATION = (0.229, 0.224, 0.225)


@dataclass
class Sscd:
    """Score: cosine of the descriptors. The model takes (1, 3, 288, 288) and gives (1, n)."""

    model: Path
    name: str = "SSCD"
    names: list[str] = field(default_factory=list)
    descriptors: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 0), np.float32))

    def prepare(self, references: Sequence[Reference], folder: Path, jobs: int) -> None:
        if importlib.util.find_spec("onnxruntime") is None:
            raise NotInstalledError("onnxruntime")
        if not self.model.is_file():
            raise NotInstalledError(str(self.model))
        self.names = [reference.name for reference in references]
        self.descriptors = np.stack([self._descriptor(r.content) for r in references])

    def query(self, content: bytes) -> list[Answer]:
        cosines = self.descriptors @ self._descriptor(content)
        best = np.argsort(-cosines, kind="stable")[:MOST]
        return [Answer(self.names[row], float(cosines[row])) for row in best]

    def _descriptor(self, content: bytes) -> NDArray[np.float32]:
        with Image.open(io.BytesIO(content)) as opened:
            small = opened.convert("RGB").resize((_SIDE, _SIDE), Image.Resampling.BILINEAR)
        values = np.asarray(small, np.float32) / 255
        values = (values - np.array(_MEAN, np.float32)) / np.array(_DEVIATION, np.float32)
        session = _session(self.model)
        given = {session.get_inputs()[0].name: values.transpose(2, 0, 1)[None]}
        found = np.asarray(session.run(None, given)[0], np.float32).ravel()
        unit: NDArray[np.float32] = found / max(float(np.linalg.norm(found)), 1e-12)
        return unit


@functools.cache
def _session(model: Path) -> Any:
    onnxruntime: Any = importlib.import_module("onnxruntime")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
