"""docker-compose.yml: as it is written, always; and run for real by podman where PVD_TEST_PODMAN=1 asks for it, as
`make soak` does where podman is installed."""
import copy
import json
import os
import re
import signal
import time
import unittest

import yaml
import zmq

from containers import Compose, missing
from contract import methods
from partner import ROOT, Partner, Refused, envelope_pb2, module
from programme import COG, FERTE, FRANCE, PAYS_DE_BRIE

SERVICES = sorted({method.service for method in methods() if method.service})
HOME, RUN, PARTS = '/var/lib/pvd', 'run:/var/lib/pvd/run', '/parts'
ENDPOINT = '${PVD_ADDRESS:-127.0.0.1}:${PVD_PORT:-7300}:7300'
CONFINED = {'image': 'localhost/pvd', 'read_only': True, 'cap_drop': ['ALL'],
            'security_opt': ['no-new-privileges:true']}
# What a container may say of itself besides; whatever else there is, is not confined as it should be.
KNOWN = {*CONFINED, 'mem_limit', 'pids_limit', 'logging', 'restart', 'depends_on', 'network_mode', 'networks', 'ports',
         'command', 'entrypoint', 'volumes', 'build', 'profiles', 'init'}
LIST = 'pvd.bus.v1.BusService/ListPrincipals'
SECONDS = 60


def volumes_of(name):
    if name == 'init':
        return [f'{part}:{PARTS}/{part}' for part in sorted(['operator', *SERVICES])]
    owner = 'operator' if name == 'pvd' else name
    return [f'{owner}:{HOME}', RUN if name == 'bus' else f'{RUN}:ro']


def faults_of_container(name, container):
    for key in sorted(set(container) - KNOWN):
        yield f'{name} has {key}'
    for key, value in CONFINED.items():
        if container.get(key) != value:
            yield f'{name}: {key} is {container.get(key)}'
    for key in ('mem_limit', 'pids_limit'):
        if not container.get(key):
            yield f'{name} has no {key}'
    if sorted(container['volumes']) != volumes_of(name):
        yield f'{name} sees {container["volumes"]}'
    network = {key: container.get(key) for key in ('network_mode', 'networks', 'ports')}
    if network != ({'network_mode': None, 'networks': ['partners'], 'ports': [ENDPOINT]} if name == 'bus' else
                   {'network_mode': 'none', 'networks': None, 'ports': None}):
        yield f'{name} has the network {network}'


def faults_of_service(name, container):
    if container.get('restart') != 'unless-stopped':
        yield f'{name} is not started again'
    if list(container.get('depends_on', [])) != ['init']:
        yield f'{name} depends on {container.get("depends_on")}'
    if container['command'][:3] != [f'pvd-{name}', '--dir', '.']:
        yield f'{name} runs {container["command"]}'


def faults(compose):
    """What is wrong in a docker-compose.yml, as sentences."""
    containers = compose['services']
    if sorted(containers) != sorted([*SERVICES, 'init', 'pvd']):
        yield f'the contract has {SERVICES}, docker-compose.yml {sorted(containers)}'
    if sorted(compose['volumes']) != sorted([*SERVICES, 'operator', 'run']) or any(compose['volumes'].values()):
        yield f'the volumes are {compose["volumes"]}'
    for name, container in containers.items():
        yield from faults_of_container(name, container)
        if name in SERVICES:
            yield from faults_of_service(name, container)


class Written(unittest.TestCase):
    def setUp(self):
        with open(os.path.join(ROOT, 'docker-compose.yml'), encoding='utf-8') as file:
            self.compose = yaml.safe_load(file)
        with open(os.path.join(ROOT, 'deploy', 'compose', 'Dockerfile'), encoding='utf-8') as file:
            self.dockerfile = file.read()

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
                       lambda s: s['pvd'].update(cap_drop=[])]:
            changed = copy.deepcopy(self.compose)
            change(changed['services'])
            self.assertNotEqual(list(faults(changed)), [])

    def test_the_image_is_not_root_s(self):
        self.assertEqual(re.findall(r'^USER (.*)$', self.dockerfile, re.MULTILINE), ['10001:10001'])

    def test_the_base_is_the_caller_s_to_choose(self):
        self.assertEqual(re.findall(r'^FROM (\S+)', self.dockerfile, re.MULTILINE), ['${BASE}', '${BASE}'])


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

    def test_a_container_is_confined(self):
        for service in SERVICES:
            status = self.instance.within(service, 'cat', '/proc/1/status')
            for line in ('NoNewPrivs:\t1', 'CapEff:\t0000000000000000', 'CapBnd:\t0000000000000000',
                         'Uid:\t10001\t10001\t10001\t10001'):
                self.assertIn(line, status, service)
            self.assertEqual(self.instance.inspect(service, '{{.HostConfig.Memory}} {{.HostConfig.PidsLimit}}'),
                             f'{512 << 20} 64')
            interfaces = self.instance.within(service, 'ls', '/sys/class/net').split()
            self.assertEqual(interfaces, ['eth0', 'lo'] if service == 'bus' else ['lo'])
            self.instance.within(service, 'touch', 'instance.json')
            for path in ('/x', '/opt/pvd/bin/x', 'run/x' if service != 'bus' else '/etc/x'):
                self.assertIn('Read-only', self.instance.run(
                    'docker-compose', 'exec', '-T', service, 'touch', path, check=False).stderr)

    def test_only_the_partners_endpoint_is_published(self):
        published = self.instance.podman('ps', '--format', '{{.Ports}}').split()
        self.assertEqual(published, [f'127.0.0.1:{self.instance.port}->7300/tcp'])

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
        for service in SERVICES:
            before = self.heads()
            pid = self.instance.pid(service)
            os.kill(pid, signal.SIGKILL)
            eventually(lambda: self.instance.pid(service) not in (0, pid), f'{service} is not started again')
            self.wait_until_ready()
            self.assertEqual(self.heads(), before)

    def test_nobody_needs_the_bus_to_be_there_first(self):
        before = self.heads()
        self.instance.compose('stop')
        others = [service for service in SERVICES if service != 'bus']
        self.instance.podman('start', *(f'{self.instance.project}_{service}_1' for service in others))
        time.sleep(3)
        self.instance.podman('start', f'{self.instance.project}_bus_1')
        self.wait_until_ready()
        self.assertEqual(self.heads(), before)

    def test_down_is_clean_and_up_finds_all_again(self):
        before = self.heads()
        self.instance.compose('stop')
        for service in SERVICES:
            self.assertEqual(self.instance.inspect(service, '{{.State.ExitCode}}'), '0', service)
            self.assertIn('event=stopped', self.instance.compose('logs', '--tail=1', service))
        self.instance.compose('down')
        self.assertEqual(self.instance.podman('ps', '-aq'), '')
        self.instance.compose('up', '-d')
        self.wait_until_ready()
        self.assertEqual(self.heads(), before)
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
            self.instance.pvd('call', 'Note', '{"text": "après"}', '--service', 'registry')
            self.assertGreater(self.heads()['registry']['epoch'], before['epoch'])

    def test_no_secret_is_seen_from_outside(self):
        secrets = {service: self.instance.within(service, 'cat', f'keys/{service}.key').split()[3]
                   for service in SERVICES}
        secrets['operator'] = self.instance.pvd(options=['--entrypoint', 'cat keys/operator.key']).stdout.split()[3]
        containers = self.instance.podman('ps', '-aq').split()
        seen = ''.join([self.first_logs, self.instance.compose('logs'),
                        self.instance.podman('inspect', *containers, 'localhost/pvd'),
                        self.instance.podman('history', '--no-trunc', 'localhost/pvd')])
        self.assertIn('event=enrolled', seen)
        for owner, secret in secrets.items():
            self.assertEqual(len(secret), 40)
            self.assertNotIn(secret, seen, owner)
        in_image = self.instance.podman('run', '--rm', '--network', 'none', '--entrypoint', 'find', 'localhost/pvd',
                                        '/', '-xdev', '-name', '*.key', check=False)
        self.assertEqual(in_image, '')


if __name__ == '__main__':
    unittest.main()
