"""Versioned prompts: plain text and examples as data; read through `extractor.prompt`."""
