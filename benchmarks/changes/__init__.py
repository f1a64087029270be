"""How often the change map marks what nobody changed, and how many edits it finds."""
