"""Review on screen: a page that is served on this machine alone, and writes the tables of decisions."""
