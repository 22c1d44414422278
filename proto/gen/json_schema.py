"""JSON schemas (draft 2020-12) of the contract's messages and enums, by protobuf's proto3 JSON mapping."""

from google.protobuf.descriptor_pb2 import FieldDescriptorProto as Field

from . import Refused

COMPONENTS = '#/components/schemas/'

SIGNED, UNSIGNED = r'^-?[0-9]+$', r'^[0-9]+$'
INT32 = {'type': 'integer', 'minimum': -2**31, 'maximum': 2**31 - 1}
UINT32 = {'type': 'integer', 'minimum': 0, 'maximum': 2**32 - 1}
INT64 = {'type': 'string', 'pattern': SIGNED}
UINT64 = {'type': 'string', 'pattern': UNSIGNED}
REAL = {'anyOf': [{'type': 'number'}, {'enum': ['NaN', 'Infinity', '-Infinity']}]}

SCALARS = {
    Field.TYPE_STRING: {'type': 'string'},
    Field.TYPE_BYTES: {'type': 'string', 'contentEncoding': 'base64'},
    Field.TYPE_BOOL: {'type': 'boolean'},
    Field.TYPE_INT32: INT32, Field.TYPE_SINT32: INT32, Field.TYPE_SFIXED32: INT32,
    Field.TYPE_UINT32: UINT32, Field.TYPE_FIXED32: UINT32,
    Field.TYPE_INT64: INT64, Field.TYPE_SINT64: INT64, Field.TYPE_SFIXED64: INT64,
    Field.TYPE_UINT64: UINT64, Field.TYPE_FIXED64: UINT64,
    Field.TYPE_DOUBLE: REAL, Field.TYPE_FLOAT: REAL,
}
# Messages of google's that JSON writes as text.
TEXTS = {
    'google.protobuf.Timestamp': {'type': 'string', 'format': 'date-time'},
    'google.protobuf.Duration': {'type': 'string', 'pattern': r'^-?[0-9]+(\.[0-9]{1,9})?s$'},
}


def schemas(contract, methods, more):
    """Those of all that `methods` ask and answer, of the messages `more`, and of what lies within; by full name,
    sorted."""
    found = {}
    for message in [message for method in methods for message in (method.request, method.response)] + more:
        _add_message(contract, message, found)
    for method in methods:
        # What asks is checked name by name; what answers may say more one day.
        found[method.request.name]['additionalProperties'] = False
    return dict(sorted(found.items()))


def reference(name):
    return {'$ref': COMPONENTS + name}


def described(schema, text):
    return {**schema, 'description': text} if text else schema


def _add_message(contract, message, found):
    if message.name in found:
        return
    schema = found[message.name] = described({'type': 'object'}, ' '.join(
        filter(None, [contract.comments[message.name], *_alternatives(message)])))
    if message.fields:
        schema['properties'] = {field.json_name: _property(contract, message, field, found)
                                for field in message.fields}


def _alternatives(message):
    """Of each oneof, which fields exclude each other, as a sentence."""
    for index, _ in enumerate(message.proto.oneof_decl):
        names = [f'`{f.json_name}`' for f in message.fields if f.HasField('oneof_index') and f.oneof_index == index]
        if len(names) > 1:
            yield f'At most one of {", ".join(names[:-1])} and {names[-1]}.'


def _property(contract, message, field, found):
    schema = _value(contract, message, field, found)
    if field.label == Field.LABEL_REPEATED:
        schema = {'type': 'array', 'items': schema}
    return described(schema, contract.comments[f'{message.name}.{field.name}'])


def _value(contract, message, field, found):
    name = field.type_name[1:]
    if name in TEXTS:
        return TEXTS[name]
    if field.type == Field.TYPE_ENUM:
        found[name] = _enum(contract, name)
        return reference(name)
    if field.type == Field.TYPE_MESSAGE and _is_plain(contract.messages[name]):
        _add_message(contract, contract.messages[name], found)
        return reference(name)
    if field.type not in SCALARS:
        raise Refused(f'{message.file.name}: {message.name}.{field.name} is of a type which has no JSON here')
    return SCALARS[field.type]


def _is_plain(message):
    """Neither a map's entry nor one of google's, whose JSON is of its own kind."""
    return not message.proto.options.map_entry and message.file.package != 'google.protobuf'


def _enum(contract, name):
    values = contract.enums[name].value
    said = [(value.name, contract.comments[f'{name}.{value.name}']) for value in values]
    lines = [contract.comments[name], *(f'- `{value}`: {text}' for value, text in said if text)]
    return described({'type': 'string', 'enum': [value.name for value in values]},
                     '\n'.join(filter(None, lines)))
