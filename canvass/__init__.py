"""Canvass: door-to-door outreach whose contacts only the people who follow up can read."""

__version__ = "0.1.0"
