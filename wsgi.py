"""The application for any WSGI server: `gunicorn wsgi:application`. Refuses a database of another schema."""

from wiki.app import served

application = served()
