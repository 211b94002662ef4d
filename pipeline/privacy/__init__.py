"""Privacy: the audit of outputs, withdrawal of participants, and pseudonymised copies."""
