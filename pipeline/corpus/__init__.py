"""The domain: typed records, the tables derived from them, spans, study folders, decisions, counts."""
