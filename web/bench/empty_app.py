"""A Flask app that says nothing, on our server: the limit of `memory`.

Started as a process of its own: `python -m web.bench.empty_app PORT`.
"""

import logging
import sys

from flask import Flask
from waitress import serve

if __name__ == "__main__":
    app = Flask("nothing", static_folder=None)
    app.add_url_rule("/", "nothing", lambda: "")
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    serve(app, host="127.0.0.1", port=int(sys.argv[1]))
