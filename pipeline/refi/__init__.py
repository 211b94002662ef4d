"""REFI-QDA (.qdpx, .qdc): projects and codebooks, reading and writing."""
