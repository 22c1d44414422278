"""What tests of refusals share: a call through the real command line that must be refused, and write nothing."""
import json
import unittest

from programme import IMPORT_SECONDS

REFUSED, USAGE, FORBIDDEN, LOCAL = 1, 2, 4, 5  # exit codes


class Refusals(unittest.TestCase):
    """An instance is given by each class."""

    def refused(self, exit, reason, *args, says=(), fields=None, rule=None, input=None):
        positions = self.instance.positions()
        done = self.instance.pvd(*args, '--json', check=False, input=input, timeout=IMPORT_SECONDS)
        self.assertEqual(done.returncode, exit, done.stdout + done.stderr)
        error = json.loads(done.stdout)['error']
        self.assertEqual((error['reason'], error.get('fields'), error.get('legalReference')),
                         (reason, fields, rule), error)
        for words in says:
            self.assertIn(words, error['message'])
        self.assertEqual(self.instance.positions(), positions, 'something was written')
        return error
