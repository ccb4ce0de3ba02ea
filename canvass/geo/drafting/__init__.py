"""Drafts of turfs: a layout of them, and the edits that make the next layout of one."""
