"""How the shipped names model is made: `make train-names`. Nothing here is needed when the pipeline runs."""
