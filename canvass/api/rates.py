"""How often each kind of request is taken, of one device, or from one address where nobody needs to be known."""

from canvass.limits import Rate

USUAL = Rate("usual", 1200, 0.1)
"""All that says nothing else, together: a lead who pans over a map asks for many pieces of it at once."""
HAND_IN = Rate("hand in", 300, 1)
"""Two thousand visits in batches, or a long day's contacts one by one, and the next try of all that."""
PULL = Rate("pull", 300, 1)
SNAPSHOT = Rate("snapshot", 60, 30)
"""Every turf that a phone may hold, several times over; not a town, turf by turf."""
PROVE = Rate("prove", 20, 15)
"""Locked keys, and signatures that are tried."""
OPEN = Rate("open", 300, 0.5)
"""From one address, behind which a whole team may stand."""
MISS = Rate("miss", 30, 20)
"""Links and ids that nobody has, tried from one address."""
