"""A fictional mountain town and its fictional people, for trying Canvass without anybody's data."""
