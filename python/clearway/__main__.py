"""``python -m clearway``: the command itself."""

import subprocess
import sys

from ._command import binary

if __name__ == "__main__":
    sys.exit(subprocess.call([binary(), *sys.argv[1:]]))
