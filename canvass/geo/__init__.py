"""Decide on the map: pure computing on points, lines and addresses. WGS84 degrees outside, metres inside."""
