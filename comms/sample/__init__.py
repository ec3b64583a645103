"""The real input, the cast, and the main job done once on them."""
