"""What a person said of a figure, with who, when and why; it outlives every rerun."""
