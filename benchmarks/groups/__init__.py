"""Groups of copies inside a folder, on folders made for it."""
