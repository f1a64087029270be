"""Tiny ONNX networks for tests: a descriptor that works, and models that are off in one way."""

from collections.abc import Sequence

import numpy as np
from onnx import GraphProto, NodeProto, TensorProto, helper, numpy_helper

Shape = Sequence[int | str | None] | None

DIMENSIONS = 48


def thumbnail_network(shape: Shape = (1, 3, 32, 32), *, shift: float = 0.0) -> bytes:
    """A descriptor that works: the colours of 4 x 4 fields, less their mean.

    ``shift`` is added to every value: another model with other vectors.
    """
    nodes = [
        helper.make_node("AveragePool", ["x"], ["fields"], kernel_shape=[8, 8], strides=[8, 8]),
        helper.make_node("Flatten", ["fields"], ["flat"]),
        helper.make_node("ReduceMean", ["flat"], ["mean"], axes=[1]),
        helper.make_node("Sub", ["flat", "mean"], ["centred"]),
        helper.make_node("Add", ["centred", "shift"], ["y"]),
    ]
    return network(nodes, shape, [numpy_helper.from_array(np.float32(shift), "shift")])


def network(
    nodes: Sequence[NodeProto],
    shape: Shape = (1, 3, 32, 32),
    constants: Sequence[TensorProto] = (),
    *,
    kind: int = TensorProto.FLOAT,
    outputs: Sequence[str] = ("y",),
    further_inputs: Sequence[str] = (),
) -> bytes:
    """A model of ``nodes`` that lead from the input ``x`` to ``outputs``."""
    inputs = [helper.make_tensor_value_info("x", kind, shape)]
    inputs += [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, [1]) for name in further_inputs
    ]
    # Without a type the runtime works the type out itself.
    results = [helper.make_empty_tensor_value_info(name) for name in outputs]
    graph = helper.make_graph(list(nodes), "network", inputs, results, list(constants))
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    content: bytes = model.SerializeToString()
    return content


def endless_loop() -> bytes:
    """A model that never comes to an end."""
    scalar = [helper.make_tensor_value_info("again", TensorProto.BOOL, [])]
    body: GraphProto = helper.make_graph(
        [
            helper.make_node("Identity", ["again"], ["once_more"]),
            helper.make_node("Identity", ["value"], ["next"]),
        ],
        "body",
        [
            helper.make_tensor_value_info("round", TensorProto.INT64, []),
            *scalar,
            helper.make_tensor_value_info("value", TensorProto.FLOAT, None),
        ],
        [
            helper.make_tensor_value_info("once_more", TensorProto.BOOL, []),
            helper.make_tensor_value_info("next", TensorProto.FLOAT, None),
        ],
    )
    nodes = [helper.make_node("Loop", ["", "yes", "x"], ["y"], body=body)]
    return network(nodes, constants=[numpy_helper.from_array(np.array(True), "yes")])


def outside_weights(location: str) -> bytes:
    """A model whose weights lie in another file."""
    weights = TensorProto(
        name="w",
        data_type=TensorProto.FLOAT,
        dims=[3072, 16],
        data_location=TensorProto.EXTERNAL,
    )
    weights.external_data.add(key="location", value=location)
    nodes = [
        helper.make_node("Flatten", ["x"], ["flat"]),
        helper.make_node("MatMul", ["flat", "w"], ["y"]),
    ]
    return network(nodes, constants=[weights])
