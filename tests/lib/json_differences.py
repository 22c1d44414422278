"""The differences from Python's json_format that common/json/json.h lists, as a second reading of that list:
what Python accepts and we refuse."""

import base64
import datetime
import json
import math
import re
import struct

from google.protobuf.descriptor import FieldDescriptor

from json_messages import INTEGERS

NUMBER = re.compile(r'-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?[ \t\n\r]*')
TIME = re.compile(r'([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]{1,9})?'
                  r'(?:Z|([+-])([0-9]{2}):([0-9]{2}))')
DURATION = re.compile(r'-?[0-9]+(\.[0-9]{1,9})?s')
WRAPPERS = re.compile(r'google\.protobuf\.\w+Value')


def is_documented(text, type):
    """Whether json.h says that we refuse this text, which Python accepts as a `type`."""
    return not _strict_message(json.loads(text), type)


def _strict_message(value, type):
    if type.full_name == 'google.protobuf.Timestamp':
        return _strict_time(value)
    if type.full_name == 'google.protobuf.Duration':
        return bool(DURATION.fullmatch(value))
    if WRAPPERS.fullmatch(type.full_name):
        return _strict_scalar(value, type.fields[0])
    if not isinstance(value, dict):
        return False
    fields = [_field(type, name) for name in value]
    return len(set(f.name for f in fields)) == len(fields) and all(map(_strict_field, value.values(), fields))


def _field(type, name):
    return type.fields_by_name.get(name) or next(f for f in type.fields if f.json_name == name)


def _strict_field(value, field):
    if value is None:
        return True
    one = _strict_scalar if field.message_type is None else lambda v, f: _strict_message(v, f.message_type)
    return all(one(v, field) for v in value) if field.label == FieldDescriptor.LABEL_REPEATED else one(value, field)


def _strict_scalar(value, field):
    if isinstance(value, int) and not isinstance(value, bool) and not -2**63 <= value < 2**63:
        return False
    if field.type in INTEGERS:
        return not isinstance(value, str) or bool(re.fullmatch(r'-?[0-9]+', value, re.ASCII))
    if field.type in (FieldDescriptor.TYPE_FLOAT, FieldDescriptor.TYPE_DOUBLE):
        return _strict_real(value, field.type == FieldDescriptor.TYPE_FLOAT)
    if field.type == FieldDescriptor.TYPE_ENUM:
        return value in field.enum_type.values_by_name if isinstance(value, str) else \
            not isinstance(value, bool) and value in [named.number for named in field.enum_type.values]
    if field.type == FieldDescriptor.TYPE_STRING:
        return '\0' not in value
    return field.type != FieldDescriptor.TYPE_BYTES or _strict_base64(value)


def _strict_real(value, single):
    if isinstance(value, str):
        if value in ('NaN', 'Infinity', '-Infinity'):
            return True
        if not NUMBER.fullmatch(value):
            return False
        value = float(value)
    return not isinstance(value, bool) and not math.isinf(_rounded(value) if single else value)


def _rounded(value):
    try:
        return struct.unpack('<f', struct.pack('<f', value))[0]
    except OverflowError:
        return math.inf


def _strict_base64(text):
    alphabet = b'-_' if re.search('[-_]', text) else b'+/'
    padded = text if text.endswith('=') else text + '=' * (-len(text) % 4)
    try:
        decoded = base64.b64decode(padded, altchars=alphabet, validate=True)
    except ValueError:
        return False
    return base64.b64encode(decoded, altchars=alphabet).decode() == padded


def _strict_time(text):
    match = TIME.fullmatch(text)
    if not match or (match[3] and (int(match[3]) > 23 or int(match[4]) > 59)):
        return False
    offset = datetime.timedelta(hours=int(match[3] or 0), minutes=int(match[4] or 0))
    try:
        datetime.datetime.fromisoformat(match[1]) - (-offset if match[2] == '-' else offset)
    except OverflowError:
        return False
    return True
