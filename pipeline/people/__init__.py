"""People's names: finding them, identifiers, consent, redaction, pseudonyms."""
