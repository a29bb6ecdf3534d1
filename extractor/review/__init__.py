"""The page on which a person reads a document and decides on its figures."""
