"""docker-compose.yml: as it is written, always; and run for real by podman where PVD_TEST_PODMAN=1 asks for it, as
`make soak` does where podman is installed."""
import copy
import json
import os
import re
import signal
import ssl
import time
import unittest

import yaml
import zmq

from containers import Compose, missing
from contract import methods
from front import curl
from partner import ROOT, Partner, Refused, envelope_pb2, module
from programme import COG, FERTE, FRANCE, PAYS_DE_BRIE

SERVICES = sorted({method.service for method in methods() if method.service})
FRONT = ['certificate', 'web']  # of the other image
HOME, RUN, PARTS = '/var/lib/pvd', 'run:/var/lib/pvd/run', '/parts'
WEB, CERTIFICATE = f'web:{HOME}/web', 'certificate:/certificate'
VOLUMES = {
    'init': [f'{part}:{PARTS}/{part}' for part in sorted(['operator', *SERVICES])],
    'pvd': [f'operator:{HOME}', f'{RUN}:ro'],
    'bus': [f'bus:{HOME}', RUN],
    'gateway': [f'gateway:{HOME}', f'{RUN}:ro', WEB],
    'certificate': [CERTIFICATE],
    'web': [f'{CERTIFICATE}:ro', f'{WEB}:ro'],
}
HTTPS = '${PVD_HTTPS_PORT:-7343}'
# Whoever has a network, which it shares with nobody, and what is published of it.
NETWORKS = {'bus': ('partners', '${PVD_ADDRESS:-127.0.0.1}:${PVD_PORT:-7300}:7300'),
            'web': ('browsers', f'${{PVD_HTTPS_ADDRESS:-127.0.0.1}}:{HTTPS}:{HTTPS}')}
CONFINED = {'read_only': True, 'cap_drop': ['ALL'], 'security_opt': ['no-new-privileges:true']}
# What a container may say of itself besides; whatever else there is, is not confined as it should be.
KNOWN = {*CONFINED, 'image', 'mem_limit', 'pids_limit', 'logging', 'restart', 'depends_on', 'network_mode', 'networks',
         'ports', 'command', 'entrypoint', 'volumes', 'build', 'profiles', 'init'}
LASTING = [*SERVICES, 'web']
UNWRITABLE = {'bus': ['/x', '/opt/pvd/bin/x', '/etc/x'],
              'web': ['/x', '/etc/nginx/x', '/certificate/x', f'{HOME}/web/x']}
LIST = 'pvd.bus.v1.BusService/ListPrincipals'
SECONDS = 60


def network_of(name):
    if name not in NETWORKS:
        return {'network_mode': 'none', 'networks': None, 'ports': None}
    network, published = NETWORKS[name]
    return {'network_mode': None, 'networks': [network], 'ports': [published]}


def faults_of_container(name, container):
    for key in sorted(set(container) - KNOWN - ({'sysctls'} if name == 'web' else set())):
        yield f'{name} has {key}'
    if container.get('image') != ('localhost/pvd-web' if name in FRONT else 'localhost/pvd'):
        yield f'{name} is of the image {container.get("image")}'
    for key, value in CONFINED.items():
        if container.get(key) != value:
            yield f'{name}: {key} is {container.get(key)}'
    for key in ('mem_limit', 'pids_limit'):
        if not container.get(key):
            yield f'{name} has no {key}'
    if sorted(container['volumes']) != VOLUMES.get(name, [f'{name}:{HOME}', f'{RUN}:ro']):
        yield f'{name} sees {container["volumes"]}'
    network = {key: container.get(key) for key in ('network_mode', 'networks', 'ports')}
    if network != network_of(name):
        yield f'{name} has the network {network}'


def faults_of_lasting(name, container):
    """Of one that stays up."""
    command, first = (['web'], 'certificate') if name == 'web' else ([f'pvd-{name}', '--dir', '.'], 'init')
    if container.get('restart') != 'unless-stopped':
        yield f'{name} is not started again'
    if list(container.get('depends_on', [])) != [first]:
        yield f'{name} depends on {container.get("depends_on")}'
    if container['command'][:len(command)] != command:
        yield f'{name} runs {container["command"]}'


def faults(compose):
    """What is wrong in a docker-compose.yml, as sentences."""
    containers = compose['services']
    if sorted(containers) != sorted([*SERVICES, *FRONT, 'init', 'pvd']):
        yield f'the contract has {SERVICES}, docker-compose.yml {sorted(containers)}'
    if sorted(compose['volumes']) != sorted([*SERVICES, *FRONT, 'operator', 'run']) or any(compose['volumes'].values()):
        yield f'the volumes are {compose["volumes"]}'
    for name, container in containers.items():
        yield from faults_of_container(name, container)
        if name in [*SERVICES, 'web']:
            yield from faults_of_lasting(name, container)


class Written(unittest.TestCase):
    def setUp(self):
        with open(os.path.join(ROOT, 'docker-compose.yml'), encoding='utf-8') as file:
            self.compose = yaml.safe_load(file)
        with open(os.path.join(ROOT, 'deploy', 'compose', 'Dockerfile'), encoding='utf-8') as file:
            self.dockerfile = file.read()
        with open(os.path.join(ROOT, '.dockerignore'), encoding='utf-8') as file:
            self.let_through = re.findall('^!(.*)$', file.read(), re.MULTILINE)

    def test_every_service_is_there_and_confined(self):
        self.assertEqual(list(faults(self.compose)), [])

    def test_a_service_forgotten_or_less_confined_is_seen(self):
        for change in [lambda s: s.pop('registry'), lambda s: s['registry'].update(ports=['7301:7301']),
                       lambda s: s['registry'].update(network_mode='bridge'),
                       lambda s: s['registry']['volumes'].append('bus:/bus'),
                       lambda s: s['registry'].update(volumes=[f'registry:{HOME}', RUN]),
                       lambda s: s['registry'].update(user='root'), lambda s: s['registry'].update(privileged=True),
                       lambda s: s['registry'].update(environment={'KEY': 'x'}),
                       lambda s: s['registry'].pop('mem_limit'), lambda s: s['registry'].update(read_only=False),
                       lambda s: s['registry'].update(restart='no'),
                       lambda s: s['registry'].update(depends_on=['init', 'bus']),
                       lambda s: s['bus'].update(ports=['7300:7300']),
                       lambda s: s.pop('web'), lambda s: s['web'].update(ports=['443:443']),
                       lambda s: s['web'].update(networks=['partners']), lambda s: s['web'].update(restart='no'),
                       lambda s: s['web']['volumes'].append(f'{RUN}:ro'),
                       lambda s: s['web'].update(volumes=[CERTIFICATE, f'{WEB}:ro']),
                       lambda s: s['gateway'].update(networks=['browsers'], network_mode=None),
                       lambda s: s['gateway'].update(image='localhost/pvd-web'),
                       lambda s: s['pvd'].update(cap_drop=[])]:
            changed = copy.deepcopy(self.compose)
            change(changed['services'])
            self.assertNotEqual(list(faults(changed)), [])

    def test_no_image_is_root_s(self):
        self.assertEqual(re.findall(r'^USER (.*)$', self.dockerfile, re.MULTILINE), ['10002:10001', '10001:10001'])

    def test_the_base_is_the_caller_s_to_choose(self):
        self.assertEqual(re.findall(r'^FROM (\S+)', self.dockerfile, re.MULTILINE), ['${BASE}'] * 3)

    def is_let_through(self, path):
        """Itself, within a folder that is, or a folder of what is."""
        return any(f'{path}/'.startswith(f'{name}/') or name.startswith(f'{path}/') for name in self.let_through)

    def test_the_build_sees_what_it_copies(self):
        copied = [source for line in re.findall(r'^COPY (?!--from)(.*)$', self.dockerfile, re.MULTILINE)
                  for source in line.split()[:-1] if source != '.']
        self.assertIn('package-lock.json', copied)
        for source in [*copied, 'Makefile', 'services/gateway/console', 'deploy/node/package-lock.json']:
            self.assertTrue(self.is_let_through(source), source)
        for source in copied:
            self.assertTrue(os.path.exists(os.path.join(ROOT, source)), source)
        for private in ['node_modules', 'var', 'build', '.git', 'deploy/node/node_modules']:
            self.assertFalse(self.is_let_through(private), private)


def eventually(done, what):
    """Waits until done() gives something."""
    end = time.monotonic() + SECONDS
    while not (found := done()):
        assert time.monotonic() < end, what
        time.sleep(0.5)
    return found


class Run(unittest.TestCase):
    """One instance for all tests; each leaves it running."""

    @classmethod
    def setUpClass(cls):
        if not os.environ.get('PVD_TEST_PODMAN'):
            raise unittest.SkipTest('PVD_TEST_PODMAN=1 runs containers for real; make soak does')
        if missing():
            raise unittest.SkipTest(f'to run containers for real, this machine lacks {", ".join(missing())}')
        cls.instance = cls.enterClassContext(Compose())
        cls.instance.compose('build')
        cls.instance.compose('up', '-d')
        cls.wait_until_ready()
        imported = cls.instance.pvd('import', 'cog', '/cog/data', '--json', options=['-v', f'{COG}:/cog:ro'])
        assert json.loads(imported.stdout)['communes'] == FRANCE['communes'], imported.stdout
        cls.instance.pvd('import', 'criteria')
        cls.first_logs = cls.instance.compose('logs')

    @classmethod
    def wait_until_ready(cls):
        eventually(lambda: cls.instance.pvd('status', check=False).returncode == 0, 'not all services answer')

    def heads(self):
        status = json.loads(self.instance.pvd('status', '--json').stdout)
        return {name: service['position'] for name, service in status['services'].items()}

    def test_a_container_sees_its_own_key_alone(self):
        for service in SERVICES:
            keys = self.instance.within(service, 'ls', 'keys').split()
            self.assertEqual(keys, sorted({'bus.pub', f'{service}.key', f'{service}.pub'}))
            others = self.instance.within(service, 'find', '/parts', HOME, '-name', '*.key').split()
            self.assertEqual(others, [f'{HOME}/keys/{service}.key'])

    def test_the_web_server_sees_the_socket_and_its_certificate_alone(self):
        found = self.instance.within('web', 'find', HOME, '/certificate', '-mindepth', '1', '-maxdepth', '1')
        self.assertEqual(found.split(), [f'{HOME}/web', '/certificate/site.pem'])
        self.assertEqual(self.instance.within('gateway', 'ls', 'web').split(), ['gateway.sock'])

    def test_a_container_is_confined(self):
        for service in LASTING:
            status = self.instance.within(service, 'cat', '/proc/1/status')
            user = '10002' if service == 'web' else '10001'
            for line in ('NoNewPrivs:\t1', 'CapEff:\t0000000000000000', 'CapBnd:\t0000000000000000',
                         '\t'.join(['Uid:', *[user] * 4]), 'Gid:\t10001\t10001\t10001\t10001'):
                self.assertIn(line, status, service)
            self.assertEqual(self.instance.inspect(service, '{{.HostConfig.Memory}} {{.HostConfig.PidsLimit}}'),
                             f'{512 << 20} 64')
            interfaces = self.instance.within(service, 'ls', '/sys/class/net').split()
            self.assertEqual(interfaces, ['eth0', 'lo'] if service in NETWORKS else ['lo'])
            for path in UNWRITABLE.get(service, ['/x', '/opt/pvd/bin/x', 'run/x']):
                self.assertIn('Read-only', self.instance.run(
                    'docker-compose', 'exec', '-T', service, 'touch', path, check=False).stderr)

        for service in SERVICES:
            self.instance.within(service, 'touch', 'instance.json')

    def test_only_partners_and_browsers_come_in(self):
        published = self.instance.podman('ps', '--format', '{{.Ports}}').split()
        self.assertEqual(sorted(published), sorted([f'127.0.0.1:{self.instance.port}->7300/tcp',
                                                    f'127.0.0.1:{self.instance.https}->{self.instance.https}/tcp']))

    def curl(self, path, *args):
        return curl(*args, f'https://localhost:{self.instance.https}{path}')

    def wait_for_browsers(self):
        def is_well():
            try:
                return self.curl('/healthz').status == 200
            except AssertionError:  # nobody listens
                return False
        eventually(is_well, 'the gateway is not reached')

    def token(self):
        return self.instance.pvd('token', 'add', 'anct', '--label', 'essai').stdout.strip()

    def test_a_program_calls_by_https(self):
        self.wait_for_browsers()
        call = ('/api/pvd.bus.v1.BusService/WhoAmI', '--json', '{}')
        for who, headers in (('anct', ['--header', f'Authorization: Bearer {self.token()}']), ('public', [])):
            answer = self.curl(*call, *headers)
            self.assertEqual((answer.version, answer.status), ('HTTP/2', 200), answer.body)
            self.assertEqual(json.loads(answer.body)['actor']['principal'], who)
        self.assertEqual(self.curl('/openapi.json').status, 200)

    def test_a_browser_signs_in_by_a_link(self):
        self.wait_for_browsers()
        site = f'https://localhost:{self.instance.https}'
        link = self.instance.pvd('login-link', 'anct', '--address', site).stdout.strip()
        path, jar = link.removeprefix(site), os.path.join(self.instance.dir, 'cookies')
        same = ('--header', f'Origin: {site}', '--cookie', jar, '--cookie-jar', jar)
        self.assertEqual(self.curl(path).status, 200)
        self.assertEqual(self.curl(path, *same, '--data', '').status, 303)
        session = json.loads(self.curl('/api/session', *same).body)
        self.assertEqual((session['signedIn'], session['actor']['principal']), (True, 'anct'))
        self.assertEqual(self.curl(path, '--header', 'Origin: https://localhost', '--data', '').status, 403)
        with open(jar, encoding='utf-8') as file:
            cookie = file.read().split()[-1]
        said = self.instance.compose('logs')
        self.assertIn('"path":"/connexion/-"', said)
        for secret in (path.rsplit('/', 1)[1], cookie, session['csrfToken']):
            self.assertNotIn(secret, said)

    def test_a_certificate_is_replaced_while_browsers_come(self):
        self.wait_for_browsers()
        before = self.certificate()
        made = os.path.join(self.instance.dir, 'site.pem')
        self.instance.run('openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes',
                          '-days', '2', '-subj', '/CN=localhost', '-keyout', made, '-out', made)
        self.take_certificate('/dev/null', code=65)
        self.take_certificate(made)
        self.instance.compose('kill', '-s', 'HUP', 'web')
        eventually(lambda: self.certificate() != before, 'the certificate is not replaced')
        self.wait_for_browsers()

    def take_certificate(self, path, code=0):
        with open(path, encoding='utf-8') as file:
            taken = self.instance.run('docker-compose', '--ansi', 'never', 'run', '--rm', '-T', 'certificate', 'take',
                                      check=False, stdin=file)
        self.assertEqual(taken.returncode, code, taken.stderr)

    def certificate(self):
        return ssl.get_server_certificate(('localhost', self.instance.https))

    def partner(self, public, secret):
        server_key = self.instance.within('bus', 'cat', 'keys/bus.pub').split()[1]
        return Partner(f'tcp://127.0.0.1:{self.instance.port}', server_key, public, secret)

    def test_a_partner_acts_from_outside(self):
        candidacy = module('registry.v1.candidacy')
        public, secret = (key.decode() for key in zmq.curve_keypair())
        self.instance.pvd('principal', 'add', 'prefecture-77', '--kind', 'person', '--role', 'prefecture',
                          '--departement', '77', '--public-key', public)
        with self.partner(public, secret) as partner:
            request = candidacy.SubmitCandidacyRequest(commune_codes=[FERTE], epci_sirens=[PAYS_DE_BRIE],
                                                       project_note='Le centre et la gare.')
            reply = partner.command('registry', 'pvd.registry.v1.RegistryService/SubmitCandidacy', request)
            submitted = candidacy.SubmitCandidacyResponse.FromString(reply.body).candidacy
            self.assertEqual(list(submitted.commune_codes), [FERTE])
            with self.assertRaises(Refused):
                partner.reply(partner.start(envelope_pb2.KIND_QUERY, 'bus', LIST, b''))

    def test_who_is_killed_is_started_again_and_found_again(self):
        for service in LASTING:
            before = self.heads()
            pid = self.instance.pid(service)
            os.kill(pid, signal.SIGKILL)
            eventually(lambda: self.instance.pid(service) not in (0, pid), f'{service} is not started again')
            self.wait_until_ready()
            self.wait_for_browsers()
            self.assertEqual(self.heads(), before)

    def test_nobody_needs_the_bus_to_be_there_first(self):
        before = self.heads()
        self.instance.compose('stop')
        others = [service for service in LASTING if service != 'bus']
        self.instance.podman('start', *(f'{self.instance.project}_{service}_1' for service in others))
        time.sleep(3)
        self.instance.podman('start', f'{self.instance.project}_bus_1')
        self.wait_until_ready()
        self.assertEqual(self.heads(), before)

    def test_down_is_clean_and_up_finds_all_again(self):
        before = self.heads()
        self.instance.compose('stop')
        for service in LASTING:
            self.assertEqual(self.instance.inspect(service, '{{.State.ExitCode}}'), '0', service)
        for service in SERVICES:
            self.assertIn('event=stopped', self.instance.compose('logs', '--tail=1', service))
        self.instance.compose('down')
        self.assertEqual(self.instance.podman('ps', '-aq'), '')
        self.instance.compose('up', '-d')
        self.wait_until_ready()
        self.assertEqual(self.heads(), before)
        self.wait_for_browsers()
        self.instance.pvd('verify')
        self.instance.pvd('rebuild', '--check')

    def test_a_backup_is_put_back_and_put_back_again(self):
        before = self.heads()['registry']
        self.instance.pvd('backup', 'essai')
        for _ in range(2):
            self.instance.compose('stop', 'registry')
            self.instance.compose('run', '--rm', '-T', 'registry', 'pvd', 'restore', '--dir', '.', 'essai')
            self.instance.compose('start', 'registry')
            self.wait_until_ready()
            self.assertEqual(self.heads()['registry'], before)
            self.instance.pvd('call', 'RecordPopulations', json.dumps(
                {'year': 2021, 'source': 'essai', 'codes': [FERTE], 'values': [1]}))
            self.assertGreater(self.heads()['registry']['epoch'], before['epoch'])

    def test_no_secret_is_seen_from_outside(self):
        secrets = {service: self.instance.within(service, 'cat', f'keys/{service}.key').split()[3]
                   for service in SERVICES}
        secrets['token'] = self.token()
        secrets['operator'] = self.instance.pvd(options=['--entrypoint', 'cat keys/operator.key']).stdout.split()[3]
        self.curl('/api/session', '--header', f'Authorization: Bearer {secrets["token"]}')
        containers = self.instance.podman('ps', '-aq').split()
        seen = ''.join([self.first_logs, self.instance.compose('logs'),
                        self.instance.podman('inspect', *containers, 'localhost/pvd', 'localhost/pvd-web'),
                        self.instance.podman('history', '--no-trunc', 'localhost/pvd'),
                        self.instance.podman('history', '--no-trunc', 'localhost/pvd-web')])
        self.assertIn('event=enrolled', seen)
        for owner, secret in secrets.items():
            self.assertGreaterEqual(len(secret), 40)
            self.assertNotIn(secret, seen, owner)
        for image in ('localhost/pvd', 'localhost/pvd-web'):
            in_image = self.instance.podman('run', '--rm', '--network', 'none', '--entrypoint', 'find', image, '/',
                                            '-xdev', '-name', '*.key', '-o', '-path', '/certificate/*', check=False)
            self.assertEqual(in_image, '')


if __name__ == '__main__':
    unittest.main()
