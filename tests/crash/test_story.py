"""kill -9 while the whole programme is at work: `pvd demo` plays a story over all services, and each of them is killed
at each of its steps. What comes of it is what comes of a run that nobody disturbs: no act is lost, none takes effect
twice, nothing that one service heard of another is forgotten or told again."""
import collections
import json
import os
import re
import signal
import subprocess
import time
import unittest

from amount import amount
from instance import BIN
from notes import read_all
from partner import Chain
from programme import Programme

from test_kill import check_stores

SERVICES = ['bus', 'registry', 'eligibility', 'funding', 'club']
PASSES = amount(1, 5)  # five kill each service at each step, one at each fifth
SEEN = 0.7  # of its steps: some are over before the watcher looks again
STORY_SECONDS = 120  # under the sanitizers, beside other tests
UNREACHABLE = 3  # exit code
# Where each process dies: with what it took in of others before it is stored, or stored before anybody hears of it.
POINTS = ['engine_before_commit:7', 'store_after_commit:7', 'engine_after_commit:11']
MEMBERS = ('mairie-ferte', 'prefecture-77', 'membre')  # of the Club, in the story


class Stage(Programme):
    """An instance with all that a first start brings; the story is played on it again and again."""

    def prepare(self):
        self.adopt_grid()
        self.pvd('import', 'catalogue')
        self.call('RunScores', {}, '--timeout', '60')
        self.chains = {service: Chain() for service in SERVICES}
        self.journaled()

    def start_again(self, kill):
        self.stop()
        self.env['PVD_KILL'] = kill
        self.start()

    def deaths(self):
        """How often each service was killed since the instance was made."""
        with open(self.path('up.log'), encoding='utf-8', errors='replace') as log:
            return collections.Counter(re.findall(r'event=process_died process=(\S+) pid=\d+ signal=9', log.read()))

    # ---- The story

    def play(self):
        """Whoever watches its steps comes first: on a busy machine it would take several while nobody looks."""
        return subprocess.Popen(['nice', '-n', '19', os.path.join(BIN, 'pvd'), '--dir', self.dir, 'demo'],
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def kept(self):
        """How many steps were played; None before it begins."""
        with open(self.path('demo.json'), encoding='utf-8') as file:
            state = json.load(file)
        return None if 'removed' in state else len(state['steps'])

    def take_back(self):
        self.pvd('demo', '--remove', timeout=STORY_SECONDS)
        self.settle()
        self.journaled()

    # ---- What came of it

    def resume(self):
        """As an operator does: two kills from outside, both while one entry was being taken in, look like that entry's
        doing, and halt its source."""
        for service in SERVICES:
            for follow in self.status(service)['follows']:
                if follow['halted']:
                    print(f'{service} had halted {follow["service"]}: {follow["halted"]}')
                    assert 'POISONED' in follow['halted'], follow
                    self.pvd('resume', service, follow['service'])

    def outcome(self):
        """What is to be the same each time it is played: no ids, no instants, no positions."""
        self.settle()
        self.resume()
        self.settle()
        told = json.loads(self.pvd('demo', '--json').stdout)
        assert told['wasDone']
        steps = told['steps']
        return {'steps': [(step['step'], step['outcome'], step.get('reason')) for step in steps],
                'territories': self.territories(), 'candidacies': self.candidacies(steps),
                'applications': self.applications(steps), 'journaled': self.journaled(),
                **{f'told to {member}': self.notices(f'demo.{told["run"]}.{member}') for member in MEMBERS}}

    def territories(self):
        found = self.act('anct', 'ListTerritories', status='TERRITORY_STATUS_LABELLED')['territories']
        return sorted((row['name'], row['communeCodes']) for row in found)

    def candidacies(self, steps):
        made = [step['answer']['candidacy']['id'] for step in steps
                if step['method'].endswith('/SubmitCandidacy') and step['outcome'] == 'accepted']
        found = [self.act('anct', 'GetCandidacy', candidacyId=each)['candidacy'] for each in made]
        return [(row['communeCodes'], row['status']) for row in found]

    def applications(self, steps):
        made = [step['answer']['application']['id'] for step in steps
                if step['method'].endswith('/FileApplication') and step['outcome'] == 'accepted']
        found = [self.act('anct', 'GetApplication', applicationId=each)['application'] for each in made]
        return [(row['status'], row['lines'], [payment['amountCents'] for payment in row['payments']])
                for row in found]

    def notices(self, member):
        """Of each event once. A town is named by its code where the Club hears of its score, from one journal, before it
        hears of its candidacy, from another: names are left out."""
        found = self.act(member, 'ListNotices', pageSize=1000)['notices']
        sources = [json.dumps(notice['source'], sort_keys=True) for notice in found]
        assert len(sources) == len(set(sources)), f'{member} was told twice: {found}'
        return sorted((notice['topic'], notice['title'].split(' : ')[0]) for notice in found)

    def journaled(self):
        """How many events of each type there are since this was asked last."""
        with self.partner('operator') as reader:
            headers = [header for service, chain in self.chains.items()
                       for header, _ in read_all(reader, service, chain)]
        return dict(collections.Counter(header.type for header in headers))


class Story(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.stage = cls.enterClassContext(Stage())
        cls.stage.prepare()
        for _ in range(2):  # the first run records populations that stay
            cls.finish(cls.stage.play())
            cls.undisturbed = cls.stage.outcome()
            cls.stage.take_back()

    @staticmethod
    def finish(story):
        output, errors = story.communicate(timeout=STORY_SECONDS)
        assert story.returncode == 0, output + errors

    def tearDown(self):
        self.stage.take_back()

    def compare(self):
        outcome = self.stage.outcome()
        for name, wanted in self.undisturbed.items():
            self.assertEqual(outcome[name], wanted, name)
        check_stores(self, self.stage)

    # ---- Killed at each step

    def test_each_service_is_killed_at_each_step(self):
        for offset in range(PASSES):
            with self.subTest(offset=offset):
                if offset:
                    self.stage.take_back()
                killed = self.kill_at_each_step(offset)
                self.compare()
                self.assertGreater(len(killed), SEEN * len(self.undisturbed['steps']), killed)
                self.assertEqual(set(killed.values()), set(SERVICES))

    def kill_at_each_step(self, offset):
        """At the beginning of each step the next service in rotation; step → service."""
        pids = {service: 0 for service in SERVICES}
        killed = {}
        story = self.stage.play()
        while story.poll() in (None, UNREACHABLE):
            if story.returncode:  # there was no bus to connect to: it said so, and is called again
                story.communicate()
                story = self.stage.play()
            step = self.stage.kept()
            if step is None or step in killed:
                time.sleep(0.001)
                continue
            victim = SERVICES[(step + offset) % len(SERVICES)]
            story.send_signal(signal.SIGSTOP)
            pids[victim] = self.kill_another(victim, pids[victim])
            story.send_signal(signal.SIGCONT)
            killed[step] = victim
        self.finish(story)
        return killed

    def kill_another(self, service, dead):
        """Kills its process once that is another one than the one that died."""
        end = time.monotonic() + STORY_SECONDS
        while self.stage.pid(service) == dead:
            self.assertLess(time.monotonic(), end)
            time.sleep(0.005)
        pid = self.stage.pid(service)
        os.kill(pid, signal.SIGKILL)
        return pid

    # ---- Killed at points of a turn

    def killed_at(self, point):
        before = self.stage.deaths()
        self.stage.start_again(kill=point)
        self.finish(self.stage.play())
        self.stage.start_again(kill='')
        self.compare()
        died = self.stage.deaths() - before
        self.assertLessEqual(set(SERVICES), set(died), f'not all were killed: {died}')


def add_point(point):
    def test(self):
        self.killed_at(point)
    setattr(Story, f'test_all_are_killed_{point.split(":")[0]}', test)


for each in POINTS[:1 if PASSES == 1 else None]:
    add_point(each)


if __name__ == '__main__':
    unittest.main()
