"""Tools that look pictures up in a set: ours and its peers, behind one protocol."""
