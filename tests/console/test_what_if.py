"""Scores, tried and read: weights that are dragged, a préfet's word beside a score, a score on paper."""
import unittest

from console import Checks, Stage

STAGE = Stage()


def setUpModule():
    unittest.enterModuleContext(STAGE)


class WhatIf(Checks):
    SCRIPT, INSTANCE = 'what_if.mjs', STAGE


if __name__ == '__main__':
    unittest.main()
