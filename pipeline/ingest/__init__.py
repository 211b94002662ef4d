"""From files to sources, turns and speakers."""
