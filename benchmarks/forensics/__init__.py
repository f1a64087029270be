"""Edited and unedited pictures of our own making, and what provcheck says of them."""
