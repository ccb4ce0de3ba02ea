"""Lists of addresses: what their words mean, which lines are one place, what is new beside what is known."""
