#!/usr/bin/python3
"""The fuzz targets over what is committed of their corpora, and for some seconds onwards; and the same targets with a
fault put in each, which must be found."""
import unittest

import fuzzing

SECONDS, SECONDS_TO_FIND = 10, 40
INPUTS_MIN = 1000  # of a run: less would be a target that is stuck


class Fuzz(unittest.TestCase):
    def replay(self, target):
        code, told = fuzzing.replay(target)
        self.assertEqual(code, 0, told[-6000:])

    def fuzz(self, target):
        code, told = fuzzing.fuzz(target, SECONDS)
        self.assertEqual(code, 0, told[-6000:])
        self.assertGreater(fuzzing.figure(told, 'number_of_executed_units'), INPUTS_MIN)

    def find_plant(self, target):
        """A target that finds nothing proves nothing."""
        code, told = fuzzing.fuzz(f'planted/{target}', SECONDS_TO_FIND, seed=1)
        self.assertNotEqual(code, 0, 'not found')
        self.assertIn('Test unit written to', told)


def add(name, target):
    setattr(Fuzz, f'test_{name}_{target}', lambda self: getattr(self, name)(target))


for one in fuzzing.targets():
    for what in ('replay', 'fuzz', 'find_plant'):
        add(what, one)


if __name__ == '__main__':
    unittest.main()
