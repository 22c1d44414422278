"""What the contract must keep to, besides being well formed. Each rule refuses with one sentence."""

from google.protobuf.descriptor_pb2 import FieldDescriptorProto as Field
from google.protobuf.descriptor_pb2 import MethodOptions

from . import Refused, names
from .protobuf_c import DROPPED

UNSCOPED = {'SCOPE_RULE_NONE', 'SCOPE_RULE_FILTER'}


def check(contract):
    for message in contract.messages.values():
        if message.file.name not in DROPPED:
            _check_presence(message)
            _check_recursion(contract, message)
    for method in contract.methods:
        _check_method(contract, method)
    for event in contract.events:
        if '.' in event.message.name[len(event.message.file.package) + 1:]:
            raise Refused(f'{event.message.file.name}: event {event.message.name} lies within another message')
    _check_handler_names(contract)


def _check_presence(message):
    for field in message.proto.field:
        if field.proto3_optional:
            raise Refused(f'{message.file.name}: {message.name}.{field.name} is `optional`, which protobuf-c '
                          'refuses: use a oneof with this single field')


def _check_recursion(contract, start):
    """protobuf-c unpacks without a limit of depth: bytes from outside could overflow the stack."""
    todo, seen = [(start, start.name)], set()
    while todo:
        message, way = todo.pop()
        for field in message.proto.field:
            if field.type not in (Field.TYPE_MESSAGE, Field.TYPE_GROUP):
                continue
            name = field.type_name[1:]
            if name == start.name:
                raise Refused(f'{start.file.name}: message {start.name} contains itself: {way}.{field.name}')
            if name not in seen:
                seen.add(name)
                todo.append((contract.messages[name], f'{way}.{field.name}'))


def _check_method(contract, method):
    def refuse(sentence):
        raise Refused(f'{method.file.name}: rpc {method.path} {sentence}')

    policy = method.policy
    if policy is None:
        refuse('has no policy: add option (policy)')
    if method.proto.client_streaming or method.proto.server_streaming:
        refuse('streams; the bus carries one request and one response')
    if method.proto.options.idempotency_level == MethodOptions.IDEMPOTENT:
        refuse('is IDEMPOTENT; queries are NO_SIDE_EFFECTS, and every command is idempotent by its key')
    _check_roles(contract, policy, refuse)
    _check_scope(contract, method, refuse)
    _check_kind(contract, method, refuse)
    if policy.max_request_bytes == 0:
        refuse('has no max_request_bytes')


def _check_roles(contract, policy, refuse):
    known = contract.options.DESCRIPTOR.pool.FindEnumTypeByName('pvd.bus.v1.Role').values_by_number
    if not policy.roles:
        refuse('has no roles: nobody could call it')
    if len(set(policy.roles)) != len(policy.roles):
        refuse('names a role twice')
    for role in policy.roles:
        if role not in known or not 0 < role < 32:
            refuse(f'names role {role}, which is not one')


def scope_rule(contract, method):
    return contract.options.ScopeRule.Name(method.policy.scope_rule)


def _check_scope(contract, method, refuse):
    rule, name = scope_rule(contract, method), method.policy.scope_field
    if rule == 'SCOPE_RULE_UNSPECIFIED':
        refuse('has no scope_rule')
    if rule == 'SCOPE_RULE_FILTER' and method.kind == 'command':
        refuse('is a command and has SCOPE_RULE_FILTER, which leaves things out of an answer')
    if rule in UNSCOPED:
        if name:
            refuse(f'has scope_field {name!r}, which {rule} does not read')
        return
    if not name:
        refuse(f'has {rule} and no scope_field')
    field = next((f for f in method.request.fields if f.name == name), None)
    if field is None:
        refuse(f'has scope_field {name!r}, which is no field of {method.request.name}')
    if field.type != Field.TYPE_STRING:
        refuse(f'has scope_field {name!r}, which is not of type string')


def _check_kind(contract, method, refuse):
    policy = method.policy
    reads = method.proto.options.idempotency_level == MethodOptions.NO_SIDE_EFFECTS
    if policy.fetch and not reads:
        refuse('is a fetch and not NO_SIDE_EFFECTS')
    if policy.worker and not reads:
        refuse('is a worker and not NO_SIDE_EFFECTS: the worker thread cannot write the state')
    if policy.fetch and policy.worker:
        refuse('is both fetch and worker')
    if policy.fetch and scope_rule(contract, method) not in UNSCOPED:
        refuse('is a fetch and has a scope_field')


def _check_handler_names(contract):
    """Handlers are found by name, and names leave out the service: two rpcs may not share one."""
    seen = {}
    for method in contract.methods:
        first = seen.setdefault(names.handler(method), method)
        if first is not method:
            raise Refused(f'{method.file.name}: rpc {method.path} and {first.path} have the same handler, '
                          f'{names.handler(method)}')
