"""People act on the programme in their browsers: the whole story, two at once, and while something is away."""
import unittest

from console import Checks, Stage

STAGE = Stage()


def setUpModule():
    unittest.enterModuleContext(STAGE)


class Away(Checks):
    SCRIPT, INSTANCE = 'away.mjs', STAGE


class Story(Checks):
    SCRIPT, INSTANCE = 'story.mjs', STAGE


class Two(Checks):
    SCRIPT, INSTANCE = 'two.mjs', STAGE


if __name__ == '__main__':
    unittest.main()
