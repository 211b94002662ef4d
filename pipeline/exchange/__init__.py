"""The codebook on its way to and from other programs: REFI-QDA codebooks (.qdc) and tables (.csv)."""
