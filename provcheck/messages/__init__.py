"""Message(id, params) -> sentence, in the languages whose catalogues lie beside this file."""

from provcheck.messages.catalogue import Catalogue, catalogue, languages

__all__ = ["Catalogue", "catalogue", "languages"]
