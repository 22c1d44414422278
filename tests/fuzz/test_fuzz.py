#!/usr/bin/python3
"""The fuzz targets over what is committed of their corpora, and for some seconds onwards; and the same targets with a
fault put in each, which must be found."""
import unittest

import fuzzing
from amount import amount

SECONDS, SECONDS_TO_FIND = amount(2, 300), 40  # a file has an hour in a soak


class Fuzz(unittest.TestCase):
    def replay(self, target):
        code, told = fuzzing.replay(target)
        self.assertEqual(code, 0, told[-6000:])

    def fuzz(self, target):
        code, told = fuzzing.fuzz(target, SECONDS, earlier=amount(False, True))
        self.assertEqual(code, 0, told[-6000:])
        count = fuzzing.figure(told, 'number_of_executed_units')
        print(f'{target}: {count} inputs')
        # How many more is the machine's to say; one input that takes too long ends the target by itself.
        self.assertGreater(count, len(fuzzing.committed(target)))

    def find_plant(self, target):
        """A target that finds nothing proves nothing."""
        code, told = fuzzing.fuzz(f'planted/{target}', SECONDS_TO_FIND, seed=1, earlier=False)
        self.assertNotEqual(code, 0, 'not found')
        self.assertIn('Test unit written to', told)


def add(name, target):
    setattr(Fuzz, f'test_{name}_{target}', lambda self: getattr(self, name)(target))


for one in fuzzing.targets():
    for what in ('replay', 'fuzz', 'find_plant'):
        add(what, one)


if __name__ == '__main__':
    unittest.main()
