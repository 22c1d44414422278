#!/usr/bin/python3
"""The chain of journals that a release wrote verifies today, by our own code and by a partner's."""
import unittest

import entries
from partner import Chain, journal_pb2
from peer import Unreadable, WithPeer
from release import Release, names


class Journal(WithPeer):
    """Entries as readers of the release got them, with all that is hashed."""

    def test_the_chain_verifies(self):
        for name in names():
            for sequence, previous, entry in entries.read(Release(name)):
                chain = Chain(sequence=sequence - 1, hash=previous)
                self.assertEqual(chain.take(journal_pb2.JournalEntry.FromString(entry)).sequence, sequence)
                self.assertEqual(self.peer.entry(previous, entry), chain.hash)

    def test_there_are_entries_of_each_kind(self):
        """For all, for some, and as one gets them whom they do not concern; each after the one before."""
        for name in names():
            read = [(sequence, previous, journal_pb2.JournalEntry.FromString(entry))
                    for sequence, previous, entry in entries.read(Release(name))]
            self.assertTrue(any(one.audience for *_, one in read))
            self.assertTrue(any(one.salt and not one.audience for *_, one in read))
            self.assertTrue(any(not one.salt for *_, one in read))
            hashes = {sequence: one.hash for sequence, _, one in read}
            self.assertTrue(all(hashes.get(sequence - 1, previous) == previous for sequence, previous, _ in read))
            self.assertGreater(len(hashes), 2)

    # ---- Negative controls

    def test_another_byte_is_refused(self):
        changes = 0
        for sequence, previous, entry in entries.read(Release('release-1')):
            for field in entries.HASHED:
                other = journal_pb2.JournalEntry.FromString(entry)
                value = bytearray(getattr(other, field))
                if not value:
                    continue
                value[-1] ^= 1
                setattr(other, field, bytes(value))
                self.refused(sequence, previous, other, field)
                changes += 1
        self.assertGreater(changes, 4 * len(entries.HASHED))

    def test_another_entry_before_it_is_refused(self):
        for sequence, previous, entry in entries.read(Release('release-1')):
            self.refused(sequence, previous[:-1] + bytes([previous[-1] ^ 1]), journal_pb2.JournalEntry.FromString(entry),
                         'previous')

    def refused(self, sequence, previous, entry, what):
        with self.assertRaises(Unreadable, msg=what):
            self.peer.entry(previous, entry.SerializeToString())
        with self.assertRaises(ValueError, msg=what):
            Chain(sequence=sequence - 1, hash=previous).take(entry)


if __name__ == '__main__':
    unittest.main()
