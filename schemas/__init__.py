"""The pydantic schemas that a model's answers are read into; imported as `extractor.schemas`."""
