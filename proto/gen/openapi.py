"""Writes openapi.json, OpenAPI 3.1: the contract as HTTP offers it, each method by the Connect protocol's unary
calls, and beside them the routes of proto/http.json, which are no methods."""

import json
import re

from . import Refused, json_schema, rules
from .contract import package_word
from .json_schema import COMPONENTS, described, reference

ABOUT = '''The services of *Petites villes de demain* over HTTP, generated from their contract. Each method is a unary
call of the Connect protocol: POST with JSON (the proto3 mapping) or with Protocol Buffers, and GET as well where it
reads without changing anything. Texts meant for a person are in French.'''

CODES = ['canceled', 'unknown', 'invalid_argument', 'deadline_exceeded', 'not_found', 'already_exists',
         'permission_denied', 'resource_exhausted', 'failed_precondition', 'aborted', 'out_of_range',
         'unimplemented', 'internal', 'unavailable', 'data_loss', 'unauthenticated']

STATUS = 'pvd.bus.v1.Status'
ROLE, SCOPE_RULE = 'pvd.bus.v1.Role', 'pvd.bus.v1.ScopeRule'
ULID = '[0-7][0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{25}'
UUID7 = '[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-7[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}'
POSITION = {'type': 'string', 'pattern': '^[a-z]+:[0-9]+:[0-9]+$', 'examples': ['registry:1:42']}


def _header(name, schema, text, required=False):
    return {'name': name, 'in': 'header', 'required': required, 'description': text, 'schema': schema}


def _argument(name, schema, text, required=False):
    return {**_header(name, schema, text, required), 'in': 'query'}


PARAMETERS = {
    'IdempotencyKey': _header(
        'Idempotency-Key', {'type': 'string', 'pattern': f'^({ULID}|{UUID7})$'},
        'A ULID or UUIDv7, new for each intention and kept for each retry: the same key again has no second effect '
        'and gives the same answer.', True),
    'AtLeast': _header(
        'PVD-At-Least', POSITION,
        'Answer only once this much of a journal has been taken in: a `PVD-Position` of an earlier answer.'),
    'TimeoutMs': _header(
        'Connect-Timeout-Ms', {'type': 'string', 'pattern': '^[0-9]{1,10}$'},
        'How long the caller waits, in milliseconds.'),
    'ProtocolVersion': _header('Connect-Protocol-Version', {'type': 'string', 'const': '1'}, 'As Connect clients say.'),
    'Service': _header(
        'PVD-Service', reference('Service'), 'Which service is meant: every one serves this method.', True),
    'Traceparent': _header('traceparent', {'type': 'string'}, 'W3C Trace Context.'),
    'CsrfToken': _header(
        'X-CSRF-Token', {'type': 'string'}, "The session's; needed with its cookie, not with a token."),
    'Connect': _argument('connect', {'type': 'string', 'const': 'v1'}, 'The version of the protocol.', True),
    'Encoding': _argument('encoding', {'type': 'string', 'enum': ['json', 'proto']}, 'What `message` is.', True),
    'Message': _argument('message', {'type': 'string'}, 'The request: its JSON, or in base64 for URLs.', True),
    'Base64': _argument(
        'base64', {'type': 'string', 'const': '1'}, '`message` is in base64 for URLs, as Protocol Buffers must be.'),
}

HEADERS = {
    'Position': {'description': "Where the service's journal stands, this call's own effect included: "
                                '`<service>:<epoch>:<sequence>`.', 'schema': POSITION},
    'Replayed': {'description': 'This command had taken effect before; the answer is the one of then.',
                 'schema': {'type': 'string', 'const': 'true'}},
}

RESPONSES = {
    'Error': {'description': 'Refused or failed. `unavailable` and `deadline_exceeded` leave unknown whether a '
                             'command took effect: send the same key again.',
              'content': {'application/json': {'schema': reference('ConnectError')}}},
}

SECURITY = {
    'session': {'type': 'apiKey', 'in': 'cookie', 'name': '__Host-pvd', 'description': 'Of somebody signed in.'},
    'token': {'type': 'http', 'scheme': 'bearer', 'description': 'Of a program that calls as a principal.'},
}
SIGNED_IN = [{name: []} for name in SECURITY]

ERROR_DETAIL = {
    'type': 'object',
    'required': ['type', 'value'],
    'properties': {
        'type': {'type': 'string', 'description': f'The full name of the message: {STATUS}.'},
        'value': {'type': 'string', 'contentEncoding': 'base64', 'description': 'It, encoded; without padding.'},
        'debug': described(reference(STATUS), 'The same as JSON.'),
    },
}
ERROR = {
    'type': 'object',
    'required': ['code'],
    'properties': {
        'code': {'type': 'string', 'enum': CODES},
        'message': {'type': 'string', 'description': "French, fit for an agent's screen."},
        'details': {'type': 'array', 'items': reference('ConnectErrorDetail')},
    },
}


def write(contract, routes, version):
    """The text of the document. `routes`: what is no method, as `paths` and `tags` of OpenAPI."""
    methods = [method for method in contract.methods if not method.policy.test_only]
    paths = {f'/api/{method.path}': _path_item(contract, method) for method in methods}
    twice = paths.keys() & routes['paths'].keys()
    if twice:
        raise Refused(f'proto/http.json: {min(twice)} is a method of the contract')
    document = {
        'openapi': '3.1.0',
        'info': {'title': 'PVD', 'version': version, 'description': ABOUT.replace('\n', ' ')},
        'servers': [{'url': '/', 'description': 'The instance that gave this document.'}],
        'security': SIGNED_IN,
        'tags': _tags(contract, methods) + routes['tags'],
        'paths': dict(sorted({**paths, **routes['paths']}.items())),
        'components': {
            'schemas': _schemas(contract, methods, routes), 'parameters': PARAMETERS, 'headers': HEADERS,
            'responses': RESPONSES, 'securitySchemes': SECURITY,
        },
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + '\n'


def _service(method):
    return method.path.partition('/')[0]


def _tags(contract, methods):
    """One for each service of the contract, described by the file that declares it."""
    files = {_service(method): method.file.name for method in methods}
    return [described({'name': name}, contract.comments[name] or contract.comments[file])
            for name, file in sorted(files.items())]


def _messages_of(contract, routes):
    """The messages that the routes refer to: their bodies stand in the contract as well."""
    names = re.findall(f'"{COMPONENTS}([^"]+)"', json.dumps(routes))
    return [contract.messages[name] for name in sorted(set(names)) if name in contract.messages]


def _schemas(contract, methods, routes):
    services = sorted({package_word(method.file) for method in methods if not method.policy.every_service})
    own = {'ConnectError': ERROR, 'ConnectErrorDetail': ERROR_DETAIL, 'Service': {'type': 'string', 'enum': services}}
    more = [contract.messages[STATUS], *_messages_of(contract, routes)]
    return {**json_schema.schemas(contract, methods, more), **own}


def _path_item(contract, method):
    item = {'post': _operation(contract, method, 'post')}
    if method.kind == 'query':
        item['get'] = _operation(contract, method, 'get')
    return item


def _operation(contract, method, verb):
    name = method.path.replace('/', '.')
    operation = {
        'operationId': name if verb == 'post' else f'{name}.get',
        'tags': [_service(method)],
        'summary': re.split(r'(?<=\.) ', method.doc)[0].removesuffix('.') or method.name,
        'description': f'{method.doc}\n\n{_policy_in_words(contract, method)}'.lstrip(),
        **_policy(contract, method),
        'security': _security(contract, method),
        'parameters': [{'$ref': f'#/components/parameters/{p}'} for p in _parameters(method, verb)],
    }
    if verb == 'post':
        operation['requestBody'] = {'required': True, 'content': _content(method.request)}
    operation['responses'] = {
        '200': {'description': 'The answer.', 'headers': _answer_headers(method), 'content': _content(method.response)},
        'default': {'$ref': '#/components/responses/Error'},
    }
    return operation


def _content(message):
    return {'application/json': {'schema': reference(message.name)}, 'application/proto': {}}


def _roles(contract, method):
    names = {value.number: value.name for value in contract.enums[ROLE].value}
    return [names[role] for role in method.policy.roles]


def _scope(contract, method):
    """The rule, and the field it reads by its name in JSON (None: it reads none)."""
    fields = {field.name: field.json_name for field in method.request.fields}
    return rules.scope_rule(contract, method), fields.get(method.policy.scope_field)


def _policy(contract, method):
    rule, field = _scope(contract, method)
    return {
        'x-pvd-roles': _roles(contract, method),
        'x-pvd-scope': {'rule': rule, 'field': field} if field else {'rule': rule},
        'x-pvd-max-request-bytes': method.policy.max_request_bytes,
    }


def _policy_in_words(contract, method):
    rule, field = _scope(contract, method)
    where = f'`{rule}` by `{field}`' if field else f'`{rule}`'
    return '\n'.join([
        f'- Roles: {", ".join(_roles(contract, method))}.',
        f'- Scope: {where} ({contract.comments[f"{SCOPE_RULE}.{rule}"]}).',
        f'- Request: at most {method.policy.max_request_bytes} bytes as Protocol Buffers.'])


def _security(contract, method):
    return [{}, *SIGNED_IN] if 'ROLE_PUBLIC' in _roles(contract, method) else SIGNED_IN


def _parameters(method, verb):
    """Names of PARAMETERS."""
    if verb == 'get':
        yield from ('Connect', 'Encoding', 'Message', 'Base64')
    else:
        yield from ('ProtocolVersion', 'CsrfToken')
    if method.kind == 'command':
        yield 'IdempotencyKey'
    if method.kind == 'query':
        yield 'AtLeast'
    if method.policy.every_service:
        yield 'Service'
    yield from ('TimeoutMs', 'Traceparent')


def _answer_headers(method):
    names = {'command': ['Position', 'Replayed'], 'query': ['Position'], 'fetch': []}[method.kind]
    return {f'PVD-{name}': {'$ref': f'#/components/headers/{name}'} for name in names}
