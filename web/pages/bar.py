"""What the command bar and the help with keys consist of: asked for by a script, once a page.

Every entry is a page that this person may open anyway; nothing is done from here.
"""

from flask import Blueprint, render_template

from web.access import allow
from web.asked import Asked
from web.templating import menu
from web.worklist_tabs import tabs
from workflow.core.roles import May

blueprint = Blueprint("bar", __name__)


@blueprint.get("/aduan/perintah")
@allow(May.SEE_ALL, May.SEE_UNIT)
def show() -> str:
    """Both dialogs, without a page around them."""
    return render_template("desk/bar.html", tabs=tabs(Asked({})), lines=menu())
