"""The parts of `canvass.geo.sources`: one reader for each format of file."""
