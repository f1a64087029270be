"""What it costs to take a photograph into a reference set."""
