"""Where in a document something stands, as a reader of the page's language calls it."""

from __future__ import annotations

import re

from evalkit.present.words import capital, report_words

__all__ = ["place_text"]


def place_text(place: str, language: str) -> str:
    """Return a place with its common words in the language of the page; headings as printed.

    Places are written as the documents call them: in Danish.

    Examples
    --------
    >>> place_text("4.1.2, fodnote 2; tabel 3.1", "en")
    '4.1.2, footnote 2; table 3.1'
    >>> place_text("afsnit 5", "da")
    'afsnit 5'
    """
    said = place
    for name, words in report_words("places").items():
        said = re.sub(rf"\b{re.escape(name)}\b", words[language], said, flags=re.IGNORECASE)
    return said if said[:1].islower() == place[:1].islower() else capital(said)
