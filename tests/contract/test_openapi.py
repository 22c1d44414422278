#!/usr/bin/python3
"""openapi.json: another tool finds nothing wrong with it, no method is missing from it, and what it says of a request
is what a request is."""

import copy
import json
import pathlib
import random
import subprocess
import tempfile
import unittest

from google.protobuf import json_format
from jsonschema import Draft202012Validator, RefResolver, ValidationError

import node
from amount import SEED
from contract import actor_pb2, envelope_pb2, methods, options_pb2
from json_messages import Messages

ROOT = pathlib.Path(__file__).resolve().parents[2]
REQUESTS = 10  # of each method
OFFLINE = {'REDOCLY_TELEMETRY': 'off', 'REDOCLY_SUPPRESS_UPDATE_NOTICE': 'true'}
PREFIX = '/api/'


def generated():
    """The document's text, made anew."""
    with tempfile.TemporaryDirectory() as out:
        subprocess.run([ROOT / 'proto/generate.py', '--out', out], check=True, timeout=60)
        return (pathlib.Path(out) / 'site' / 'openapi.json').read_text()


TEXT = generated()
DOCUMENT = json.loads(TEXT)
OFFERED = [method for method in methods() if not method.policy.test_only]
COMMANDS = [method for method in OFFERED if method.kind == envelope_pb2.KIND_COMMAND]
QUERIES = [method for method in OFFERED if method.kind == envelope_pb2.KIND_QUERY]


def operations(paths):
    """Every operation of a method: the method, the verb, what is said of it."""
    return [(method, verb, operation) for method in OFFERED
            for verb, operation in paths.get(PREFIX + method.path, {}).items()]


def parameters(operation):
    """By name, those that stand among the components."""
    found = [DOCUMENT['components']['parameters'][p['$ref'].rpartition('/')[2]] for p in operation['parameters']]
    return {parameter['name']: parameter for parameter in found}


class Lint(unittest.TestCase):
    def lint(self, document):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / 'openapi.json'
            path.write_text(json.dumps(document))
            return subprocess.run([node.program('redocly'), 'lint', path, '--config', ROOT / 'redocly.yaml'],
                                  env=node.ENVIRONMENT | OFFLINE, capture_output=True, text=True, timeout=60)

    def test_the_document_passes(self):
        done = self.lint(DOCUMENT)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_lint_can_fail(self):
        first = next(iter(operations(DOCUMENT['paths'])))[0]
        for words, damage in (
                ('no-unresolved-refs', lambda d: d['components']['schemas'].pop(first.request.DESCRIPTOR.full_name)),
                ('operation-operationId-unique', lambda d: [item['post'].update(operationId='same')
                                                            for item in d['paths'].values() if 'post' in item]),
                ('security-defined', lambda d: d['components']['securitySchemes'].pop('token')),
                ('struct', lambda d: d.pop('info'))):
            with self.subTest(words):
                broken = copy.deepcopy(DOCUMENT)
                damage(broken)
                done = self.lint(broken)
                self.assertNotEqual(done.returncode, 0)
                self.assertIn(words, done.stdout + done.stderr)


def faults(paths):
    """Where the document's paths and the contract say different things, as sentences."""
    told = {path.removeprefix(PREFIX) for path in paths if path.startswith(f'{PREFIX}pvd.')}
    yield from (f'{path}: no method of the contract' for path in told - {method.path for method in OFFERED})
    yield from (f'{method.path}: missing' for method in OFFERED if method.path not in told)
    for method, verb, operation in operations(paths):
        policy = method.policy
        scope = {'rule': options_pb2.ScopeRule.Name(policy.scope_rule)}
        if policy.scope_field:
            scope['field'] = method.request.DESCRIPTOR.fields_by_name[policy.scope_field].camelcase_name
        for name, value in (('roles', [actor_pb2.Role.Name(role) for role in policy.roles]), ('scope', scope),
                            ('max-request-bytes', policy.max_request_bytes)):
            if operation[f'x-pvd-{name}'] != value:
                yield f'{verb} {method.path}: {name}'
        if ({} in operation['security']) != (actor_pb2.ROLE_PUBLIC in policy.roles):
            yield f'{verb} {method.path}: security'


class Whole(unittest.TestCase):
    def test_every_method_is_in_it_with_its_policy(self):
        self.assertGreater(len(OFFERED), 50)
        self.assertEqual(list(faults(DOCUMENT['paths'])), [])

    def test_a_difference_would_be_seen(self):
        for name, damage in (
                ('missing', lambda paths, path: paths.pop(path)),
                ('no method', lambda paths, path: paths.update({path + 'Again': {}})),
                ('roles', lambda paths, path: paths[path]['post']['x-pvd-roles'].pop()),
                ('scope', lambda paths, path: paths[path]['post']['x-pvd-scope'].update(field='other')),
                ('max-request-bytes', lambda paths, path: paths[path]['post'].update({'x-pvd-max-request-bytes': 0})),
                ('security', lambda paths, path: paths[path]['post']['security'].insert(0, {})
                 if {} not in paths[path]['post']['security'] else paths[path]['post'].update(security=[]))):
            for method in OFFERED:
                path = PREFIX + method.path
                changed = DOCUMENT['paths'] | {path: copy.deepcopy(DOCUMENT['paths'][path])}
                damage(changed, path)
                self.assertEqual([name in fault for fault in faults(changed)], [True], (name, method))

    def test_what_only_tests_may_call_is_left_out(self):
        hidden = [method for method in methods() if method.policy.test_only]
        self.assertGreater(len(hidden), 0)
        for method in hidden:
            self.assertNotIn(PREFIX + method.path, DOCUMENT['paths'])
            self.assertNotIn(method.request.DESCRIPTOR.full_name, DOCUMENT['components']['schemas'])

    def test_get_is_for_queries(self):
        self.assertEqual({method.path for method, verb, _ in operations(DOCUMENT['paths']) if verb == 'get'},
                         {method.path for method in QUERIES})

    def test_each_kind_has_its_headers(self):
        for method, verb, operation in operations(DOCUMENT['paths']):
            names, answer = parameters(operation), operation['responses']['200']['headers']
            self.assertEqual('Idempotency-Key' in names, method in COMMANDS, method)
            self.assertEqual('PVD-At-Least' in names, method in QUERIES, method)
            self.assertEqual('PVD-Service' in names, method.policy.every_service, method)
            self.assertEqual('X-CSRF-Token' in names, verb == 'post', method)
            self.assertEqual('PVD-Replayed' in answer, method in COMMANDS, method)

    def test_comments_of_the_contract_are_in_it(self):
        schemas = DOCUMENT['components']['schemas']
        self.assertIn('each word may be a beginning',
                      schemas['pvd.registry.v1.SearchCommunesRequest']['properties']['text']['description'])
        self.assertIn('At most one of the three', schemas['pvd.registry.v1.ListCommunesRequest']['properties']
                      ['departementCode']['description'])
        self.assertIn('- `ROLE_ANCT`: the national pilot', schemas['pvd.bus.v1.Role']['description'])
        self.assertIn('`flat` and `share`', schemas['pvd.funding.v1.Measure']['description'])

    def test_the_same_contract_gives_the_same_bytes(self):
        self.assertTrue(generated() == TEXT)


class Requests(unittest.TestCase):
    """What Python's own library prints as a request's JSON, the schema accepts, knowing every name in it."""

    @classmethod
    def setUpClass(cls):
        closed = copy.deepcopy(DOCUMENT)
        for schema in closed['components']['schemas'].values():
            if schema['type'] == 'object':
                schema['additionalProperties'] = False
        cls.resolver = RefResolver('', closed)

    def check(self, method, value):
        content = DOCUMENT['paths'][PREFIX + method.path]['post']['requestBody']['content']
        Draft202012Validator(content['application/json']['schema'], resolver=self.resolver).validate(value)

    def test_a_valid_request_is_accepted(self):
        messages = Messages(random.Random(SEED))
        for method in OFFERED:
            for _ in range(REQUESTS):
                request = messages.fill(method.request(), 0.8)
                self.check(method, json.loads(json_format.MessageToJson(request)))

    def test_another_is_refused(self):
        submit, search = (next(m for m in OFFERED if m.name == name) for name in ('SubmitCandidacy', 'SearchCommunes'))
        for method, value in ((search, {'text': 1}), (search, {'nothing': 'x'}), (search, {'limit': -1}),
                              (search, {'departement_code': '77'}), (search, []),
                              (submit, {'communeCodes': '77183'}), (submit, {'communeCodes': [77183]})):
            with self.subTest(value), self.assertRaises(ValidationError):
                self.check(method, value)


if __name__ == '__main__':
    unittest.main()
