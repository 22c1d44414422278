"""Every page of the console in a browser: axe, windows, the keyboard, pictures; what the first one weighs."""
import unittest

from console import Checks, Stage

STAGE = Stage(demo=True)


def setUpModule():
    unittest.enterModuleContext(STAGE)


class First(Checks):
    SCRIPT, INSTANCE = 'first.mjs', STAGE


class Pages(Checks):
    SCRIPT, INSTANCE = 'pages.mjs', STAGE


if __name__ == '__main__':
    unittest.main()
