"""The main job: from a few words to the right phrases."""
