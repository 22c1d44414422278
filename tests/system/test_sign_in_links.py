"""`pvd login-link`, `pvd token`, `pvd id` and principals without a key, on a real instance: what is printed is what the
gateway knows the hash of."""
import base64
import hashlib
import json
import os
import re
import unittest

from instance import Instance
from partner import Refused, module
from web import Web

session_pb2 = module('gateway.v1.session')
OPEN = 'pvd.gateway.v1.GatewayService/OpenSession'
HERE = ('--address', 'https://pvd.example/')
TOKEN = re.compile(r'pvd_[A-Za-z0-9_-]{43}\n')


def hash_of(text):
    secret = base64.urlsafe_b64decode(text + '=')
    assert len(secret) == 32
    return hashlib.blake2b(secret, digest_size=32).digest()


class SignInLinks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.instance = cls.enterClassContext(Instance(up=['--no-import']))

    def pvd(self, *args):
        return self.instance.pvd(*args)

    def error(self, *args):
        process = self.instance.pvd(*args, '--json', check=False)
        self.assertNotEqual(process.returncode, 0, process.stdout)
        return process.returncode, json.loads(process.stdout)['error']['reason']

    def principals(self):
        return {found['id']: found for found in json.loads(self.pvd('principal', 'list', '--json').stdout)['principals']}

    def sign_in(self, url):
        """As the gateway does when the link is followed."""
        base, secret = url.strip().rsplit('/', 1)
        with self.instance.partner('gateway') as gateway:
            reply = gateway.command('gateway', OPEN, session_pb2.OpenSessionRequest(
                login_link_hash=hash_of(secret), secret_hash=os.urandom(32)))
        return base, session_pb2.OpenSessionResponse.FromString(reply.body).session

    # ---- Links

    def test_a_link_signs_in_whom_it_is_for_once(self):
        url = self.pvd('login-link', '--role', 'prefecture', '--departement', '77', *HERE).stdout
        base, session = self.sign_in(url)
        self.assertEqual((base, session.principal_id), ('https://pvd.example/connexion', 'prefecture-77'))
        with self.assertRaises(Refused) as refused:
            self.sign_in(url)
        self.assertEqual(refused.exception.reason, 'LINK_NOT_VALID')

    def test_whoever_is_added_has_no_key(self):
        self.pvd('login-link', '--role', 'collectivite', '--collectivite', '77183', *HERE)
        added = self.principals()['collectivite-77183']
        self.assertEqual((added['kind'], added['roles'], added['scope']['collectivites'], added['publicKeys']),
                         ('PRINCIPAL_KIND_PERSON', ['ROLE_COLLECTIVITE'], ['77183'], []))

    def test_who_is_there_stays_as_it_is(self):
        self.pvd('login-link', 'dora', '--role', 'region', '--departement', '77', '--departement', '78', *HERE)
        again = ('login-link', 'dora', '--departement', '78', '--departement', '77', *HERE, '--role')
        self.pvd(*again, 'region')
        self.assertEqual(self.error(*again, 'prefecture'), (1, 'OTHER_PRINCIPAL'))
        self.assertEqual(self.error('login-link', 'dora', '--role', 'region', '--departement', '77', *HERE),
                         (1, 'OTHER_PRINCIPAL'))
        self.assertEqual(self.principals()['dora']['roles'], ['ROLE_REGION'])

    def test_who_cannot_come(self):
        self.assertEqual(self.error('login-link', 'nobody', *HERE), (1, 'PRINCIPAL_UNKNOWN'))
        self.assertEqual(self.error('login-link', 'public', *HERE), (1, 'PRINCIPAL_IS_PUBLIC'))
        self.assertEqual(self.error('login-link', 'registry', *HERE), (1, 'PRINCIPAL_IS_SERVICE'))
        self.assertEqual(self.error('login-link', 'operator', '--as', 'anct', *HERE), (4, 'ROLE_REQUIRED'))

    def test_what_is_not_clear(self):
        for args in ([], ['--role', 'prefet'], ['--role', 'region', '--departement', '77', '--departement', '78'],
                     ['anct', '--address', 'pvd.example']):
            self.assertEqual(self.instance.pvd('login-link', *args, check=False).returncode, 2, args)

    def test_the_address_is_what_the_gateway_wrote(self):
        path = self.instance.path('run', 'gateway.json')
        with open(path, encoding='utf-8') as file:
            said = file.read()
        os.unlink(path)
        self.assertEqual(self.error('login-link', 'anct'), (5, 'NO_ADDRESS'))
        with open(path, 'w', encoding='utf-8') as file:
            file.write(said)
        answer = json.loads(self.pvd('login-link', 'anct', '--json').stdout)
        self.assertTrue(answer['url'].startswith(json.loads(said)['http']))
        self.assertEqual(answer['principalId'], 'anct')
        self.assertEqual(self.sign_in(answer['url'])[1].principal_id, 'anct')

    def test_the_one_that_every_instance_has(self):
        before = self.principals()
        url = self.pvd('login-link', '--role', 'anct').stdout
        self.assertEqual(self.principals(), before)
        with Web(self.instance) as web:
            session = web.request('GET', '/api/session', web.follow(url).headers).json()
        self.assertEqual((session['signedIn'], session['actor']['principal']), (True, 'anct'))

    def test_nobody_is_added_where_there_is_no_address(self):
        self.instance.pvd('login-link', '--role', 'auditor', '--address', 'nowhere', check=False)
        self.assertNotIn('auditor', self.principals())

    # ---- Tokens

    def test_a_token_is_shown_once(self):
        self.pvd('principal', 'add', 'programme', '--kind', 'person', '--role', 'anct', '--no-key')
        shown = self.pvd('token', 'add', 'programme', '--label', 'Un tableau', '--days', '30').stdout
        self.assertRegex(shown, TOKEN)
        listed = json.loads(self.pvd('token', 'list', 'programme', '--json').stdout)['tokens']
        self.assertEqual([(token['label'], token['secretHash']) for token in listed], [('Un tableau', '')])
        entries = self.instance.pvd('events', '--service', 'gateway', '--json').stdout
        self.assertIn(base64.b64encode(hash_of(shown.strip()[len('pvd_'):])).decode(), entries)
        self.assertNotIn(shown.strip(), entries)

    def test_a_token_is_taken_away(self):
        answer = json.loads(self.pvd('token', 'add', 'operator', '--label', 'À perdre', '--json').stdout)
        self.assertRegex(answer['token'] + '\n', TOKEN)
        self.assertEqual(self.instance.pvd('token', 'revoke', answer['id'], check=False).returncode, 2)
        self.pvd('token', 'revoke', answer['id'], '--reason', 'perdu')
        self.assertNotIn(answer['id'], self.pvd('token', 'list').stdout)
        self.assertEqual(self.error('token', 'revoke', answer['id'], '--reason', 'perdu'), (1, 'TOKEN_UNKNOWN'))

    def test_whoever_is_revoked_loses_them(self):
        self.pvd('principal', 'add', 'partie', '--role', 'anct', '--no-key')
        url = self.pvd('login-link', 'partie', *HERE).stdout
        self.pvd('token', 'add', 'partie', '--label', 'Un tableau')
        self.pvd('principal', 'revoke', 'partie', '--reason', 'départ')
        self.instance.settle()
        self.assertEqual(self.pvd('token', 'list', 'partie').stdout, '')
        with self.assertRaises(Refused) as refused:
            self.sign_in(url)
        self.assertEqual(refused.exception.reason, 'LINK_NOT_VALID')

    def test_what_tokens_want(self):
        self.assertEqual(self.instance.pvd('token', 'add', 'anct', check=False).returncode, 2)
        self.assertEqual(self.instance.pvd('token', 'add', 'anct', '--label', 'x', '--days', '401',
                                           check=False).returncode, 2)
        self.assertIn('vouliez-vous dire « revoke »', self.instance.pvd('token', 'revok', check=False).stderr)

    def test_who_or_which_one(self):
        for words, asked in [('principal add', 'dites qui : pvd principal add IDENTIFIANT'),
                             ('principal revoke', 'dites qui : pvd principal revoke IDENTIFIANT'),
                             ('token add', 'dites qui : pvd token add PRINCIPAL'),
                             ('token revoke', 'dites lequel : pvd token revoke JETON')]:
            process = self.instance.pvd(*words.split(), check=False)
            self.assertEqual(process.returncode, 2)
            self.assertIn(asked, process.stderr)

    # ---- Keys

    def test_a_person_may_have_no_key(self):
        self.assertEqual(self.error('principal', 'add', 'banque', '--kind', 'partner', '--role', 'partner',
                                    '--no-key'), (1, 'ONE_KEY'))
        self.pvd('principal', 'add', 'mairie', '--role', 'collectivite', '--collectivite', '77183', '--no-key')
        self.assertFalse(os.path.exists(self.instance.path('keys', 'mairie.key')))

    def test_new_keys_are_in_order(self):
        keys = self.pvd('id', '20').stdout.split()
        self.assertEqual((len(keys), sorted(set(keys))), (20, keys))
        self.assertEqual(len(json.loads(self.pvd('id', '--json').stdout)[0]), 26)
        self.assertEqual(self.instance.pvd('id', '0', check=False).returncode, 2)


if __name__ == '__main__':
    unittest.main()
