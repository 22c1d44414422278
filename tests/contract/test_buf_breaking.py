#!/usr/bin/python3
"""Today's contract breaks nothing of any release: buf compares shapes and names, by the rules of buf.yaml, and what our
own options say of methods and events is compared here."""
import re
import tempfile
import unittest

from buf import ROOT, buf, copy_contract
from contract import methods, options_pb2
from partner import module
from release import Release, names


CANDIDACY, ENVELOPE, PROCESS = (f'{path}.proto' for path in
                                ('registry/v1/candidacy', 'bus/v1/envelope', 'bus/v1/process'))
FAULTS = [  # file, what stands there, what in its place, what buf says
    (CANDIDACY, r'\n  string coordinating_departement_code = 5;', '', 'field "5"'),
    # buf's rules for the wire would let this one pass; journals hold it.
    (CANDIDACY, r'string project_note = 7;', 'reserved 7; reserved "project_note";', 'field "7"'),
    (CANDIDACY, 'uint32 rank = 2', 'uint64 rank = 2', 'changed type'),
    (CANDIDACY, r'\n  OPINION_KIND_RESERVED = 2;', '', 'enum value "2"'),
    ('funding/v1/money.proto', ' amount_cents = ', ' amount = ', 'changed name'),
    (ENVELOPE, 'bytes call_id = 2', 'bytes call_id = 1002', 'field "2"'),
    (ENVELOPE, 'string service = 4', 'repeated string service = 4', 'cardinality'),
    (ENVELOPE, 'bytes body = 15;', 'oneof content { bytes body = 15; }', 'oneof'),
    (ENVELOPE, 'CODE_ABORTED', 'CODE_GIVEN_UP', 'CODE_GIVEN_UP'),
    (PROCESS, r'message Noted \{.*?\n\}', '', 'Noted'),
    (PROCESS, r'  rpc GetMetrics.*?\n  \}\n', '', 'GetMetrics'),
    (PROCESS, r'option idempotency_level = NO_SIDE_EFFECTS;', '', 'idempotency'),
]
ADDITIONS = [
    (CANDIDACY, 'message Opinion {', 'message Second {}\nmessage Opinion {\n  string second = 1000;'),
    (CANDIDACY, 'OPINION_KIND_UNFAVOURABLE = 3;', 'OPINION_KIND_UNFAVOURABLE = 3; OPINION_KIND_LATE = 4;'),
    (CANDIDACY, r'string project_note = 7;', 'string project_note = 7 [deprecated = true];'),
]


def broken_policies(released, policies):
    """What callers of the release relied on in its methods' policies, and today's refuse, as sentences. Roles and scopes
    are not among it: who may do what is for the programme to decide."""
    for path, then in released.items():
        now = policies.get(path)
        if now is None:
            yield f'{path} is gone'
        elif (then.fetch, then.every_service) != (now.fetch, now.every_service):
            yield f'{path} is called in another way'
        elif now.max_request_bytes < then.max_request_bytes:
            yield f'{path} takes {now.max_request_bytes} bytes, and took {then.max_request_bytes}'


def broken_events(released):
    """Events that journals hold and that are none today, or another service's."""
    for name, then in released.items():
        package, _, short = name.removeprefix('pvd.').rpartition('.')
        options = today(package)[short].GetOptions()
        if not options.HasExtension(options_pb2.event):
            yield f'{name} is no event'
        elif options.Extensions[options_pb2.event].every_service != then.every_service:
            yield f'{name} is of another service'


def today(package):
    """The messages of a package, by name."""
    folder = ROOT / 'proto/pvd' / package.replace('.', '/')
    return {name: message for path in folder.glob('*.proto')
            for name, message in module(f'{package}.{path.stem}').DESCRIPTOR.message_types_by_name.items()}


class Breaking(unittest.TestCase):
    def test_today_breaks_no_release(self):
        self.assertIn('release-1', names())
        for name in names():
            done = buf('breaking', ROOT, '--against', Release(name).image)
            self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ''), name)

    def test_policies_and_events_are_kept(self):
        policies = {method.path: method.policy for method in methods()}
        for name in names():
            release = Release(name)
            self.assertGreater(len(release.methods()), 100)
            self.assertGreater(len(release.events()), 50)
            self.assertEqual([*broken_policies(release.methods(), policies), *broken_events(release.events())], [], name)

    # ---- Negative controls

    def judged(self, changes):
        """What buf says of the contract with these changes, all at once."""
        with tempfile.TemporaryDirectory() as folder:
            contract = copy_contract(folder)
            for path, old, new, *_ in changes:
                changed, count = re.subn(old, new, (contract / path).read_text(), count=1, flags=re.DOTALL)
                self.assertEqual(count, 1, old)
                (contract / path).write_text(changed)
            done = buf('breaking', folder, '--against', Release('release-1').image)
        return done.returncode, done.stdout

    def test_each_fault_is_refused(self):
        code, said = self.judged(FAULTS)
        self.assertNotEqual(code, 0)
        for path, _, new, words in FAULTS:
            self.assertRegex(said, f'{path}:.*{words}', new)

    def test_what_may_be_added_passes(self):
        self.assertEqual(self.judged(ADDITIONS), (0, ''))

    def test_a_policy_that_breaks_callers_is_seen(self):
        path = 'pvd.bus.v1.ProcessService/Note'
        then = options_pb2.MethodPolicy(max_request_bytes=4400, every_service=True)
        for now in (options_pb2.MethodPolicy(max_request_bytes=4399, every_service=True),
                    options_pb2.MethodPolicy(max_request_bytes=4400),
                    options_pb2.MethodPolicy(max_request_bytes=4400, every_service=True, fetch=True), None):
            self.assertEqual(len(list(broken_policies({path: then}, {path: now}))), 1, now)
        self.assertEqual(list(broken_policies({path: then}, {path: then})), [])

    def test_an_event_that_is_none_any_more_is_seen(self):
        for then, name in ((options_pb2.EventPolicy(), 'pvd.registry.v1.Candidacy'),
                           (options_pb2.EventPolicy(), 'pvd.bus.v1.Noted')):
            self.assertEqual(len(list(broken_events({name: then}))), 1)


if __name__ == '__main__':
    unittest.main()
