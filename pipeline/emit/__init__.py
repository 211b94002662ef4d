"""What is handed over: the coded dataset, for report writers and for other tools."""
