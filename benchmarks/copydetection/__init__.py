"""Whether edited copies of photographs are found again in a reference set, and what else is."""
