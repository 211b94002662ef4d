"""How stages are run: stage, runner, fingerprints, cache, parallel work, locks."""
