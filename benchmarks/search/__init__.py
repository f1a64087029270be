"""Whether the search proposes the right reference, what else it proposes, and what it costs."""
