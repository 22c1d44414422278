"""Every page of the console where it cannot show what it wants to: nobody signed in, refused, a service away."""
import unittest

from console import Checks, Stage

STAGE = Stage(demo=True)


def setUpModule():
    unittest.enterModuleContext(STAGE)


class States(Checks):
    SCRIPT, INSTANCE = 'states.mjs', STAGE


if __name__ == '__main__':
    unittest.main()
