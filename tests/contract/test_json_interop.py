#!/usr/bin/python3
"""Our JSON against that of another implementation, Python's google.protobuf.json_format.

Random messages of every kind of field go both ways through common/json/test/json_peer.c, and JSON with faults
must be refused or accepted alike, but for the differences that common/json/json.h lists. PVD_SEED chooses
other messages.
"""

import json
import pathlib
import random
import subprocess
import tempfile
import unittest

from google.protobuf import any_pb2, duration_pb2, empty_pb2, field_mask_pb2, timestamp_pb2, wrappers_pb2
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message, message_factory

import json_differences
from amount import SEED
from c_peer import CPeer
from json_messages import Messages, mutate

ROOT = pathlib.Path(__file__).resolve().parents[2]
MESSAGES = 1500
MUTATIONS = 6000
IMPORTED = [any_pb2, duration_pb2, empty_pb2, field_mask_pb2, timestamp_pb2, wrappers_pb2]  # known to the pool


def load_types():
    """Kinds and Nest, from the same .proto as the C ones."""
    with tempfile.NamedTemporaryFile() as out:
        subprocess.run(['protoc', f'-I{ROOT}/common', f'--descriptor_set_out={out.name}', 'json/test/kinds.proto'],
                       check=True)
        files = descriptor_pb2.FileDescriptorSet.FromString(out.read())
    pool = descriptor_pool.Default()
    pool.Add(files.file[0])
    return [message_factory.MessageFactory(pool).GetPrototype(pool.FindMessageTypeByName(f'pvd.json.test.{name}'))
            for name in ('Kinds', 'Nest')]


Kinds, Nest = load_types()
TYPES = [Kinds, Nest, timestamp_pb2.Timestamp, duration_pb2.Duration, wrappers_pb2.Int64Value]  # as json_peer.c has them


class Peer(CPeer):
    """json_peer.c, running."""

    def __init__(self):
        super().__init__('json')

    def convert(self, operation, type, data):
        """What it made of `data`, and whether it did not refuse."""
        done, answer = self.ask(operation + bytes([TYPES.index(type)]) + data)
        return answer, done


class Lying:
    """A peer whose answers are changed on their way: the tests must see it."""

    def __init__(self, peer, change):
        self.peer = peer
        self.change = change

    def convert(self, operation, type, data):
        return self.change(*self.peer.convert(operation, type, data))


def same_json(ours, theirs):
    """Equal, but for the greatest float, which Python writes as a decimal that it refuses itself."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return ours.keys() == theirs.keys() and all(same_json(ours[k], theirs[k]) for k in ours)
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(same_json, ours, theirs))
    if isinstance(ours, (int, float)) and isinstance(theirs, float) and abs(theirs) == 3.4028235e38:
        return ours == (3.402823466e38 if theirs > 0 else -3.402823466e38)
    return ours == theirs and isinstance(ours, bool) == isinstance(theirs, bool)


def packed(message):
    return message.SerializeToString(deterministic=True)


def without_negative_zero(message):
    """protobuf-c does not send a number without presence that equals zero, -0.0 included."""
    copy = type(message)()
    copy.CopyFrom(message)
    for field in copy.DESCRIPTOR.fields:
        if not field.has_presence and field.label != field.LABEL_REPEATED and getattr(copy, field.name) == 0:
            copy.ClearField(field.name)
    for name in ('float_value', 'double_value'):
        if name in copy.DESCRIPTOR.fields_by_name and copy.HasField(name) and getattr(copy, name).value == 0:
            getattr(copy, name).value = 0
    return copy


def python_parse(text, type):
    """The message, or None if Python refuses it, with whichever exception."""
    try:
        return json_format.Parse(text, type())
    except (json_format.Error, message.Error, ValueError, TypeError, OverflowError, RecursionError):
        return None


class Interop(unittest.TestCase):
    def setUp(self):
        self.random = random.Random(f'{SEED} {self.id()}')
        print(f'{self.id()}: PVD_SEED={SEED}')
        self.peer = Peer()

    def tearDown(self):
        self.assertEqual(self.peer.close(), 0)

    def check_written(self, peer, message):
        """Binary to JSON here, and JSON to binary in Python."""
        for operation, options in [(b'j', {}), (b'p', {}), (b'd', {'including_default_value_fields': True})]:
            text, ok = peer.convert(operation, type(message), packed(message))
            self.assertTrue(ok, text)
            self.assertEqual(packed(json_format.Parse(text, type(message)())), packed(message), text)
            expected = json.loads(json_format.MessageToJson(message, **options))
            self.assertTrue(same_json(json.loads(text), expected), f'{text}\n{expected}')

    def check_read(self, peer, message):
        """Binary to JSON in Python, and JSON to binary here."""
        text = json_format.MessageToJson(message, preserving_proto_field_name=self.random.random() < 0.5,
                                         including_default_value_fields=self.random.random() < 0.3,
                                         ensure_ascii=self.random.random() < 0.5,
                                         indent=self.random.choice([None, 2]))
        data, ok = peer.convert(b'b', type(message), text.encode())
        self.assertTrue(ok, f'{data}\n{text}')
        self.assertEqual(packed(type(message).FromString(data)), packed(without_negative_zero(message)), text)

    def check_judged(self, peer, text, type):
        """Both refuse, or both accept and read the same; True if both accept."""
        data, ok = peer.convert(b'b', type, text)
        theirs = python_parse(text, type)
        if ok and theirs is not None:
            self.assertEqual(packed(type.FromString(data)), packed(without_negative_zero(theirs)), text)
        elif ok:
            self.assertRegex(text, rb'3\.4028235e\+?38')
        elif theirs is not None:
            self.assertTrue(json_differences.is_documented(text, type.DESCRIPTOR), f'{text}\n{data}')
        return ok and theirs is not None

    def random_message(self, share=0.2, **options):
        return Messages(self.random, **options).fill(Kinds(), self.random.choice([0.02, share, 1]))

    def test_messages_are_written_as_python_reads_them(self):
        for _ in range(MESSAGES):
            self.check_written(self.peer, self.random_message())

    def test_enum_values_without_name_are_written(self):
        for _ in range(100):
            self.check_written(self.peer, self.random_message(unnamed=True))

    def test_messages_are_read_as_python_writes_them(self):
        for _ in range(MESSAGES):
            self.check_read(self.peer, self.random_message())

    def test_types_that_are_no_object_stand_alone(self):
        messages = Messages(self.random)
        for _ in range(300):
            for type in TYPES[2:]:
                message = type()
                messages.fill_message(message)
                self.check_written(self.peer, message)
                self.check_read(self.peer, message)

    def test_the_greatest_depth_is_python_s(self):
        for depth in (98, 99, 100, 101):
            text = ('{"nest":' * (depth - 1) + '{}' + '}' * (depth - 1)).encode()
            self.assertEqual(self.check_judged(self.peer, text, Nest), depth <= 100)

    def test_faults_are_judged_as_python_judges_them(self):
        accepted = 0
        for _ in range(MUTATIONS):
            message = Messages(self.random).fill(Kinds(), self.random.choice([0.02, 0.1]))
            text = mutate(self.random, json_format.MessageToJson(message, indent=None))
            accepted += self.check_judged(self.peer, text, Kinds)
        self.assertGreater(accepted, MUTATIONS // 10)
        self.assertLess(accepted, MUTATIONS // 2)

    # Negative controls: what the comparisons are worth.

    def assert_seen(self, change, check, *arguments):
        check(self.peer, *arguments)
        with self.assertRaises((AssertionError, ValueError, message.Error, json_format.Error)):
            check(Lying(self.peer, change), *arguments)

    def test_a_wrong_value_written_is_seen(self):
        kinds = Kinds(an_int64=7, a_float=0.5, a_string='é', maybe=0)
        for old, new in [(b'"7"', b'"8"'), (b'"7"', b'7'), (b'0.5', b'0.50000001'), ('é'.encode(), b'e'),
                         (b'anInt64', b'an_int64'), (b'"maybe"', b'"oneInt64"')]:
            self.assert_seen(lambda data, ok: (data.replace(old, new), ok), self.check_written, kinds)

    def test_a_wrong_value_read_is_seen(self):
        kinds = Kinds(an_int64=7, list_int32=[1, 2], maybe=0)
        for old, new in [(b'\x07', b'\x08'), (b'\x01\x02', b'\x02\x01'), (b'\x88\x05\x00', b'')]:
            self.assert_seen(lambda data, ok: (data.replace(old, new), ok), self.check_read, kinds)

    def test_a_wrong_judgement_is_seen(self):
        def turn(data, ok):
            return b'', not ok
        for text in [b'{"anInt32":1}', b'{"anInt32":1.5}', b'{"nothing":1}', b'{"aTimestamp":"2026-02-30T00:00:00Z"}']:
            self.assert_seen(turn, self.check_judged, text, Kinds)


if __name__ == '__main__':
    unittest.main()
