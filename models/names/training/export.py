"""The trained model as one ONNX file with int8 weights, which ONNX Runtime runs without torch."""

from __future__ import annotations

import tempfile
from pathlib import Path

import torch
from torch import Tensor, nn

from models.names.training.classifier import NamesModel


class _FirstPieces(nn.Module):  # type: ignore[misc]
    """One text's scores for the first piece of each word."""

    def __init__(self, model: NamesModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, pieces: Tensor, shapes: Tensor, firsts: Tensor) -> Tensor:
        scores: Tensor = self.model(pieces, shapes)[0][firsts]
        return scores


def export(model: NamesModel, path: Path) -> None:
    """Write `path`: weights as int8, one scale for each row; activations are scaled as each text is run."""
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.shape_inference import quant_pre_process

    pieces, shapes = torch.tensor([[101, 2023, 2003, 102]]), torch.tensor([[0, 1, 1, 0]])
    with tempfile.TemporaryDirectory() as folder:
        plain, prepared = Path(folder) / "plain.onnx", Path(folder) / "prepared.onnx"
        torch.onnx.export(
            _FirstPieces(model.eval()),
            (pieces, shapes, torch.tensor([1, 2])),
            str(plain),
            input_names=["pieces", "shapes", "firsts"],
            output_names=["scores"],
            dynamic_axes={"pieces": {1: "pieces"}, "shapes": {1: "pieces"}, "firsts": {0: "words"}},
            opset_version=17,
            dynamo=False,
        )
        quant_pre_process(str(plain), str(prepared), skip_symbolic_shape=True)
        quantize_dynamic(str(prepared), str(path), weight_type=QuantType.QInt8, per_channel=True)
