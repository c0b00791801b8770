"""Rights as people see and change them: the panel of a space or page, what a change does, the list of all rights."""
