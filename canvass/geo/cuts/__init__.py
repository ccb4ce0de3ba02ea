"""The parts of a cut (`canvass.geo.cutting`): what is wished, sites, first turfs, annealing, polygons, notes."""
