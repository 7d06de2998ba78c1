"""The demonstration: a hub filled with the real network, each fact with its source."""
