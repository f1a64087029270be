"""Making the vocabulary of the local index, and measuring what it is worth."""
