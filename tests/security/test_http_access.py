"""The access matrix over HTTP: every method × every role × in and out of scope, by a token each, in every encoding; and
whoever is not signed in. The same as over the bus: what is denied says so and leaves every journal where it was."""
import unittest

from contract import actor_pb2, methods
from matrix import OK, build, calls_of, faults_of, is_allowed, plain, run_over_http
from partner import Refused
from web import Web
from world import NATION, PLACES, SECRET_NOTE, SECRET_PRINCIPAL, Who, everyone, name_of

ANYBODY = Who(actor_pb2.ROLE_PUBLIC, 'unsaid')  # as whom whoever is not signed in is asked for


def visitors():
    """Everyone but the services, which do not come this way."""
    return [who for who in everyone() if who.role != actor_pb2.ROLE_SERVICE]


class Matrix(unittest.TestCase):
    """First everything that must be denied, then everything that is allowed."""

    @classmethod
    def setUpClass(cls):
        cls.world = build(cls)
        cls.policies = {method.path: method.policy for method in methods()}
        with cls.world.operator() as operator:
            cls.tokens = Web.tokens([name_of(who) for who in visitors()], operator)
        cls.world.quiet()
        cls.outcomes, cls.anonymous, cls.moved = {}, {}, []
        cls.before = cls.world.where()
        for allowed in (False, True):
            for who in visitors():
                cls.outcomes.update(cls.run_one(who, allowed, cls.tokens[name_of(who)]))
            cls.anonymous.update(cls.run_one(ANYBODY, allowed, None))

    @classmethod
    def run_one(cls, who, allowed, token):
        calls = [call for call in calls_of(cls.world, who)
                 if is_allowed(call.method.policy, who, True) == allowed]
        outcomes = run_over_http(cls.world, token, calls)
        if not allowed:  # and all services were at rest before: nothing is left to react to
            after = plain(cls.world.where())
            if after != plain(cls.before):
                cls.moved.append(f'{name_of(who)}: {plain(cls.before)} became {after}')
        return outcomes

    def test_the_contract_is_kept(self):
        self.assertEqual(list(faults_of(self.outcomes, self.policies)), [])

    def test_whoever_is_not_signed_in_is_the_public(self):
        self.assertEqual(list(faults_of(self.anonymous, self.policies)), [])
        allowed = {call.method.name for call, outcome in self.anonymous.items() if outcome.code == OK}
        self.assertIn('SearchCommunes', allowed)

    def test_what_is_denied_writes_nothing(self):
        self.assertEqual(self.moved, [])

    def test_the_matrix_is_whole(self):
        """Every method was called by everyone; what only services may call was denied to all."""
        self.assertEqual(len(self.outcomes), sum(len(calls_of(self.world, who)) for who in visitors()))
        for method in methods():
            seen = {is_allowed(method.policy, call.who, True) for call in self.outcomes
                    if call.method.path == method.path}
            if list(method.policy.roles) == [actor_pb2.ROLE_SERVICE]:
                self.assertEqual(seen, {False}, method)
            else:
                self.assertIn(True, seen, method)

    def test_out_of_scope_rows_are_left_out(self):
        for secret, places in ((SECRET_NOTE, {'departement', 'commune', 'epci'}), (SECRET_PRINCIPAL, set())):
            readers = {call.who for call, outcome in self.outcomes.items() if secret.encode() in outcome.body}
            self.assertTrue(readers, 'nobody reads it: this test would see nothing')
            for who in readers:
                self.assertTrue(who.role in NATION or who.place == 'nationwide' or PLACES[who.place].holds & places,
                                f'{name_of(who)} reads « {secret} »')
            self.assertFalse([call for call, outcome in self.anonymous.items() if secret.encode() in outcome.body])

    def test_a_service_gets_no_token(self):
        for who in set(everyone()) - set(visitors()):
            with self.world.operator() as operator, self.assertRaises(Refused) as refused:
                Web.tokens([name_of(who)], operator)
            self.assertEqual(refused.exception.reason, 'PRINCIPAL_IS_SERVICE')


if __name__ == '__main__':
    unittest.main()
