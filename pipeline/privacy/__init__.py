"""What people are owed: a search for what consent forbids, withdrawal, and a study without names."""
