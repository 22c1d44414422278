"""The contract as tests read it: every method with its policy, and a valid request for each, made from its
descriptor. No list of methods stands here, or anywhere in the tests."""
import os

from google.protobuf import symbol_database
from google.protobuf.message import Message

from partner import ROOT, module, envelope_pb2

policy_extension = module('bus.v1.options').policy
options_pb2, actor_pb2 = module('bus.v1.options'), module('bus.v1.actor')
_SYMBOLS = symbol_database.Default()


def _files():
    """Every file of the contract, as module() names it."""
    proto = os.path.join(ROOT, 'proto', 'pvd')
    for folder, _, names in sorted(os.walk(proto)):
        for name in sorted(names):
            if name.endswith('.proto'):
                yield os.path.relpath(os.path.join(folder, name[:-len('.proto')]), proto).replace(os.sep, '.')


class Method:
    def __init__(self, service, descriptor):
        options = descriptor.GetOptions()
        self.name = descriptor.name
        self.path = f'{service.full_name}/{descriptor.name}'
        self.policy = options.Extensions[policy_extension]
        self.service = None if self.policy.every_service else service.full_name.split('.')[1]
        self.request = _SYMBOLS.GetSymbol(descriptor.input_type.full_name)
        self.response = _SYMBOLS.GetSymbol(descriptor.output_type.full_name)
        if self.policy.fetch:
            self.kind = envelope_pb2.KIND_FETCH
        elif options.idempotency_level == options.NO_SIDE_EFFECTS:
            self.kind = envelope_pb2.KIND_QUERY
        else:
            self.kind = envelope_pb2.KIND_COMMAND

    def __repr__(self):
        return self.name


def methods():
    """Every method, in the order of the contract."""
    return [Method(service, method) for name in _files()
            for service in module(name).DESCRIPTOR.services_by_name.values() for method in service.methods]


class NoValue(Exception):
    """A field nobody has said a value for."""


def _is_paged(descriptor):
    return 'page_size' in descriptor.fields_by_name


def _value(field, values):
    if field.name in values:
        return values[field.name]
    if field.type == field.TYPE_ENUM:
        return field.enum_type.values[1].number
    if field.type == field.TYPE_BOOL:
        return False
    raise NoValue(f'{field.containing_type.full_name}.{field.name}: no value for a field of this name')


def _wanted(field):
    """Of a oneof, its first field; of the filters of a list, the first: some exclude each other."""
    if field.containing_oneof and field.containing_oneof.fields[0] is not field:
        return False
    filters = [f for f in field.containing_type.fields if not f.name.startswith('page_')]
    return not _is_paged(field.containing_type) or field in filters[:1]


def fill(message, values):
    """Fills a message field by field, from a value for each name."""
    for field in message.DESCRIPTOR.fields:
        if not _wanted(field):
            continue
        if field.type == field.TYPE_MESSAGE and isinstance(values.get(field.name), Message):
            getattr(message, field.name).CopyFrom(values[field.name])
        elif field.type == field.TYPE_MESSAGE and isinstance(values.get(field.name), list):
            getattr(message, field.name).extend(values[field.name])
        elif field.type == field.TYPE_MESSAGE:
            child = getattr(message, field.name)
            if field.label == field.LABEL_REPEATED:
                child = child.add()
            child.SetInParent()
            fill(child, values)
        elif field.label == field.LABEL_REPEATED:
            value = _value(field, values)
            getattr(message, field.name).extend(value if isinstance(value, list) else [value])
        else:
            setattr(message, field.name, _value(field, values))
    return message
