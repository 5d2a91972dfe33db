"""Pictures of the built site: changed pages, guides, all looks on one sheet."""
