"""The index of local features at the size of an archive."""
