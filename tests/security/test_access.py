"""The access matrix: every method × every role × in and out of scope. Everything comes from the contract: the
methods, their policies, and one valid request for each. What is denied says PERMISSION_DENIED and leaves every
journal where it was; what is allowed may still be refused by a rule of the domain."""
import collections
import unittest

from contract import NoValue, actor_pb2, fill, methods, options_pb2
from instance import Instance
from partner import Refused, envelope_pb2, ulid
from world import (ADD, LONG, NATION, PLACES, REGISTRY, ROLES, SECRET_MINUTES, SECRET_NOTE, SECRET_PRINCIPAL, TOWNS,
                   Who, World, bus_pb2, candidacy_pb2, command, everyone, key, name_of, values_of)

OK = envelope_pb2.CODE_UNSPECIFIED  # an answer carries no status
# How a call ends that was let through, with a valid request.
LET_THROUGH = (OK, envelope_pb2.CODE_NOT_FOUND, envelope_pb2.CODE_ALREADY_EXISTS, envelope_pb2.CODE_FAILED_PRECONDITION)

# ---- What they may do, from the policy alone

# Whom the value of a scope field concerns, by the field's name.
IS_OF = {
    'commune_codes': {'departement', 'commune', 'epci'},
    'candidacy_id': {'departement', 'commune', 'epci'},
    'candidacy_ids': {'departement', 'commune', 'epci'},
    'label_id': {'departement', 'commune', 'epci'},
    'territory_id': {'departement'},  # of another commune and its EPCI, where nobody is from
    'selection_id': {'departement'},  # of several candidacies: a préfecture's business
}


def is_allowed(policy, who, test):
    if policy.test_only and not test:
        return False
    if actor_pb2.ROLE_PUBLIC not in policy.roles and who.role not in policy.roles:
        return False
    if policy.scope_rule in (options_pb2.SCOPE_RULE_NONE, options_pb2.SCOPE_RULE_FILTER):
        return True
    place = PLACES[who.place]
    if who.role in NATION or (place.scope and place.scope.nationwide):
        return True
    if policy.scope_rule == options_pb2.SCOPE_RULE_DEPARTEMENT:
        return 'departement' in place.holds
    return bool(place.holds & IS_OF[policy.scope_field])


Call = collections.namedtuple('Call', 'who method service')
Outcome = collections.namedtuple('Outcome', 'code reason body')


def faults_of(outcomes, policies, test=True):
    """Where what happened is not what the policies say, as sentences."""
    for call, outcome in outcomes.items():
        allowed = is_allowed(policies[call.method.path], call.who, test)
        where = f'{name_of(call.who)} {call.service} {call.method.name}: '
        if allowed and outcome.code not in LET_THROUGH:
            yield where + f'allowed by the contract, with a valid request, and answered {outcome.reason}'
        if not allowed and outcome.code != envelope_pb2.CODE_PERMISSION_DENIED:
            yield where + f'not allowed by the contract, and answered {outcome.reason or "OK"}'


# ---- Calling

def calls_of(world, who):
    return [Call(who, method, service) for method in methods()
            for service in ([method.service] if method.service else world.services)]


def start(partner, call, body, kind=None):
    kind = kind or call.method.kind
    options = {'key': ulid()} if kind == envelope_pb2.KIND_COMMAND else {}
    return partner.start(kind, call.service, call.method.path, body, timeout=LONG, **options)


def finish(partner, call_id):
    try:
        return Outcome(OK, '', partner.reply(call_id, LONG + 2).body)
    except Refused as refused:
        return Outcome(refused.code, refused.reason, b'')


def run(world, calls):
    """Sends one principal's calls, all at once; the outcome of each."""
    if not calls:
        return {}
    with world.connect(name_of(calls[0].who)) as partner:
        started = [(call, start(partner, call, fill(call.method.request(), values_of(world, call.service))))
                   for call in calls]
        return {call: finish(partner, call_id) for call, call_id in started}


def build(case, **options):
    instance = case.enterClassContext(Instance(**options))
    instance.pvd('import', 'cog', timeout=LONG)
    instance.pvd('import', 'criteria')
    world = World(instance)
    world.settle()
    return world


def plain(positions):
    return {name: (position.epoch, position.sequence) for name, position in positions.items()}


class Matrix(unittest.TestCase):
    """First everything that must be denied, then everything that is allowed."""

    @classmethod
    def setUpClass(cls):
        cls.world = build(cls)
        cls.policies = {method.path: method.policy for method in methods()}
        cls.outcomes, cls.moved = {}, []
        with cls.world.instance.partner('operator', timeout=20) as operator:
            for allowed in (False, True):
                for who in everyone():
                    cls.run_one(operator, who, allowed)

    @classmethod
    def run_one(cls, operator, who, allowed):
        calls = [call for call in calls_of(cls.world, who)
                 if is_allowed(call.method.policy, who, True) == allowed]
        before = plain(cls.world.where(operator))
        cls.outcomes.update(run(cls.world, calls))
        after = plain(cls.world.where(operator))
        if not allowed and before != after:
            cls.moved.append(f'{name_of(who)}: {before} became {after}')

    def test_the_contract_is_kept(self):
        self.assertEqual(list(faults_of(self.outcomes, self.policies)), [])

    def test_what_is_denied_writes_nothing(self):
        self.assertEqual(self.moved, [])

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
        secrets = {SECRET_NOTE: {'ListCandidacies', 'Fetch', 'GetCandidacy'},
                   SECRET_MINUTES: {'ListSelections', 'Fetch', 'GetSelection'},
                   SECRET_PRINCIPAL: {'ListPrincipals', 'Fetch'}}
        for secret, names in secrets.items():
            told_by = {call.method.name for call, outcome in self.outcomes.items() if secret.encode() in outcome.body}
            self.assertLessEqual(names, told_by, 'nobody reads it: this test would see nothing')
            for who in self.readers_of(secret):
                self.assertTrue(who.role in NATION or PLACES[who.place].holds, f'{name_of(who)} reads « {secret} »')

    def test_in_scope_rows_are_given(self):
        town = {Who(actor_pb2.ROLE_COLLECTIVITE, place) for place in TOWNS}
        state = {Who(role, 'departement') for role in (actor_pb2.ROLE_COLLECTIVITE, actor_pb2.ROLE_PREFECTURE,
                                                       actor_pb2.ROLE_REGION)}
        self.assertLessEqual(town | state, self.readers_of(SECRET_NOTE))
        self.assertLessEqual(state, self.readers_of(SECRET_MINUTES))

    def test_who_exists_is_for_the_instance_and_the_nation(self):
        readers = self.readers_of(SECRET_PRINCIPAL)
        self.assertEqual({who for who in readers if who.role not in NATION and who.place != 'nationwide'}, set())

    # ---- Kinds of call

    def test_another_kind_of_call_is_refused(self):
        kinds = (envelope_pb2.KIND_QUERY, envelope_pb2.KIND_COMMAND, envelope_pb2.KIND_FETCH)
        with self.world.instance.partner('operator', timeout=20) as operator:
            before = plain(self.world.where(operator))
            started = []
            for call in calls_of(self.world, Who(actor_pb2.ROLE_OPERATOR, 'nationwide')):
                body = fill(call.method.request(), values_of(self.world, call.service))
                started += [(call, kind, start(operator, call, body, kind)) for kind in kinds
                            if kind != call.method.kind]
            for call, kind, call_id in started:
                outcome = finish(operator, call_id)
                self.assertEqual(outcome.reason, 'WRONG_KIND', f'{call.method} as {kind}')
            self.assertEqual(plain(self.world.where(operator)), before)

    # ---- Several roles, none

    def test_a_role_lends_its_reach_to_no_other(self):
        """Who audits the nation and is the préfet of one département acts in that one only."""
        with self.world.instance.partner('operator', timeout=20) as operator:
            operator.reply(self.world.enrol(operator, 'auditor-and-prefecture',
                                            [actor_pb2.ROLE_AUDITOR, actor_pb2.ROLE_PREFECTURE],
                                            actor_pb2.Scope(departements=['84'])), LONG)
        with self.world.connect('auditor-and-prefecture') as partner:
            seen = partner.query('registry', f'{REGISTRY}/GetCandidacy',
                                 candidacy_pb2.GetCandidacyRequest(candidacy_id=self.world.candidacy),
                                 candidacy_pb2.GetCandidacyResponse, timeout=LONG)
            self.assertEqual(seen.candidacy.project_note, SECRET_NOTE)
            with self.assertRaises(Refused) as refused:
                command(partner, 'GiveOpinion', candidacy_pb2.GiveOpinionRequest(
                    candidacy_id=self.world.candidacy, kind=1, comment='Hors de son département.'))
            self.assertEqual(refused.exception.reason, 'OUT_OF_SCOPE')

    def test_a_principal_without_a_role_cannot_be(self):
        with self.world.instance.partner('operator', timeout=20) as operator:
            principal = actor_pb2.Principal(id='roleless', kind=1, scope=actor_pb2.Scope(nationwide=True),
                                            public_keys=[key()])
            with self.assertRaises(Refused) as refused:
                operator.command('bus', ADD, bus_pb2.AddPrincipalRequest(principal=principal))
            self.assertEqual(refused.exception.reason, 'ROLES_MISSING')

    def test_a_name_without_a_value_is_said(self):
        values = values_of(self.world, 'registry')
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
            with instance.partner('operator', timeout=20) as operator:
                world.enrol_all(operator)
                before = plain(world.where(operator))
                for who in everyone():
                    outcomes = run(world, [call for call in calls_of(world, who) if call.method.policy.test_only])
                    self.assertEqual({outcome.code for outcome in outcomes.values()},
                                     {envelope_pb2.CODE_PERMISSION_DENIED})
                self.assertEqual(plain(world.where(operator)), before)


if __name__ == '__main__':
    unittest.main()
