"""`pvd demo` on a real instance: the story of deploy/demo/story.json is played once, goes on after a kill, is taken
back by acts, and can be played again."""
import json
import os
import re
import signal
import subprocess
import time
import unittest

import zmq

from instance import BIN, Instance
from partner import ROOT
from programme import FERTE, SORGUE, Programme

DEMO_SECONDS = 120  # under the sanitizers
LABELLED = 'TERRITORY_STATUS_LABELLED'
TOWNS = {'77183', '84054', '06163', '06023', '31523', '31020', '31503', '73248'}  # of the six territories
REFUSED = {  # step → why
    'ferte-avis-84': 'OUT_OF_SCOPE', 'ferte-demande-inconnue': 'MEASURE_UNKNOWN',
    'ferte-demande-haute': 'ABOVE_CEILING', 'ferte-accord-84': 'OUT_OF_SCOPE',
    'ferte-versement-trop': 'ABOVE_COMMITMENT', 'isle-trop-tard': 'POPULATION_LIMIT',
    'maurienne-engagement-73': 'NOT_YOUR_LINE'}
PAID = {'etat': 39000_00 + 15000_00, 'anah': 30000_00, 'banque-des-territoires': 0}
FILED = ['PAID', 'COMMITTED', 'FILED', 'PAID', 'COMMITTED']  # the five applications, in the order they were filed


class Stage(Programme):
    """An instance with all that a first start brings, and nobody on it."""

    def start(self, wait=True):
        super().start(wait)
        self.adopt_grid()
        self.pvd('import', 'catalogue')
        self.call('RunScores', {}, '--timeout', '60')
        return self

    def demo(self, *args):
        return self.pvd('demo', *args, timeout=DEMO_SECONDS)

    def played(self):
        """step → what came of it."""
        return {step['step']: step for step in json.loads(self.demo('--beside', '--json').stdout)['steps']}

    def living(self):
        return self.act('passant', 'ListTerritories', status=LABELLED)['territories']


class Story(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.instance = cls.enterClassContext(Stage())

    def test_the_story(self):
        """One after the other, on one instance: each part leaves what the next needs."""
        self.refused_beside_others()
        self.a_key_that_looks_like_a_hole()
        self.killed_midway()
        steps = self.instance.played()
        self.outcomes(steps)
        self.territories()
        self.money()
        self.notices(steps)
        self.the_table()
        self.nothing_doubled()
        self.done_but_not_kept(steps)
        self.removed()
        self.again()

    # ---- Playing

    def refused_beside_others(self):
        candidacy = self.instance.submit('mairie')
        done = self.instance.pvd('demo', '--json', check=False)
        self.assertEqual((done.returncode, json.loads(done.stdout)['error']['reason']), (1, 'NOT_A_STAGE'))
        self.assertFalse(os.path.exists(self.instance.path('demo.json')))
        self.instance.act('mairie', 'WithdrawCandidacy', candidacyId=candidacy, reason='La place est prise.')

    def a_key_that_looks_like_a_hole(self):
        """One player's key holds, by chance, what a template would fill."""
        public, secret = next(pair for pair in iter(zmq.curve_keypair, None) if re.search(rb'\$\{.*}', pair[0]))
        for name, text in (('key', b'public %s\nsecret %s\n' % (public, secret)), ('pub', b'public %s\n' % public)):
            with open(self.instance.path('keys', f'demo.1.membre.{name}'), 'wb') as file:
                os.chmod(file.name, 0o400)
                file.write(text)

    def killed_midway(self):
        """At whatever it was doing, several times: it is to go on, and do nothing twice."""
        for steps in (1, 9, 22, 40):
            self.kill_after(steps, run=1)

    def kill_after(self, steps, run):
        """Plays until that many steps are kept of that run."""
        demo = subprocess.Popen([os.path.join(BIN, 'pvd'), '--dir', self.instance.dir, 'demo', '--beside'],
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        end = time.monotonic() + DEMO_SECONDS
        while self.kept(run) < steps and demo.poll() is None:
            self.assertLess(time.monotonic(), end)
            time.sleep(0.001)
        demo.kill()
        self.assertEqual((demo.communicate()[0], demo.returncode), (b'', -signal.SIGKILL))

    def kept(self, run):
        try:
            with open(self.instance.path('demo.json'), encoding='utf-8') as file:
                state = json.load(file)
                return len(state['steps']) if state['run'] == run else 0
        except FileNotFoundError:
            return 0

    # ---- What came of it

    def outcomes(self, steps):
        self.assertEqual({name: step['reason'] for name, step in steps.items() if step['outcome'] == 'refused'},
                         REFUSED)
        self.assertIn('20244', steps['isle-trop-tard']['message'])
        self.assertEqual(steps['isle-trop-tard']['rule'], 'Instruction du 16 octobre 2019, annexe 2')
        self.assertFalse(steps['isle-score']['answer']['score']['eligible'])
        self.assertEqual(steps['isle-label']['answer']['label']['criteriaVersion'], 'criteria-2020')
        self.assertTrue(steps['comptes']['answer']['balanced'], steps['comptes']['answer'])
        self.assertEqual(self.criteria(), 'criteria-2026')

    def criteria(self):
        return self.instance.act('passant', 'GetCriteria')['criteria']['version']

    def offer(self):
        return self.instance.act('passant', 'GetMeasure', measureId='chef-de-projet')['measure']['version']

    def territories(self):
        found = self.instance.living()
        self.assertEqual(sum(len(row['communeCodes']) for row in found), len(TOWNS))
        self.assertEqual({code for row in found for code in row['communeCodes']}, TOWNS)
        ident = self.instance.territory(communeCode=FERTE, status=LABELLED)['id']
        ferte = self.instance.act('passant', 'GetTerritory', territoryId=ident)['territory']
        committee, = ferte['committees']
        self.assertEqual((committee['heldOn'], committee['place']), ('2021-10-12', 'Coulommiers'))
        self.assertEqual(len(ferte['axes']), 4)
        self.assertFalse(self.instance.act('passant', 'GetScore', communeCode=SORGUE)['score']['eligible'])
        refused = self.instance.act('anct', 'ListCandidacies', status='CANDIDACY_STATUS_REFUSED')['candidacies']
        self.assertEqual([row['communeCodes'] for row in refused], [['06103']])

    def money(self):
        totals = {row['payer']: row for row in self.instance.act('anct', 'GetTotals')['payers']}
        self.assertEqual({payer: int(row['paidCents']) for payer, row in totals.items()}, PAID)
        self.assertEqual(int(totals['etat']['committedCents']), PAID['etat'] + 24750_00)
        rows = self.applications()
        self.assertEqual([row['status'].removeprefix('APPLICATION_STATUS_') for row in rows], FILED)
        self.assertEqual([int(payment['amountCents']) for payment in rows[0]['payments']], [19500_00, 19500_00])

    def applications(self):
        return self.instance.act('anct', 'ListApplications')['applications']

    def notices(self, steps):
        """Each member was told of each event once."""
        for who in ('mairie-ferte', 'prefecture-77', 'membre'):
            found = self.instance.act(f'demo.1.{who}', 'ListNotices', pageSize=1000)
            sources = [json.dumps(notice['source'], sort_keys=True) for notice in found['notices']]
            self.assertEqual(len(sources), len(set(sources)), who)
            self.assertGreater(len(sources), 3, who)
        read = [notice for notice in self.instance.act('demo.1.mairie-ferte', 'ListNotices', pageSize=1000)['notices']
                if notice['read']]
        self.assertEqual([notice['id'] for notice in read],
                         [steps['avis-ferte']['answer']['notices'][0]['id']])
        self.assertFalse([notice for notice in self.instance.act('demo.1.membre', 'ListNotices')['notices']
                          if notice['restricted']], 'a member of the public reads what is not public')

    def the_table(self):
        told = self.instance.demo().stdout
        for line in told.splitlines():
            self.assertLessEqual(len(line), 100, line)
        for words in ('La Ferté-sous-Jouarre', 'POPULATION_LIMIT', 'Instruction du 16 octobre 2019',
                      'ABOVE_CEILING', '✗ refusé', '19\u202f500,00\u00a0€', 'déjà été jouée'):
            self.assertIn(words, told)
        self.assertNotIn('\033', told)
        self.assertNotIn('${', told)

    def nothing_doubled(self):
        positions = self.instance.positions()
        self.assertTrue(json.loads(self.instance.demo('--json').stdout)['wasDone'])
        self.assertEqual(self.instance.positions(), positions)

    def done_but_not_kept(self, steps):
        """Killed after a service has acted and before demo.json says so: the act is replayed, not done again."""
        path, positions = self.instance.path('demo.json'), self.instance.positions()
        with open(path, encoding='utf-8') as file:
            state = json.load(file)
        acts = ('club-ferte', 'ferte-candidature', 'ferte-label', 'ferte-demande', 'ferte-versement-2')
        for name in acts:
            del state['steps'][name]
        with open(path, 'w', encoding='utf-8') as file:
            json.dump(state, file)
        again = self.instance.played()
        self.assertEqual([again[name]['answer'] for name in acts], [steps[name]['answer'] for name in acts])
        self.assertEqual(self.instance.positions(), positions)

    # ---- And back

    def removed(self):
        self.adopt_others()
        self.instance.demo('--remove')
        self.assertEqual(self.instance.living(), [])
        self.assertEqual([row['status'] for row in self.instance.act('anct', 'ListCandidacies')['candidacies']
                          if row['status'] in ('CANDIDACY_STATUS_SUBMITTED', 'CANDIDACY_STATUS_OPINION_GIVEN',
                                               'CANDIDACY_STATUS_PROPOSED')], [])
        self.assertEqual(self.instance.act('anct', 'ListMembers')['members'], [])
        self.assertEqual([row['status'].removeprefix('APPLICATION_STATUS_') for row in self.applications()],
                         [status.replace('FILED', 'WITHDRAWN') for status in FILED])
        self.assertEqual(self.criteria(), 'criteria-essai', 'what came after the story was overwritten')
        self.assertEqual([name for name in os.listdir(self.instance.path('keys')) if name.startswith('demo.')], [])
        principals = json.loads(self.instance.pvd('principal', 'list', '--with-revoked', '--json').stdout)
        demo = [row for row in principals['principals'] if row['id'].startswith('demo.')]
        self.assertTrue(demo and all(row['revoked'] for row in demo))
        again = self.instance.pvd('demo', '--remove', '--json', check=False)
        self.assertEqual(json.loads(again.stdout)['error']['reason'], 'NO_DEMO')
        self.instance.pvd('verify')

    def adopt_others(self):
        criteria = self.instance.act('anct', 'GetCriteria')['criteria']
        self.instance.act('anct', 'AdoptCriteria', criteria={**criteria, 'version': 'criteria-essai'})

    def again(self):
        """A new run, by new principals; taken back before its end."""
        self.kill_after(40, run=2)
        self.assertEqual(self.criteria(), 'criteria-2020')
        self.instance.demo('--remove')
        self.assertEqual(self.instance.living(), [])
        self.assertEqual(self.criteria(), 'criteria-essai')
        self.assertEqual(self.offer(), '2026-1')
        self.assertEqual(len(self.instance.played()), len(re.findall('"step":', self.story())))
        self.assertEqual(len(self.instance.living()), 6)
        self.instance.pvd('rebuild', '--check')

    @staticmethod
    def story():
        with open(os.path.join(ROOT, 'deploy', 'demo', 'story.json'), encoding='utf-8') as file:
            return file.read()


class WithoutTheNation(unittest.TestCase):
    def test_the_key_of_the_nation_is_needed(self):
        with Instance() as instance:
            os.rename(instance.path('keys', 'anct.key'), instance.path('anct.key'))
            done = instance.pvd('demo', '--json', check=False)
            self.assertEqual((done.returncode, json.loads(done.stdout)['error']['reason']), (5, 'NO_ANCT_KEY'))


if __name__ == '__main__':
    unittest.main()
