"""A client of the Connect protocol as npm has it, with the .proto files and nothing of ours: asks in JSON, in binary
and by GET, acts once however often it sends, and reads why it was refused."""
import json
import os
import subprocess
import time
import unittest
import uuid

import node
from partner import ulid
from programme import COULOMMIERS, FERTE, PAYS_DE_BRIE, Programme

CLIENT = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'connect_client.mjs')
REGISTRY, PROCESS = 'pvd.registry.v1.RegistryService', 'pvd.bus.v1.ProcessService'
LONG_MS = 30_000
AGAIN = 10  # what is a matter of who is faster shows sooner or later
FOREVER = 10**15  # an entry no journal reaches here
ENCODINGS = {'json': {}, 'binary': {'binary': True}, 'get': {'get': True}, 'binary get': {'binary': True, 'get': True}}


def key():
    """A UUIDv7."""
    value = bytearray(ulid())
    value[6], value[8] = 0x70 | value[6] & 0x0F, 0x80 | value[8] & 0x3F
    return str(uuid.UUID(bytes=bytes(value)))


class Client:
    """connect_client.mjs, running."""

    def __init__(self, base_url):
        self.process = subprocess.Popen(['node', CLIENT, base_url], env=node.ENVIRONMENT, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        try:
            status = self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        finally:
            self.process.stdout.close()
        if status:
            raise AssertionError(f'the client ended with {status}')

    def call(self, service, method, request=None, **how):
        """What came of one call: {response, headers} or {error, headers}."""
        line = {'service': service, 'method': method, 'request': request or {}, 'timeoutMs': LONG_MS, **how}
        self.process.stdin.write(json.dumps(line) + '\n')
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise AssertionError('the client died')
        return json.loads(answer)


class Connect(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.instance = cls.enterClassContext(Programme())
        with open(cls.instance.path('run', 'gateway.json'), encoding='utf-8') as file:
            cls.client = cls.enterClassContext(Client(json.load(file)['http'] + '/api'))
        cls.tokens = {name: cls.token(name) for name in ('prefecture-77', 'prefecture-84', 'mairie', 'operator')}
        communes = cls.client.call(REGISTRY, 'ListCommunes', {'epciSiren': PAYS_DE_BRIE})['response']['communes']
        cls.communes = iter([commune['code'] for commune in communes])

    @classmethod
    def token(cls, name):
        return json.loads(cls.instance.pvd('token', 'add', name, '--label', 'essai', '--json').stdout)['token']

    def call(self, method, request=None, who=None, service=REGISTRY, headers=None, **how):
        sent = dict(headers or {})
        if who:
            sent['Authorization'] = f'Bearer {self.tokens[who]}'
        return self.client.call(service, method, request, headers=sent, **how)

    def answered(self, *args, **how):
        answer = self.call(*args, **how)
        self.assertNotIn('error', answer)
        return answer['response'], answer['headers']

    def refused(self, code, reason, *args, **how):
        """Our own words about it."""
        answer = self.call(*args, **how)
        self.assertIn('error', answer)
        error = answer['error']
        self.assertEqual((error['code'], [detail['reason'] for detail in error['details']]), (code, [reason]))
        status = error['details'][0]
        self.assertEqual((error['message'], status['code']), (status['message'], f'CODE_{code.upper()}'))
        return status

    def candidacy(self):
        """Of a commune that is in none."""
        return {'communeCodes': [next(self.communes)], 'epciSirens': [PAYS_DE_BRIE],
                'projectNote': 'Redonner vie au centre.'}

    def submit(self):
        return self.answered('SubmitCandidacy', self.candidacy(), who='prefecture-77',
                             headers={'Idempotency-Key': key()})

    # ---- Asking

    def test_anybody_asks_in_every_encoding(self):
        for name, how in ENCODINGS.items():
            with self.subTest(name):
                response, headers = self.answered('SearchCommunes', {'text': 'ferté-sous-jou', 'limit': 1}, **how)
                self.assertEqual([commune['code'] for commune in response['communes']], [FERTE])
                self.assertRegex(headers['pvd-position'], '^registry:1:[0-9]+$')

    def test_what_is_asked_by_get_is_no_other_question(self):
        for name, how in ENCODINGS.items():
            with self.subTest(name):
                response, _ = self.answered('GetCommune', {'code': COULOMMIERS}, **how)
                self.assertEqual(response['commune']['name'], 'Coulommiers')

    def test_a_method_of_every_service_wants_one_named(self):
        for service in ('registry', 'club'):
            status, _ = self.answered('GetStatus', who='operator', service=PROCESS, headers={'PVD-Service': service})
            self.assertEqual(status['service'], service)
        answer = self.call('GetStatus', who='operator', service=PROCESS)
        self.assertEqual(answer['error']['code'], 'invalid_argument')

    # ---- Acting

    def test_the_same_key_again_gives_the_same_answer(self):
        for first, again in (({}, {}), ({}, {'binary': True}), ({'binary': True}, {})):
            with self.subTest(f'{first}, {again}'):
                call = {'who': 'prefecture-77', 'headers': {'Idempotency-Key': key()}}
                candidacy = self.candidacy()
                one, headers = self.answered('SubmitCandidacy', candidacy, **call, **first)
                two, replayed = self.answered('SubmitCandidacy', candidacy, **call, **again)
                self.assertEqual(one, two)
                self.assertNotIn('pvd-replayed', headers)
                self.assertEqual(replayed['pvd-replayed'], 'true')
                self.assertEqual(replayed['pvd-position'], headers['pvd-position'])

    def test_the_same_key_for_something_else_is_refused(self):
        call = {'who': 'prefecture-77', 'headers': {'Idempotency-Key': key()}}
        candidacy = self.candidacy()
        self.answered('SubmitCandidacy', candidacy, **call)
        answer = self.call('SubmitCandidacy', {**candidacy, 'projectNote': 'Autre chose.'}, **call)
        self.assertEqual(answer['error']['details'][0]['reason'], 'KEY_REUSED')

    def test_an_act_wants_a_key(self):
        for headers in ({}, {'Idempotency-Key': 'demain'}):
            answer = self.call('SubmitCandidacy', self.candidacy(), who='prefecture-77', headers=headers)
            self.assertEqual(answer['error']['code'], 'invalid_argument')

    def test_one_reads_what_one_wrote(self):
        response, headers = self.submit()
        for name, how in ENCODINGS.items():
            with self.subTest(name):
                read, _ = self.answered('GetCandidacy', {'candidacyId': response['candidacy']['id']},
                                        who='prefecture-77', headers={'PVD-At-Least': headers['pvd-position']}, **how)
                self.assertEqual(read['candidacy'], response['candidacy'])

    # ---- Refused

    def test_a_refusal_says_what_where_and_why(self):
        candidacy = self.submit()[0]['candidacy']['id']
        for how in ({}, {'binary': True}):
            status = self.refused('invalid_argument', 'TEXT_MISSING', 'GiveOpinion',
                                  {'candidacyId': candidacy, 'kind': 'OPINION_KIND_RESERVED'}, who='prefecture-77',
                                  headers={'Idempotency-Key': key()}, **how)
            self.assertEqual((status['fields'], status['legalReference']), (['comment'], 'CRPA L211-2'))

    def test_who_may_not(self):
        for who, method, reason in (('mairie', 'ProposeSelection', 'ROLE_REQUIRED'),
                                    ('prefecture-84', 'SubmitCandidacy', 'OUT_OF_SCOPE')):
            with self.subTest(who):
                request = self.candidacy() if method == 'SubmitCandidacy' else {'regionCode': '11'}
                self.refused('permission_denied', reason, method, request, who=who,
                             headers={'Idempotency-Key': key()})

    def test_a_token_that_is_none_is_nobody(self):
        for text in ('pvd_', 'pvd_' + 43 * 'A', 'x' * 4000) * AGAIN:
            with self.subTest(text[:8]):
                answer = self.call('SearchCommunes', {'text': 'ferte'}, headers={'Authorization': f'Bearer {text}'})
                self.assertEqual(answer['error']['code'], 'unauthenticated', answer)

    def test_nobody_does_what_is_not_public(self):
        answer = self.call('SubmitCandidacy', self.candidacy(), headers={'Idempotency-Key': key()})
        self.assertIn(answer['error']['code'], ('unauthenticated', 'permission_denied'))

    def test_a_position_not_reached_in_time(self):
        """The header alone: it is the other side that looks at the clock, the service or, if it is first, the gateway."""
        start = time.monotonic()
        answer = self.call('SearchCommunes', {'text': 'ferte'}, timeoutMs=0,
                           headers={'Connect-Timeout-Ms': '300', 'PVD-At-Least': f'registry:1:{FOREVER}'})
        self.assertTrue(0.2 < time.monotonic() - start < 10)
        self.assertEqual(answer['error']['code'], 'deadline_exceeded')
        self.assertIn(answer['error']['details'][0]['reason'], ('POSITION_NOT_REACHED', 'NO_ANSWER_IN_TIME'))

    def test_the_client_itself_gives_up(self):
        answer = self.call('SearchCommunes', {'text': 'ferte'}, timeoutMs=300,
                           headers={'PVD-At-Least': f'registry:1:{FOREVER}'})
        self.assertEqual(answer['error']['code'], 'deadline_exceeded')

    def test_a_header_that_makes_no_sense(self):
        for name, value in (('PVD-At-Least', 'registry'), ('PVD-At-Least', 'registry:1:-1'),
                            ('Connect-Timeout-Ms', 'demain')):
            with self.subTest(f'{name}: {value}'):
                answer = self.call('SearchCommunes', {'text': 'ferte'}, headers={name: value}, timeoutMs=0)
                self.assertEqual(answer['error']['code'], 'invalid_argument')


if __name__ == '__main__':
    unittest.main()
