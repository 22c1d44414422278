"""Random messages of any type, and faults in JSON text."""

import json
import struct

from google.protobuf.descriptor import FieldDescriptor

INTEGERS = {FieldDescriptor.TYPE_INT32: (32, True), FieldDescriptor.TYPE_SINT32: (32, True),
            FieldDescriptor.TYPE_SFIXED32: (32, True), FieldDescriptor.TYPE_UINT32: (32, False),
            FieldDescriptor.TYPE_FIXED32: (32, False), FieldDescriptor.TYPE_INT64: (64, True),
            FieldDescriptor.TYPE_SINT64: (64, True), FieldDescriptor.TYPE_SFIXED64: (64, True),
            FieldDescriptor.TYPE_UINT64: (64, False), FieldDescriptor.TYPE_FIXED64: (64, False)}
FLOATS = [0.0, -0.0, 1.0, 0.1, -1e-45, 1.1754942e-38, 1.17549435e-38, 3.4028234663852886e38, 16777217.0, 1e20,
          float('nan'), float('inf'), float('-inf')]
DOUBLES = FLOATS + [5e-324, -2.2250738585072009e-308, 2.2250738585072014e-308, 1.7976931348623157e308,
                    0.30000000000000004, 9007199254740993.0, 1e23, 123456789012345680.0]
CHARACTERS = ['a', 'Z', '0', ' ', '"', '\\', '/', '\n', '\r', '\t', '\b', '\f', '\x01', '\x1f', '\x7f', '\x80',
              'é', 'œ', '\u2028', '\ufeff', '\uffff', '\ud7ff', '\ue000', '😀', '\U0010ffff', '<', '&', '=']
NANOS = [0, 1, 1000, 1000000, 500000000, 123456789, 123456000, 123000000, 999999999]
TIMES = [-62135596800, -1, 0, 1, 951782400, 1709164800, 2147483648, 253402300799]
DURATIONS = [0, 1, 59, 315576000000]


def _real(format, data):
    """Any number, but one NaN: JSON has no more."""
    value, = struct.unpack(format, data)
    return value if value == value else float('nan')


class Messages:
    """`unnamed`: also enum values without a name."""

    def __init__(self, random, unnamed=False):
        self.random = random
        self.unnamed = unnamed

    def fill(self, message, share=0.3):
        """Sets about `share` of the fields. Of a oneof the last one set stays."""
        for field in message.DESCRIPTOR.fields:
            if self.random.random() < share:
                self._set(message, field)
        return message

    def _set(self, message, field):
        if field.label == FieldDescriptor.LABEL_REPEATED:
            for _ in range(self.random.choice([1, 1, 2, 5])):
                self._add(getattr(message, field.name), field)
        elif field.message_type:
            getattr(message, field.name).SetInParent()
            self.fill_message(getattr(message, field.name))
        else:
            setattr(message, field.name, self._scalar(field))

    def _add(self, values, field):
        if field.message_type:
            self.fill_message(values.add())
        else:
            values.append(self._scalar(field))

    def fill_message(self, message):
        name = message.DESCRIPTOR.full_name
        if name == 'google.protobuf.Timestamp':
            message.seconds = self._one_of(TIMES, lambda: self.random.randint(TIMES[0], TIMES[-1]))
            message.nanos = self._one_of(NANOS, lambda: self.random.randrange(10**9))
        elif name == 'google.protobuf.Duration':
            sign = self.random.choice([1, -1])
            message.seconds = sign * self._one_of(DURATIONS, lambda: self.random.randint(0, DURATIONS[-1]))
            message.nanos = sign * self._one_of(NANOS, lambda: self.random.randrange(10**9))
        else:
            self.fill(message, 0.7)

    def _one_of(self, edges, other):
        return self.random.choice(edges) if self.random.random() < 0.5 else other()

    def _scalar(self, field):
        if field.type in INTEGERS:
            return self._integer(*INTEGERS[field.type])
        if field.type == FieldDescriptor.TYPE_FLOAT:
            return self._one_of(FLOATS, lambda: _real('<f', self.random.randbytes(4)))
        if field.type == FieldDescriptor.TYPE_DOUBLE:
            return self._one_of(DOUBLES, lambda: _real('<d', self.random.randbytes(8)))
        if field.type == FieldDescriptor.TYPE_BOOL:
            return self.random.random() < 0.5
        if field.type == FieldDescriptor.TYPE_ENUM:
            return self.random.choice(field.enum_type.values).number if not self.unnamed else \
                self.random.choice([-2147483648, -1, 2, 77, 2147483647])
        if field.type == FieldDescriptor.TYPE_STRING:
            return ''.join(self.random.choices(CHARACTERS, k=self.random.choice([0, 1, 3, 20])))
        return self.random.randbytes(self.random.choice([0, 1, 2, 3, 4, 32, 100]))

    def _integer(self, bits, signed):
        low, high = (-2**(bits - 1), 2**(bits - 1) - 1) if signed else (0, 2**bits - 1)
        return self._one_of([low, low + 1, max(low, -1), 0, 1, 127, 128, 2**31 - 1, high - 1, high],
                            lambda: self.random.randint(low, high) >> self.random.randrange(bits))


# What stands in the place of a value, as JSON text.
VALUES = ['null', 'true', 'false', '[]', '{}', '""', '[null]', '[[]]', '{"value":1}', '"null"', '"true"',
          '0', '-0', '1', '-1', '1.0', '1.5', '-0.0', '1e3', '1e18', '1E+2', '1e400', '5e-324', '3.5e38', '3.4028235e38',
          '2147483647', '2147483648', '-2147483648', '-2147483649', '4294967295', '4294967296', '9223372036854775807',
          '9223372036854775808', '-9223372036854775808', '18446744073709551615', '18446744073709551616', 'NaN',
          '"1"', '"-1"', '"+1"', '"007"', '"1.0"', '"1.5"', '"1e3"', '" 1"', '"1 "', '"1_0"', '"0x1"', '"."', '".5"', '"5."',
          '"-"', '"1\\n"', '"\\u0661"', '"9223372036854775808"', '"18446744073709551615"', '"18446744073709551616"',
          '"1e400"', '"1e39"', '"NaN"', '"nan"', '"-NaN"', '"Infinity"', '"-Infinity"', '"inf"', '"+Infinity"',
          '"COLOUR_RED"', '"COLOUR_ROUGE"', '"colour_red"', '"COLOUR_GREY"', '77', '"AA=="', '"AA="', '"AA"', '"A"',
          '"AAA="', '"+/8="', '"-_8"', '"-/8="', '"AB=="', '"A A="', '"===="', '"AA==AA=="', '"é"', '"\\ud83d\\ude00"',
          '"\\ud83d"', '"\\ude00"', '"\\u0000"', '"2026-01-31T01:02:03Z"', '"2026-01-31T01:02:03.5+02:30"',
          '"2026-01-31T01:02:03.Z"', '"2026-1-31T1:02:03Z"', '"2026-02-30T01:02:03Z"', '"2024-02-29T23:59:60Z"',
          '"2026-01-31t01:02:03z"', '"2026-01-31T01:02:03"', '"2026-01-31T01:02:03+1:0"',
          '"2026-01-31T01:02:03-25:00"', '"2026-01-31T01:02:03.1234567890Z"', '"0001-01-01T00:00:00+01:00"',
          '"9999-12-31T23:59:59-01:00"', '"0000-01-01T00:00:00Z"', '"1s"', '"-1.5s"', '"+1s"', '"1.s"', '".5s"',
          '"-0.5s"', '"1"', '"1.0000000001s"', '"315576000000.5s"', '"315576000001s"', '"1S"', '"1_0s"', '" 1s"']
NAMES = ['nothing', 'an_int32', 'anInt32', 'AnInt32', 'oneInt32', 'one_bool', 'oneString', 'maybe', 'label', 'value',
         'seconds', 'choice', '', 'aString ', 'a_part', 'trailing', 'trailing_', 'Upper_Case', 'upperCase']
PIECES = ['{', '}', '[', ']', ',', ':', '"', '\\', '0', '9', '-', '+', '.', 'e', 'E', 'n', 't', ' ', '\t', '\n', '\0',
          '\\u', '\\ud83d', 'é', '_', '=', '/', 'Z', 'T', 's']


class Raw:
    """Text to stand for a value."""

    def __init__(self, text):
        self.text = text


def _dump(value):
    """JSON text of lists of pairs (objects), lists, scalars and raw texts."""
    if isinstance(value, Raw):
        return value.text
    if isinstance(value, tuple):
        return '{%s}' % ','.join(f'{json.dumps(name)}:{_dump(member)}' for name, member in value)
    if isinstance(value, list):
        return '[%s]' % ','.join(map(_dump, value))
    return json.dumps(value)


def mutate(random, text):
    """Bytes of JSON with a fault or two: in a value, in a name, or anywhere in the text."""
    for _ in range(random.choice([1, 1, 1, 2])):
        text = random.choice([_with_other_value, _with_other_value, _with_other_name, _with_other_text])(random, text)
    encoded = text.encode('utf-8', 'surrogatepass')
    if random.random() < 0.05:
        at = random.randrange(len(encoded) + 1)
        encoded = encoded[:at] + bytes([random.randrange(256)]) + encoded[at + 1:]
    return encoded


def _load(text):
    return json.loads(text, object_pairs_hook=tuple)


def _with_other_value(random, text):
    return _changed(random, text, lambda name, value: (name, Raw(random.choice(VALUES))))


def _with_other_name(random, text):
    return _changed(random, text, lambda name, value: (random.choice(NAMES), value), names_only=True)


def _changed(random, text, change, names_only=False):
    """Changes one place of the tree, or adds a member; the text itself where it is not JSON any more."""
    try:
        tree = _load(text)
    except ValueError:
        return text
    places = list(_places(tree, names_only))
    if not places:
        return _dump(tree)
    return _dump(_replace(tree, random.choice(places), change))


def _places(tree, names_only, path=()):
    members = [member for _, member in tree] if isinstance(tree, tuple) else tree if isinstance(tree, list) else []
    for index, member in enumerate(members):
        if isinstance(tree, tuple) or not names_only:
            yield path + (index,)
        yield from _places(member, names_only, path + (index,))


def _replace(tree, path, change):
    copy = list(tree)
    index = path[0]
    name, value = copy[index] if isinstance(tree, tuple) else (None, copy[index])
    if len(path) > 1:
        value = _replace(value, path[1:], change)
    else:
        name, value = change(name, value)
    copy[index] = (name, value) if isinstance(tree, tuple) else value
    return tuple(copy) if isinstance(tree, tuple) else copy


def _with_other_text(random, text):
    at = random.randrange(len(text) + 1)
    to = at + random.choice([0, 0, 1, 1, 5])
    return random.choice([text[:at] + random.choice(PIECES) + text[to:], text[:at] + text[to + 1:],
                          text[:to] + text[at:], text[:at]])
