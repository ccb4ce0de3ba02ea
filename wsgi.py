"""For any WSGI server: `gunicorn wsgi:app`. `canvass serve` does this with settings checked and workers counted."""

from canvass.app import create_app

app = create_app()
