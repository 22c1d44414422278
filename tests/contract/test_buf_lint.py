#!/usr/bin/python3
"""The contract keeps to buf's STANDARD rules, so that any protobuf tool can be pointed at it."""

import tempfile
import unittest

from buf import ROOT, buf, copy_contract


class BufLint(unittest.TestCase):
    def test_contract_passes(self):
        done = buf('lint', ROOT)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_lint_can_fail(self):
        with tempfile.TemporaryDirectory() as folder:
            envelope = copy_contract(folder) / 'bus/v1/envelope.proto'
            envelope.write_text(envelope.read_text().replace('CODE_ABORTED', 'ABORTED'))
            done = buf('lint', folder)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn('ABORTED', done.stdout)


if __name__ == '__main__':
    unittest.main()
