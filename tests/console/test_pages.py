"""Every page of the console in a browser, in all of its states: axe, windows, the keyboard, what the first one weighs."""
import unittest

from console import Checks, Stage

STAGE = Stage(demo=True)


def setUpModule():
    unittest.enterModuleContext(STAGE)


class First(Checks):
    SCRIPT, INSTANCE = 'first.mjs', STAGE


class Pages(Checks):
    SCRIPT, INSTANCE = 'pages.mjs', STAGE


class States(Checks):
    SCRIPT, INSTANCE = 'states.mjs', STAGE


if __name__ == '__main__':
    unittest.main()
