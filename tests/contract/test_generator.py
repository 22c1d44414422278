#!/usr/bin/python3
"""The generator refuses a contract that breaks a rule, with a sentence that names the place; and the same
contract always gives the same bytes."""

import pathlib
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]

POLICY = 'roles: [ROLE_PUBLIC] scope_rule: SCOPE_RULE_NONE max_request_bytes: 64'
READS = 'option idempotency_level = NO_SIDE_EFFECTS;'

CONTRACT = '''syntax = "proto3";
package pvd.town.v1;
import "pvd/bus/v1/options.proto";
%s
service TownService {
  // Where it "stands".
  rpc GetTown(GetTownRequest) returns (GetTownResponse) { %s }
}
message GetTownRequest { string code = 2; int64 at = 1; }
message GetTownResponse {}
message TownFounded { option (pvd.bus.v1.event) = {ignorable: true}; string name = 1; }
'''


def option(policy):
    return f'option (pvd.bus.v1.policy) = {{{policy}}};'


class Generator(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.proto = pathlib.Path(folder.name) / 'proto'
        self.out = pathlib.Path(folder.name) / 'out'
        (self.proto / 'pvd/town/v1').mkdir(parents=True)
        shutil.copytree(ROOT / 'proto/pvd/bus', self.proto / 'pvd/bus')

    def run_on(self, options, more=''):
        (self.proto / 'pvd/town/v1/town.proto').write_text(CONTRACT % (more, options))
        return subprocess.run([ROOT / 'proto/generate.py', '--proto', self.proto, '--out', self.out],
                              capture_output=True, text=True, timeout=60)

    def refused(self, words, options=READS + option(POLICY), more=''):
        done = self.run_on(options, more)
        self.assertNotEqual(done.returncode, 0, 'the generator took it')
        self.assertNotIn('Traceback', done.stderr)
        self.assertIn('pvd/town/v1/town.proto', done.stderr)
        self.assertIn(words, done.stderr)
        self.assertFalse(self.out.exists(), 'it wrote something')

    def generated(self, options, more=''):
        done = self.run_on(options, more)
        self.assertEqual(done.returncode, 0, done.stderr)
        return (self.out / 'methods.c').read_text()

    def read(self, name):
        return (self.out / name).read_text()


class Recursion(Generator):
    def test_direct(self):
        self.refused('contains itself: pvd.town.v1.Tree.branches', more='message Tree { repeated Tree branches = 1; }')

    def test_mutual(self):
        self.refused('contains itself', more='message A { B b = 1; } message B { C c = 1; } message C { A a = 1; }')

    def test_through_a_map(self):
        self.refused('contains itself', more='message Tree { map<string, Tree> branches = 1; }')

    def test_beside_a_message_that_is_fine(self):
        self.refused('message pvd.town.v1.Tree contains',
                     more='message Forest { Tree tree = 1; } message Tree { Tree left = 1; }')

    def test_diamond_is_no_recursion(self):
        self.generated(READS + option(POLICY), 'message A { B b = 1; C c = 2; } message B { D d = 1; } '
                       'message C { D d = 1; } message D {}')


class Fields(Generator):
    def test_optional(self):
        self.refused('pvd.town.v1.A.b is `optional`', more='message A { optional int32 b = 1; }')

    def test_single_field_oneof_is_presence(self):
        self.generated(READS + option(POLICY), 'message A { oneof b_is { int32 b = 1; } }')

    def test_asked_for_in_a_type_that_json_has_not(self):
        for field in ('map<string, string> names = 1;', 'google.protobuf.Any thing = 1;'):
            self.refused('which has no JSON here', more='import "google/protobuf/any.proto"; message Q { %s } '
                         'service Other { rpc GetOther(Q) returns (Q) { %s %s } }' % (field, READS, option(POLICY)))

    def test_not_proto(self):
        self.refused('', more='message {')


class Policy(Generator):
    def policy(self, words, policy, reads=READS):
        self.refused(words, reads + (option(policy) if policy is not None else ''))

    def test_missing(self):
        self.policy('rpc pvd.town.v1.TownService/GetTown has no policy', None)

    def test_no_roles(self):
        self.policy('has no roles', 'scope_rule: SCOPE_RULE_NONE max_request_bytes: 64')

    def test_role_unspecified(self):
        self.policy('names role 0', 'roles: [ROLE_UNSPECIFIED] scope_rule: SCOPE_RULE_NONE max_request_bytes: 64')

    def test_role_twice(self):
        self.policy('names a role twice', POLICY + ' roles: [ROLE_PUBLIC]')

    def test_no_scope_rule(self):
        self.policy('has no scope_rule', 'roles: [ROLE_PUBLIC] max_request_bytes: 64')

    def test_no_limit(self):
        self.policy('has no max_request_bytes', 'roles: [ROLE_PUBLIC] scope_rule: SCOPE_RULE_NONE')

    def test_scope_field_missing(self):
        self.policy('and no scope_field', POLICY.replace('RULE_NONE', 'RULE_DEPARTEMENT'))

    def test_scope_field_unknown(self):
        self.policy("'town', which is no field of pvd.town.v1.GetTownRequest",
                    POLICY.replace('RULE_NONE', 'RULE_DEPARTEMENT') + ' scope_field: "town"')

    def test_scope_field_of_another_type(self):
        self.policy('not of type string', POLICY.replace('RULE_NONE', 'RULE_SUBJECT') + ' scope_field: "at"')

    def test_scope_field_not_read(self):
        for rule in ('RULE_NONE', 'RULE_FILTER'):
            with self.subTest(rule):
                self.policy('does not read', POLICY.replace('RULE_NONE', rule) + ' scope_field: "code"')

    def test_filter_on_a_command(self):
        self.policy('SCOPE_RULE_FILTER', POLICY.replace('RULE_NONE', 'RULE_FILTER'), reads='')

    def test_fetch_that_writes(self):
        self.policy('fetch and not NO_SIDE_EFFECTS', POLICY + ' fetch: true', reads='')

    def test_worker_that_writes(self):
        self.policy('worker and not NO_SIDE_EFFECTS', POLICY + ' worker: true', reads='')

    def test_fetch_and_worker(self):
        self.policy('both fetch and worker', POLICY + ' fetch: true worker: true')

    def test_idempotent(self):
        self.policy('is IDEMPOTENT', POLICY, reads='option idempotency_level = IDEMPOTENT;')


class Rpcs(Generator):
    def test_streaming(self):
        self.refused('streams', more='service Other { rpc Watch(Q) returns (stream Q) { %s %s } } message Q {}'
                     % (READS, option(POLICY)))

    def test_same_handler_twice(self):
        self.refused('have the same handler, town_query_get_town', more=
                     'service Other { rpc GetTown(Q) returns (Q) { %s %s } } message Q {}' % (READS, option(POLICY)))

    def test_event_within_a_message(self):
        self.refused('event pvd.town.v1.A.B', more='message A { message B { option (pvd.bus.v1.event) = {}; } }')


class Output(Generator):
    def test_table(self):
        methods = self.generated(READS + option(POLICY.replace('RULE_NONE', 'RULE_DEPARTEMENT')
                                                + ' scope_field: "code"'))
        entry = methods.partition('.path = "pvd.town.v1.TownService/GetTown"')[2].partition('},')[0]
        # protobuf-c sorts fields by number: `code` is the second one.
        for line in ('.service = "town"', r'.doc = "Where it \"stands\"."', '.kind = METHOD_QUERY', '.roles = 0x2',
                     '.scope_rule = SCOPE_RULE_DEPARTEMENT', '.scope_field = 1', '.max_request_bytes = 64',
                     '.request = &town__get_town_request__descriptor'):
            self.assertIn(line, entry)
        self.assertIn('{"pvd.town.v1.TownFounded", true, &town__town_founded__descriptor}', methods)

    def test_kinds_have_their_handlers(self):
        for reads, policy, prototype in (
                ('', '', 'bool town_decide_get_town(struct decision *decision, const Town__GetTownRequest *request'),
                (READS, '', 'bool town_query_get_town(struct query *query, const Town__GetTownRequest *request'),
                (READS, ' worker: true', 'bool town_work_get_town(struct work *work, const Town__')):
            with self.subTest(prototype):
                self.generated(reads + option(POLICY + policy))
                header = self.read('town_binding.h')
                self.assertIn(prototype, header)
                self.assertIn('void town_apply_town_founded(struct application *application, '
                              'const Town__TownFounded *event);', header)

    def test_every_service_is_bound_by_the_engine(self):
        methods = self.generated(READS + option(POLICY + ' every_service: true'))
        self.assertIn('engine_query_get_town', self.read('engine_binding.h'))
        self.assertNotIn('get_town', self.read('town_binding.c'))
        self.assertIn('.service = NULL', methods.partition('TownService/GetTown')[2].partition('},')[0])

    def test_fetch_has_no_handler(self):
        methods = self.generated(READS + option(POLICY + ' fetch: true'))
        self.assertIn('METHOD_FETCH', methods.partition('TownService/GetTown')[2].partition('},')[0])
        self.assertNotIn('get_town', self.read('town_binding.h'))

    def test_our_options_stay_out_of_c(self):
        self.generated(READS + option(POLICY))
        for header in self.out.rglob('*.h'):
            self.assertNotIn('descriptor.pb-c.h', header.read_text())
            self.assertNotIn('options.pb-c.h', header.read_text())
        self.assertTrue((self.out / 'google/protobuf/timestamp.pb-c.h').is_file())

    def test_same_bytes_and_untouched_files(self):
        self.generated(READS + option(POLICY))
        first = {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in self.out.rglob('*') if p.is_file()}
        self.generated(READS + option(POLICY))
        second = {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in self.out.rglob('*') if p.is_file()}
        self.assertEqual(first, second)

    def test_what_left_the_contract_leaves_the_output(self):
        self.generated(READS + option(POLICY))
        (self.proto / 'pvd/town/v1/town.proto').rename(self.proto / 'town.proto')
        subprocess.run([ROOT / 'proto/generate.py', '--proto', self.proto, '--out', self.out], check=True)
        self.assertEqual([p for p in self.out.rglob('*') if 'town' in p.name], [])


if __name__ == '__main__':
    unittest.main()
