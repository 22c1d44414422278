"""Writes methods.c, the binding files of each service, and fields.h."""

from . import Refused, names, rules
from .contract import OPTIONS, package_word

NOTICE = '/* Generated from proto/ by proto/generate.py. */\n'

METHOD = '''\t{{
\t\t.path = {path},
\t\t.service = {service},
\t\t.name = {name},
\t\t.doc = {doc},
\t\t.kind = METHOD_{kind},
\t\t.roles = {roles:#x},
\t\t.scope_rule = {scope_rule},
\t\t.scope_field = {scope_field},
\t\t.max_request_bytes = {max_request_bytes},
\t\t.lists = {lists},
\t\t.worker = {worker},
\t\t.test_only = {test_only},
\t\t.request = &{request},
\t\t.response = &{response},
\t}},
'''

CALL = '''
static bool call_{handler}(void *context, const ProtobufCMessage *request, ProtobufCMessage *response)
{{
\treturn {handler}(context, (const {request} *)request, ({response} *)response);
}}
'''

APPLY = '''
static void call_{handler}(struct application *application, const ProtobufCMessage *event)
{{
\t{handler}(application, (const {struct} *)event);
}}
'''

# The first parameter of a handler, by what it does.
CONTEXTS = {'query': 'query', 'decide': 'decision', 'work': 'work'}


def write(contract):
    """The generated text of each file, by name."""
    texts = {'methods.c': methods(contract), 'fields.h': fields(contract)}
    for owner in owners(contract):
        texts[f'{owner}_binding.h'] = binding_header(contract, owner)
        texts[f'{owner}_binding.c'] = binding_source(contract, owner)
    return texts


def owners(contract):
    bound = {names.owner(m) for m in contract.methods if m.kind != 'fetch'}
    return sorted(bound | {names.owner(e) for e in contract.events})


def text(value):
    """A C string literal."""
    return '"' + value.replace('\\', '\\\\').replace('"', '\\"') + '"'


def includes(messages):
    return ''.join(f'#include "{h}"\n' for h in sorted({names.header(m.file) for m in messages}))


def _flag(value):
    return 'true' if value else 'false'


def _lists(method):
    """Whether an answer grows with what there is: it holds many of something, and tells more than how a process is."""
    if method.kind == 'command' or method.policy.every_service and method.kind != 'fetch':
        return False
    return any(f.label == f.LABEL_REPEATED or f.type == f.TYPE_BYTES for f in method.response.fields)


def _method(contract, method):
    policy = method.policy
    order = [f.name for f in method.request.fields]
    return METHOD.format(
        path=text(method.path), service='NULL' if policy.every_service else text(method.package),
        name=text(method.name), doc=text(method.doc), kind=method.kind.upper(),
        roles=sum(1 << role for role in policy.roles), scope_rule=rules.scope_rule(contract, method),
        scope_field=order.index(policy.scope_field) if policy.scope_field else -1,
        max_request_bytes=policy.max_request_bytes, lists=_flag(_lists(method)), worker=_flag(policy.worker),
        test_only=_flag(policy.test_only), request=names.descriptor(method.request),
        response=names.descriptor(method.response))


def methods(contract):
    used = [m for method in contract.methods for m in (method.request, method.response)]
    events = ''.join(f'\t{{{text(e.message.name)}, {_flag(e.policy.ignorable)}, &{names.descriptor(e.message)}}},\n'
                     for e in contract.events)
    return (NOTICE + '#include "bus/method.h"\n\n' + includes(used + [e.message for e in contract.events])
            + '\nconst struct method METHODS[] = {\n'
            + ''.join(_method(contract, m) for m in contract.methods)
            + f'}};\nconst size_t METHOD_COUNT = {len(contract.methods)};\n'
            + f'\nconst struct event_type EVENT_TYPES[] = {{\n{events}}};\n'
            + f'const size_t EVENT_TYPE_COUNT = {len(contract.events)};\n')


def bound_methods(contract, owner):
    return [m for m in contract.methods if m.kind != 'fetch' and names.owner(m) == owner]


def bound_events(contract, owner):
    return [e for e in contract.events if names.owner(e) == owner]


def _prototype(owner, method):
    handler = names.handler(method)
    context = CONTEXTS[handler.removeprefix(owner + '_').split('_')[0]]
    return (f'bool {handler}(struct {context} *{context}, const {names.struct(method.request)} *request,\n'
            f'\t{names.struct(method.response)} *response);\n')


def _table(name, kind, rows, count):
    return (f'\nconst struct {kind} {name}S[] = {{\n{rows}}};\n'
            f'const size_t {name}_COUNT = {count};\n')


def binding_header(contract, owner):
    calls, events = bound_methods(contract, owner), bound_events(contract, owner)
    guard = f'PVD_GEN_{owner.upper()}_BINDING_H'
    used = [m for call in calls for m in (call.request, call.response)] + [e.message for e in events]
    handlers = ''.join((f'/* {c.doc} */\n' if c.doc else '') + _prototype(owner, c) for c in calls)
    appliers = ''.join(f'void {names.applier(e)}(struct application *application, '
                       f'const {names.struct(e.message)} *event);\n' for e in events)
    tables = ''.join(f'extern const struct {kind} {owner.upper()}_{kind.upper()}S[];\n'
                     f'extern const size_t {owner.upper()}_{kind.upper()}_COUNT;\n'
                     for kind in ('binding', 'applier'))
    return (f'{NOTICE}#ifndef {guard}\n#define {guard}\n\n{includes(used)}#include "service/binding.h"\n\n'
            f'{handlers}\n{appliers}\n{tables}\n#endif\n')


def binding_source(contract, owner):
    calls, events = bound_methods(contract, owner), bound_events(contract, owner)
    thunks = ''.join(CALL.format(handler=names.handler(c), request=names.struct(c.request),
                                 response=names.struct(c.response)) for c in calls)
    thunks += ''.join(APPLY.format(handler=names.applier(e), struct=names.struct(e.message)) for e in events)
    bindings = ''.join(f'\t{{&METHODS[{contract.methods.index(c)}], call_{names.handler(c)}}},\n'
                       for c in calls)
    appliers = ''.join(f'\t{{&EVENT_TYPES[{contract.events.index(e)}], call_{names.applier(e)}}},\n'
                       for e in events)
    return (f'{NOTICE}#include "{owner}_binding.h"\n{thunks}'
            + _table(f'{owner.upper()}_BINDING', 'binding', bindings, len(calls))
            + _table(f'{owner.upper()}_APPLIER', 'applier', appliers, len(events)))


def fields(contract):
    """Field numbers of the bus's own messages, for the codec that reads envelopes without unpacking them."""
    seen, enums = {}, ''
    for message in contract.messages.values():
        if package_word(message.file) != 'bus' or message.file.name == OPTIONS or not message.proto.field:
            continue
        short = message.name[len(message.file.package) + 1:].replace('.', '')
        lines = ''
        for field in message.fields:
            name = f'FIELD_{names.snake(short)}_{field.name}'.upper()
            if seen.setdefault(name, message) is not message:
                raise Refused(f'{message.file.name}: {message.name}.{field.name} and a field of '
                              f'{seen[name].name} are both {name} in C')
            lines += f'\t{name} = {field.number},\n'
        enums += f'\nenum {{\n{lines}}};\n'
    return f'{NOTICE}#ifndef PVD_GEN_FIELDS_H\n#define PVD_GEN_FIELDS_H\n{enums}\n#endif\n'
