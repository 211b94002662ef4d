"""The language models and word lists: the only package that imports spaCy, ONNX Runtime and tokenizers."""
