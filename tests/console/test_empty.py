"""Every page of the console on an instance that holds nothing; and that what watches over all of these pages sees."""
import unittest

from console import Checks, Empty

INSTANCE = Empty()


def setUpModule():
    unittest.enterModuleContext(INSTANCE)


class EmptyPages(Checks):
    SCRIPT, INSTANCE = 'empty.mjs', INSTANCE


class Watch(Checks):
    SCRIPT, INSTANCE = 'watch.mjs', INSTANCE


if __name__ == '__main__':
    unittest.main()
