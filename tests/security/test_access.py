"""The access matrix: every method × every role × in and out of scope. Everything comes from the contract: the
methods, their policies, and one valid request for each. What is denied says PERMISSION_DENIED and leaves every
journal where it was; what is allowed may still be refused by a rule of the domain."""
import collections
import unittest

from contract import NoValue, actor_pb2, fill, methods, options_pb2
from instance import Instance
from matrix import (OK, TOWN, build, calls_of, entries_of, faults_of, is_allowed, may_read, plain, run)
from partner import Refused, envelope_pb2, journal_pb2
from values import key, values_of
from world import (ADD, APPLICANT, BANK, COMMUNE, EPCI, LONG, MEMBERS, NATION, OTHER_COMMUNE, OTHER_EPCI, PLACES, ROLES,
                   SECRET_FILE, SECRET_MINUTES, SECRET_NOTE, SECRET_PRINCIPAL, SECRET_TITLE, Who, World, bus_pb2,
                   candidacy_pb2, command, everyone, member_pb2, money_pb2, name_of, notice_pb2, notices_of, query)

STRANGER, PAYER = Who(actor_pb2.ROLE_MEMBER, 'unsaid'), Who(actor_pb2.ROLE_PARTNER, 'partner')
TOWNS = (COMMUNE, EPCI, APPLICANT, OTHER_COMMUNE, OTHER_EPCI)
# What only some may read → the methods that tell it to them, and what of the subjects they hold.
SECRETS = {
    SECRET_NOTE: ({'ListCandidacies', 'Fetch', 'GetCandidacy'}, TOWN),
    SECRET_MINUTES: ({'ListSelections', 'Fetch', 'GetSelection'}, {'departement'}),
    SECRET_TITLE: ({'ListApplications', 'Fetch', 'GetApplication'}, TOWN | {'partner'}),
    SECRET_FILE: ({'ListDocuments', 'Fetch', 'GetDocument'}, TOWN | {'partner'}),
    SECRET_PRINCIPAL: ({'ListPrincipals', 'Fetch'}, set()),
}


class Matrix(unittest.TestCase):
    """First everything that must be denied, then everything that is allowed."""

    @classmethod
    def setUpClass(cls):
        cls.world = build(cls)
        cls.policies = {method.path: method.policy for method in methods()}
        cls.outcomes, cls.moved = {}, []
        cls.before = cls.world.where()
        for allowed in (False, True):
            for who in everyone():
                cls.run_one(who, allowed)
        cls.world.quiet()
        with cls.world.operator() as operator:
            cls.journals = {name: entries_of(operator, name, position)
                            for name, position in cls.world.positions.items()}

    @classmethod
    def run_one(cls, who, allowed):
        calls = [call for call in calls_of(cls.world, who)
                 if is_allowed(call.method.policy, who, True) == allowed]
        cls.outcomes.update(run(cls.world, calls))
        if not allowed:  # and all services were at rest before: nothing is left to react to
            after = plain(cls.world.where())
            if after != plain(cls.before):
                cls.moved.append(f'{name_of(who)}: {plain(cls.before)} became {after}')

    def test_the_contract_is_kept(self):
        self.assertEqual(list(faults_of(self.outcomes, self.policies)), [])

    def test_what_is_denied_writes_nothing(self):
        self.assertEqual(self.moved, [])

    def test_what_is_written_was_allowed(self):
        """Each entry since then is an allowed call's, by who made it, or follows from another entry: so does what the
        gateway, whom nobody plays here, says of what it was asked."""
        allowed = {(call.service, outcome.key, name_of(call.who)) for call, outcome in self.outcomes.items()
                   if outcome.key and outcome.code == OK}
        written = {(service, entry.header.command, entry.header.actor)
                   for service, entries in self.journals.items() for entry in entries
                   if entry.header.sequence > self.before[service].sequence
                   and entry.header.WhichOneof('cause') != 'source' and entry.header.actor != 'gateway'}
        self.assertEqual(written - allowed, set())
        self.assertEqual({service for service, *_ in written}, set(self.world.services))

    def test_the_matrix_is_whole(self):
        """Every method was called by every role, was denied to somebody unless public, and allowed to somebody."""
        for method in methods():
            seen = {is_allowed(method.policy, call.who, True) for call in self.outcomes
                    if call.method.path == method.path}
            public = actor_pb2.ROLE_PUBLIC in method.policy.roles
            self.assertEqual(seen, {True} if public else {True, False}, method)
        self.assertEqual(len(self.outcomes), sum(len(calls_of(self.world, who)) for who in everyone()))

    def test_one_role_more_or_less_would_be_seen(self):
        """The negative control: with any one role added to a policy, or taken away, the matrix fails."""
        for method in methods():
            for role in ROLES:
                if role != actor_pb2.ROLE_PUBLIC and actor_pb2.ROLE_PUBLIC in method.policy.roles:
                    continue
                self.assertNotEqual(self.faults_if(method, self.toggle(method.policy, role)), [],
                                    f'{method} {actor_pb2.Role.Name(role)}')

    def test_another_scope_rule_would_be_seen(self):
        by_role_alone = (options_pb2.SCOPE_RULE_NONE, options_pb2.SCOPE_RULE_FILTER)
        for method in methods():
            changed = type(method.policy)()
            changed.CopyFrom(method.policy)
            changed.scope_rule = options_pb2.SCOPE_RULE_NONE
            if method.policy.scope_rule in by_role_alone:
                changed.scope_rule, changed.scope_field = options_pb2.SCOPE_RULE_SUBJECT, 'selection_id'
            if not set(method.policy.roles) <= NATION:
                self.assertNotEqual(self.faults_if(method, changed), [], method)

    def faults_if(self, method, policy):
        outcomes = {call: outcome for call, outcome in self.outcomes.items() if call.method.path == method.path}
        return list(faults_of(outcomes, {method.path: policy}))

    @staticmethod
    def toggle(policy, role):
        changed = type(policy)()
        changed.CopyFrom(policy)
        if role in changed.roles:
            changed.roles.remove(role)
        else:
            changed.roles.append(role)
        return changed

    # ---- What a filtered answer leaves out

    def readers_of(self, secret):
        return {call.who for call, outcome in self.outcomes.items() if secret.encode() in outcome.body}

    def test_out_of_scope_rows_are_left_out(self):
        for secret, (names, places) in SECRETS.items():
            told_by = {call.method.name for call, outcome in self.outcomes.items() if secret.encode() in outcome.body}
            self.assertLessEqual(names, told_by, 'nobody reads it: this test would see nothing')
            for who in self.readers_of(secret):
                self.assertTrue(who.role in NATION or who.place == 'nationwide' or PLACES[who.place].holds & places,
                                f'{name_of(who)} reads « {secret} »')

    def test_in_scope_rows_are_given(self):
        town = {Who(actor_pb2.ROLE_COLLECTIVITE, place) for place in ('commune', 'epci')}
        state = {Who(role, 'departement') for role in (actor_pb2.ROLE_COLLECTIVITE, actor_pb2.ROLE_PREFECTURE,
                                                       actor_pb2.ROLE_REGION)}
        self.assertLessEqual(town | state, self.readers_of(SECRET_NOTE))
        self.assertLessEqual(state, self.readers_of(SECRET_MINUTES))
        self.assertLessEqual(town | state | {PAYER}, self.readers_of(SECRET_TITLE))
        self.assertLessEqual(town | state | {PAYER}, self.readers_of(SECRET_FILE))

    def answers(self, name, message):
        """Who was answered what by a method."""
        return {call.who: message.FromString(outcome.body) for call, outcome in self.outcomes.items()
                if call.method.name == name and outcome.code == OK}

    def test_sums_are_of_what_one_may_see(self):
        totals = self.answers('GetTotals', money_pb2.GetTotalsResponse)
        for who in (PAYER, Who(actor_pb2.ROLE_PREFECTURE, 'departement'), Who(actor_pb2.ROLE_COLLECTIVITE, 'epci')):
            self.assertIn(BANK, [row.payer for row in totals[who].payers], name_of(who))
        for who, answer in totals.items():
            if who.role not in NATION and not PLACES[who.place].holds:
                self.assertEqual(list(answer.payers), [], name_of(who))

    def test_a_payer_acts_on_its_own_line_alone(self):
        callers = {PAYER: '', Who(actor_pb2.ROLE_PARTNER, 'other-payer'): 'OUT_OF_SCOPE',
                   Who(actor_pb2.ROLE_PREFECTURE, 'departement'): 'NOT_YOUR_LINE'}
        seen = {call.who: outcome.reason for call, outcome in self.outcomes.items()
                if call.method.name == 'CommitFunds' and call.who in callers}
        self.assertEqual(seen, callers)

    # ---- Journals

    def test_a_journal_is_read_as_far_as_the_scope_reaches(self):
        """For each entry of each journal: who is out of its scope gets its header alone, who is in gets it all."""
        read = collections.Counter()
        for call, outcome in self.outcomes.items():
            if call.method.name != 'Fetch' or outcome.code != OK:
                continue
            entries = journal_pb2.FetchResponse.FromString(outcome.body).entries
            for entry, known in zip(entries, self.journals[call.service]):
                given = bool(entry.payload or entry.salt or entry.audience)
                where = f'{name_of(call.who)} {call.service} {known.header.sequence} {known.header.type}'
                self.assertEqual(entry.header, known.bytes, where)
                self.assertEqual(given, may_read(call.who, known), where)
                if given and not may_read(STRANGER, known):
                    read[call.service, call.who.place] += 1
        for place in ('departement', 'commune', 'epci', 'partner'):
            self.assertGreater(read['funding', place], 0, place)
        for place in ('departement', 'commune', 'epci'):
            self.assertGreater(read['registry', place], 0, place)

    def test_a_header_names_no_town_and_no_payer(self):
        for service, entries in self.journals.items():
            for entry in entries:
                where = f'{service} {entry.header.sequence} {entry.header.type}'
                self.assertEqual([*entry.header.collectivites, *entry.header.partners], [], where)
                for name in TOWNS:
                    self.assertNotIn(name.encode(), entry.bytes, where)

    # ---- The Club

    def test_each_sees_its_own_membership(self):
        for who, answer in self.answers('GetMembership', member_pb2.GetMembershipResponse).items():
            self.assertEqual(answer.member.id, name_of(who))

    def test_a_notice_is_seen_by_whom_it_concerns(self):
        self.assertTrue(self.world.notices, 'nobody is told: this test would see nothing')
        for name in MEMBERS.keys() - {'told-here'}:
            with self.world.connect(name) as member:
                notices = notices_of(member)
                self.assertTrue(notices, f'{name} is told nothing at all')
                self.assertEqual([notice.title for notice in notices if notice.restricted], [], name)
                seen = b''.join(query(member, method, request).SerializeToString() for method, request in (
                    ('ListNotices', notice_pb2.ListNoticesRequest(page_size=1000)),
                    ('PreviewDigest', notice_pb2.PreviewDigestRequest()),
                    ('ListDigests', notice_pb2.ListDigestsRequest())))
                for secret in SECRETS:
                    self.assertNotIn(secret.encode(), seen, name)
                with self.assertRaises(Refused) as refused:
                    command(member, 'MarkRead', notice_pb2.MarkReadRequest(notice_ids=self.world.notices))
                self.assertEqual(refused.exception.reason, 'NOTICE_UNKNOWN')

    # ---- Kinds of call

    def test_another_kind_of_call_is_refused(self):
        kinds = (envelope_pb2.KIND_QUERY, envelope_pb2.KIND_COMMAND, envelope_pb2.KIND_FETCH)
        self.world.quiet()  # other tests may have made something known a moment ago
        before = self.world.where()
        calls = calls_of(self.world, Who(actor_pb2.ROLE_OPERATOR, 'nationwide'))
        for kind in kinds:
            outcomes = run(self.world, [call for call in calls if call.method.kind != kind], kind)
            self.assertGreater(len(outcomes), 10)
            for call, outcome in outcomes.items():
                self.assertEqual(outcome.reason, 'WRONG_KIND', f'{call.method} as {kind}')
        with self.world.operator() as operator:  # the gateway may be ending exports that the matrix asked for
            written = [entry.header.type for name, position in before.items()
                       for entry in entries_of(operator, name, position) if entry.header.actor != 'gateway']
        self.assertEqual(written, [])

    # ---- Several roles, none

    def test_a_role_lends_its_reach_to_no_other(self):
        """Who audits the nation and is the préfet of one département acts in that one only."""
        with self.world.operator() as operator:
            operator.reply(self.world.enrol(operator, 'auditor-and-prefecture',
                                            [actor_pb2.ROLE_AUDITOR, actor_pb2.ROLE_PREFECTURE],
                                            actor_pb2.Scope(departements=['84'])), LONG)
        with self.world.connect('auditor-and-prefecture') as partner:
            seen = query(partner, 'GetCandidacy',
                         candidacy_pb2.GetCandidacyRequest(candidacy_id=self.world.candidacy))
            self.assertEqual(seen.candidacy.project_note, SECRET_NOTE)
            with self.assertRaises(Refused) as refused:
                command(partner, 'GiveOpinion', candidacy_pb2.GiveOpinionRequest(
                    candidacy_id=self.world.candidacy, kind=1, comment='Hors de son département.'))
            self.assertEqual(refused.exception.reason, 'OUT_OF_SCOPE')

    def test_a_principal_without_a_role_cannot_be(self):
        with self.world.operator() as operator:
            principal = actor_pb2.Principal(id='roleless', kind=1, scope=actor_pb2.Scope(nationwide=True),
                                            public_keys=[key()])
            with self.assertRaises(Refused) as refused:
                operator.command('bus', ADD, bus_pb2.AddPrincipalRequest(principal=principal))
            self.assertEqual(refused.exception.reason, 'ROLES_MISSING')

    def test_a_name_without_a_value_is_said(self):
        values = values_of(self.world, 'registry', candidacy_pb2.GiveOpinionRequest)
        del values['candidacy_id']
        with self.assertRaisesRegex(NoValue, 'GiveOpinionRequest.candidacy_id'):
            fill(candidacy_pb2.GiveOpinionRequest(), values)


class RealInstance(unittest.TestCase):
    """On an instance that was not made for tests, what only tests may call is denied to everyone."""

    def test_what_is_for_tests_alone_is_denied(self):
        only = [method for method in methods() if method.policy.test_only]
        self.assertTrue(only)
        with Instance(test=False, up=['--no-import']) as instance:
            world = World(instance)
            with world.operator() as operator:
                world.enrol_all(operator)
            world.quiet()
            before = plain(world.where())
            for who in everyone():
                outcomes = run(world, [call for call in calls_of(world, who) if call.method.policy.test_only])
                self.assertEqual({outcome.code for outcome in outcomes.values()},
                                 {envelope_pb2.CODE_PERMISSION_DENIED})
            self.assertEqual(plain(world.where()), before)


if __name__ == '__main__':
    unittest.main()
