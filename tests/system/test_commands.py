"""Idempotency over real processes: the same key, another body, an old key."""
import time
import unittest

from instance import Instance
from notes import NOTE, process_pb2
from partner import Refused, ulid


class Commands(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.instance = cls.enterClassContext(Instance(up=['--no-import']))
        cls.partner = cls.enterClassContext(cls.instance.partner('operator'))

    def note(self, text, key):
        return self.partner.command('registry', NOTE, process_pb2.NoteRequest(text=text), key=key)

    def test_an_identical_command_is_replayed(self):
        key = ulid()
        first, again = self.note('once', key), self.note('once', key)
        self.assertFalse(first.replayed)
        self.assertTrue(again.replayed)
        self.assertEqual(first.position.sequence, again.position.sequence)
        self.assertEqual(first.body, again.body)

    def test_the_same_key_with_another_body_is_refused(self):
        key = ulid()
        self.note('one', key)
        with self.assertRaises(Refused) as refused:
            self.note('two', key)
        self.assertEqual(refused.exception.reason, 'KEY_REUSED')

    def test_a_key_below_the_floor_is_refused(self):
        with self.assertRaises(Refused) as refused:
            self.note('late', ulid(time.time() - 31 * 24 * 3600))
        self.assertEqual(refused.exception.reason, 'KEY_EXPIRED')

    def test_a_receipt_outlives_the_process(self):
        key = ulid()
        first = self.note('kept', key)
        self.instance.kill('registry')
        again = self.retry('kept', key)
        self.assertTrue(again.replayed)
        self.assertEqual(first.position.sequence, again.position.sequence)

    def retry(self, text, key):
        end = time.monotonic() + 20
        while True:
            try:
                return self.note(text, key)
            except Refused as refused:
                if refused.reason not in ('SERVICE_ABSENT', 'SERVICE_LOST') or time.monotonic() > end:
                    raise
                time.sleep(0.1)

    def test_a_service_nobody_knows_is_told_at_once(self):
        start = time.monotonic()
        with self.assertRaises(Refused) as refused:
            self.partner.command('nowhere', NOTE, process_pb2.NoteRequest(text='x'))
        self.assertEqual(refused.exception.reason, 'UNKNOWN_SERVICE')
        self.assertLess(time.monotonic() - start, 2)


if __name__ == '__main__':
    unittest.main()
