"""A partner with Debian's python3-zmq and python3-protobuf and the .proto files, nothing of ours: signs on, calls,
follows events by cursor, is killed and resumes without gap or repeat, verifies the chain."""
import random
import shutil
import unittest

from followers import DIVERGED, Follower
from instance import Instance
from notes import Writer, read_all
from partner import Chain, Refused

KILLS = 8


class PartnerInterop(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.instance = cls.enterClassContext(Instance(up=['--no-import']))
        cls.instance.principal('banque-des-territoires', 'PARTNER', '--partner', 'bdt', kind='partner')

    def test_killed_and_resumed_without_gap_or_repeat(self):
        chance = random.Random(7)
        follower = Follower(self.instance, 'banque-des-territoires')
        with self.instance.partner('operator') as partner:
            writer = Writer(partner, in_flight=8)
            for _ in range(KILLS):
                process = follower.start()
                writer.run(seconds=chance.uniform(0.3, 0.9))
                process.kill()
                process.wait(10)
            self.assertEqual(follower.catch_up(), 0)
            head = len(read_all(partner))
        sequences = follower.sequences()
        self.assertEqual(sequences, list(range(1, head + 1)))
        self.assertGreater(head, KILLS)
        print(f'{head} entries, {KILLS} kills')

    def test_the_chain_is_verified_and_tampering_seen(self):
        with self.instance.partner('operator') as partner:
            Writer(partner).run(count=5)
            answer = partner.fetch('registry')
        for change in ('header', 'payload', 'salt', 'commitment', 'hash'):
            entry = type(answer.entries[0]).FromString(answer.entries[0].SerializeToString())
            value = bytearray(getattr(entry, change))
            value[-1] ^= 1
            setattr(entry, change, bytes(value))
            with self.assertRaises(ValueError, msg=change):
                Chain().take(entry)
        entry = type(entry).FromString(answer.entries[0].SerializeToString())
        entry.audience += b'x'
        with self.assertRaises(ValueError, msg='audience'):
            Chain().take(entry)
        with self.assertRaises(ValueError):
            Chain().take(answer.entries[1])  # the first one dropped

    def test_a_partner_out_of_scope_verifies_without_reading(self):
        """The bus's own journal says that something happened, not to whom."""
        with self.instance.partner('banque-des-territoires') as partner:
            chain = Chain()
            answer = partner.fetch('bus')
            self.assertGreater(len(answer.entries), 0)
            for entry in answer.entries:
                chain.take(entry)
                self.assertEqual((entry.payload, entry.salt), (b'', b''))

    def test_what_a_partner_may_not_do(self):
        with self.instance.partner('banque-des-territoires') as partner:
            with self.assertRaises(Refused) as refused:
                Writer(partner).run(count=1)
            self.assertEqual(refused.exception.reason, 'ROLE_REQUIRED')


class RestoredCopy(unittest.TestCase):
    """A service that goes on from an older copy of its folder: whoever followed it further is told, and stops."""

    def setUp(self):
        self.instance = self.enterContext(Instance(up=['--no-import']))
        self.instance.principal('caisse', 'PARTNER', '--partner', 'caisse', kind='partner')
        self.follower = Follower(self.instance, 'caisse')

    def write(self, count):
        with self.instance.partner('operator') as partner:
            Writer(partner).run(count=count)

    def copy_back(self):
        """An operator's mistake: yesterday's folder put back with `cp`, nothing told to anybody."""
        self.write(10)
        self.instance.stop()
        shutil.copytree(self.instance.path('registry'), self.instance.path('yesterday'))
        self.instance.start()
        self.write(10)
        self.assertEqual(self.follower.catch_up(), 0)
        self.instance.stop()
        shutil.rmtree(self.instance.path('registry'))
        shutil.move(self.instance.path('yesterday'), self.instance.path('registry'))
        self.instance.start()

    def test_a_follower_beyond_the_restored_head_is_told(self):
        self.copy_back()
        before = self.follower.sequences()
        self.assertEqual(self.follower.catch_up(), DIVERGED)
        self.assertEqual(self.follower.sequences(), before)

    def test_a_follower_is_told_even_when_the_restored_journal_has_grown_past_it(self):
        self.copy_back()
        self.write(30)
        before = self.follower.sequences()
        self.assertEqual(self.follower.catch_up(), DIVERGED)
        self.assertEqual(self.follower.sequences(), before)

    def test_a_follower_behind_the_backup_goes_on_into_the_new_epoch(self):
        self.write(10)
        self.assertEqual(self.follower.catch_up(), 0)
        self.write(10)
        self.instance.pvd('backup', 'soir')
        self.write(10)
        self.instance.stop()
        self.instance.pvd('restore', 'soir')
        self.instance.start()
        self.write(10)
        self.assertEqual(self.follower.catch_up(), 0)
        self.assertEqual(self.follower.sequences(), list(range(1, 31)))
        self.assertEqual(self.follower.chain().epoch, 2)


if __name__ == '__main__':
    unittest.main()
