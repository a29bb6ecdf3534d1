"""The page a person reads and decides on: served on loopback, to the one who holds the token."""
