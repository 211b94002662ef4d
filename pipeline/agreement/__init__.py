"""Agreement between coders: the statistics, and who is compared with whom."""
