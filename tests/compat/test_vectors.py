#!/usr/bin/python3
"""What was written under the contract of a release is read today: golden vectors of each of its messages, by Python's
protobuf with today's contract and by our own code."""
import unittest

from google.protobuf import json_format, message, symbol_database

import vectors
import contract
from peer import Unreadable, WithPeer
from release import Release, names

contract.methods()  # reads every file of the contract
SYMBOLS = symbol_database.Default()


def with_python(name, packed):
    """The bytes as packed again, and the JSON."""
    try:
        read = SYMBOLS.GetSymbol(name).FromString(packed)
        return read.SerializeToString(deterministic=True), vectors.as_json(read)
    except (KeyError, message.DecodeError, json_format.Error, ValueError, OverflowError) as error:
        raise Unreadable(name) from error


class Vectors(WithPeer):
    def check(self, read, name, packed, meant):
        """Read as it was meant, and written as it was."""
        again, text = read(name, packed)
        self.assertEqual(again, packed, name)
        self.assertEqual(text, meant, name)

    def test_each_message_of_a_release_has_some(self):
        for name in names():
            release = Release(name)
            found = list(vectors.read(release))
            self.assertEqual(sorted({type for type, *_ in found}), release.messages())
            for type in release.messages():
                read = [release.message(type).FromString(packed) for one, packed, _ in found if one == type]
                self.assertEqual({field.name for one in read for field, _ in one.ListFields()},
                                 {field.name for field in release.message(type).DESCRIPTOR.fields}, type)

    def test_they_are_read_and_written_as_they_were(self):
        count = 0
        for name in names():
            for vector in vectors.read(Release(name)):
                self.check(with_python, *vector)
                self.check(self.peer.message, *vector)
                count += 1
        print(f'{count} vectors')
        self.assertGreater(count, 400)

    # ---- Negative controls

    def test_a_changed_byte_is_seen(self):
        for name, packed, meant in vectors.read(Release('release-1')):
            if not packed:
                continue
            changed = bytearray(packed)
            changed[len(packed) // 2] ^= 1
            for read in (with_python, self.peer.message):
                with self.assertRaises((AssertionError, Unreadable), msg=name):
                    self.check(read, name, bytes(changed), meant)

    def test_a_message_that_is_gone_is_seen(self):
        for read in (with_python, self.peer.message):
            with self.assertRaises(Unreadable):
                read('pvd.registry.v1.CandidacyForgotten', b'')


if __name__ == '__main__':
    unittest.main()
