"""What is compiled (numba): loops over arrays. Reached through `canvass.geo.compiled` alone, so that importing the
application imports no compiler. Every module here has a `warm()` that calls each of its kernels once."""
