"""How long a report takes in each form, and how large it becomes."""
