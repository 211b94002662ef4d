"""On-screen review: a page served only on this machine that writes the decision tables."""
