"""Pages, their tree, revisions, links, drafts and trash."""
