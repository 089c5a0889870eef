"""A process that runs for months gives back what it needed for a moment."""

import subprocess
import sys

import pytest

from tests.web.commands.program import ROOT

SIGN_IN = """
import os
from threading import Thread
from web import thrift
from web.bench.processes import held
from workflow.passwords import Passwords

if {thrifty}:
    thrift.return_memory()
passwords = Passwords()
kept = passwords.keep("ana", "melayani-tuntas")
for _ in range(2):
    one = Thread(target=passwords.right, args=(kept, "melayani-tuntas"))
    one.start()
    one.join()
print(held(os.getpid())["Rss"])
"""


def resident(*, thrifty: bool) -> float:
    """The MB of a process in which somebody signed in, twice."""
    code = SIGN_IN.format(thrifty=thrifty)
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    return float(said.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="what is asked for is the C library's there")
def test_the_memory_of_a_sign_in_goes_back_to_the_machine() -> None:
    assert resident(thrifty=True) < resident(thrifty=False) - 10
