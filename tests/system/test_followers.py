"""The programme's services, which follow each other: a follower owes its state to nobody but its own store, what was
written is read at one that slept meanwhile, and a source restored from a backup is followed again by all."""
import json
import signal
import time
import unittest

from partner import envelope_pb2, module
from programme import COULOMMIERS, FERTE, PAYS_DE_BRIE, Programme

notice_pb2, process_pb2 = module('club.v1.notice'), module('bus.v1.process')
LIST_NOTICES, STATUS = 'pvd.club.v1.ClubService/ListNotices', 'pvd.bus.v1.ProcessService/GetStatus'
FOLLOWERS = {'registry', 'eligibility', 'funding', 'club'}
HELD_SECONDS, SOON_SECONDS = 1, 30


class Followers(unittest.TestCase):
    """One instance for all: its import is what takes time. Each test leaves it as it was."""

    @classmethod
    def setUpClass(cls):
        cls.programme = cls.enterClassContext(Programme())
        cls.follows = {service: [follow['service'] for follow in cls.programme.status(service)['follows']]
                       for service in cls.programme.services()}
        cls.programme.act('prefecture-77', 'JoinClub', departementCodes=['77'])

    def setUp(self):
        self.held = []
        self.addCleanup(self.release)

    # ---- What the tests do

    def hold(self, *services):
        for service in services:
            self.programme.kill(service, signal.SIGSTOP)
            self.held.append(service)

    def release(self):
        while self.held:
            self.programme.kill(self.held.pop(), signal.SIGCONT)

    def head_of(self, service):
        position = self.programme.status(service)['position']
        return envelope_pb2.AtLeast(service=service, epoch=position['epoch'], sequence=int(position['sequence']))

    def all_heard(self):
        """Every follower comes to the head of each of its sources, and nobody has anything to complain of."""
        with self.programme.partner('operator') as reader:
            for follower, sources in self.follows.items():
                for source in sources:
                    reader.query(follower, STATUS, b'', process_pb2.GetStatusResponse, timeout=SOON_SECONDS,
                                 at_least=self.head_of(source))
        self.assertEqual({service: self.programme.status(service)['alarms'] for service in self.follows},
                         {service: [] for service in self.follows})

    def candidacy(self, *communes):
        return self.programme.submit('prefecture-77', communes=communes, epcis=[PAYS_DE_BRIE])

    def withdraw(self, candidacy):
        self.programme.act('prefecture-77', 'WithdrawCandidacy', candidacyId=candidacy, reason='Fin de l’essai.')

    def check(self, service):
        rebuilt = json.loads(self.programme.pvd('rebuild', '--check', '--service', service, '--json').stdout)
        self.assertTrue(rebuilt['services'][service]['same'])

    # ---- The tests

    def test_a_follower_is_rebuilt_while_its_sources_are_stopped(self):
        """But the gateway: without the bus, which it follows, nobody could ask."""
        followers = {service for service, sources in self.follows.items() if sources and 'bus' not in sources}
        self.assertEqual(followers, FOLLOWERS)
        for follower in sorted(FOLLOWERS):
            with self.subTest(follower=follower):
                self.hold(*self.follows[follower])
                self.check(follower)
                self.release()
        self.all_heard()

    def test_what_was_written_is_read_at_a_follower_that_slept(self):
        candidacy = self.candidacy(FERTE, COULOMMIERS)
        self.hold('club')
        self.programme.favour(candidacy)
        with self.programme.partner('prefecture-77') as reader:
            written = self.head_of('registry')
            asked = reader.start(envelope_pb2.KIND_QUERY, 'club', LIST_NOTICES, notice_pb2.ListNoticesRequest(),
                                 timeout=SOON_SECONDS, at_least=written)
            time.sleep(HELD_SECONDS)
            reader.take(0)
            self.assertNotIn(asked, reader.replies, 'a process that is stopped has answered')
            self.release()
            answer = notice_pb2.ListNoticesResponse.FromString(reader.reply(asked, SOON_SECONDS).body)
        told = [(notice.source.service, notice.source.sequence) for notice in answer.notices]
        self.assertIn(('registry', written.sequence), told)
        self.withdraw(candidacy)

    def test_a_registry_restored_from_a_backup(self):
        """Its followers know more of it than it does: all say so, and go back when told to."""
        followers = [service for service, sources in self.follows.items() if 'registry' in sources]
        self.programme.pvd('backup', 'soir', '--service', 'registry')
        lost = self.candidacy(FERTE)
        self.all_heard()
        self.programme.stop()
        self.programme.pvd('restore', 'soir')
        self.programme.start()
        self.programme.settle()
        told = self.programme.pvd('status').stdout
        for follower in followers:
            self.assertRegex(told, f'JOURNAL_DIVERGED .*pvd resume {follower} registry --rewind')
            self.programme.pvd('resume', follower, 'registry', '--rewind')
        self.all_heard()  # where the new epoch has no entry yet
        kept = self.candidacy(FERTE)
        self.all_heard()
        subjects = [notice['subjectId'] for notice in self.programme.act('prefecture-77', 'ListNotices')['notices']
                    if notice['source']['service'] == 'registry']
        self.assertEqual((subjects.count(lost), subjects.count(kept)), (1, 1), 'what was told stays told')
        for follower in followers:
            self.check(follower)
        self.withdraw(kept)


if __name__ == '__main__':
    unittest.main()
