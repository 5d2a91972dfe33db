"""A change of the text that somebody proposes: compared for all reference patients in one process, and packed as a patch."""
