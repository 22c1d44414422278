"""A disk that changes what it was given: bytes of a stopped service's store are damaged, of every kind that it has. The
service must refuse to start and say why, or its checks must find it, or nothing of what it serves has changed. It never
serves another journal than the one it wrote; and a backup brings it back."""
import collections
import json
import os
import random
import shutil
import time
import unittest

from amount import SEED, amount
from instance import RELEASED, Instance
from notes import Writer, read_all

PAGE = 4096
FLAGS_AT, UPPER_AT, P_BRANCH = 10, 14, 1  # of a page's header (LMDB's MDB_page); its nodes are from `upper` on
NOTES = 400
TRIALS = amount(2, 60)  # of each kind
SERVICE = 'registry'
START_SECONDS = 10
JOURNAL_MARK = b'pvd.bus.v1.Noted'
# What tells an operator, from the first look to the last.
FOUND = ('refused', 'ended', 'verify', 'rebuild')


def kinds_of(data):
    """The pages of a store, by what they hold."""
    kinds = {'meta': [0, 1], 'branch': [], 'journal': [], 'other': []}
    for page in range(2, len(data) // PAGE):
        content = data[page * PAGE:(page + 1) * PAGE]
        is_branch = content[FLAGS_AT] == P_BRANCH
        kinds['branch' if is_branch else 'journal' if JOURNAL_MARK in content else 'other'].append(page)
    return kinds


class BitRot(unittest.TestCase):
    def setUp(self):
        self.chance = random.Random(SEED)
        self.instance = self.enterContext(Instance(up=['--no-import'], programs=RELEASED))
        with self.instance.partner('operator') as partner:
            self.writer = Writer(partner, SERVICE)
            self.writer.run(count=NOTES)
            self.journal = self.read(partner)
        self.instance.pvd('backup', 'good')
        self.instance.stop()
        self.store = self.instance.path(SERVICE, 'data.mdb')
        self.good = self.instance.path('good.mdb')
        shutil.copy(self.store, self.good)
        shutil.copy(self.instance.path(SERVICE, 'turn'), self.instance.path('good.turn'))
        with open(self.good, 'rb') as file:
            self.data = file.read()

    def read(self, partner):
        return [(header.SerializeToString(), payload) for header, payload in read_all(partner, SERVICE)]

    # ---- Damage

    def flip(self, pages):
        """A few bits of one sector."""
        page = self.chance.choice(pages) * PAGE
        upper = int.from_bytes(self.data[page + UPPER_AT:page + UPPER_AT + 2], 'little')
        in_nodes = PAGE > upper > UPPER_AT and self.chance.random() < 0.7
        at = page + self.chance.randrange(upper if in_nodes else 0, PAGE)
        for _ in range(self.chance.randint(1, 4)):
            self.put(at, bytes([self.data[at] ^ 1 << self.chance.randrange(8)]))
            at = min(at + self.chance.randrange(16), len(self.data) - 1)

    def lose(self, pages):
        """A page that reads as nothing, or as another one."""
        page, other = self.chance.choice(pages), self.chance.choice(pages)
        self.put(page * PAGE, self.data[other * PAGE:(other + 1) * PAGE] if other != page else bytes(PAGE))

    def put_back(self):
        shutil.copy(self.good, self.store)
        shutil.copy(self.instance.path('good.turn'), self.instance.path(SERVICE, 'turn'))

    def put(self, at, content):
        with open(self.store, 'r+b') as file:
            file.seek(at)
            file.write(content)

    def cut_off(self, pages):
        os.truncate(self.store, self.chance.choice(pages) * PAGE + self.chance.choice((0, 512)))

    # ---- What is seen of it

    def verdict(self):
        with open(self.instance.log_path, 'w', encoding='ascii'):
            pass
        self.instance.start(wait=False)
        try:
            return self.look()
        finally:
            self.instance.stop()

    def look(self):
        end = time.monotonic() + START_SECONDS
        while self.instance.pvd('status', check=False).returncode != 0:
            log = self.instance.log_text()
            if f'service={SERVICE} event=store_unusable' in log:
                return 'refused'
            if log.count(f'process_died process={SERVICE}') > 1:
                return self.ended(log)
            self.assertLess(time.monotonic(), end, log)
            time.sleep(0.02)
        for check in (['verify'], ['rebuild', '--check']):
            answer = json.loads(self.instance.pvd(*check, '--service', SERVICE, '--json', check=False).stdout)
            if not answer['ok']:
                return check[0]
        with self.instance.partner('operator') as partner:
            return self.compared(self.read(partner))

    def compared(self, journal):
        if journal == self.journal:
            return 'harmless'
        same = sum(1 for one, other in zip(journal, self.journal) if one == other)
        print(f'{len(journal)} entries, {same} of {len(self.journal)} the same: {journal[same:same + 1]}')
        return 'SILENT'

    def ended(self, log):
        """Whether it said why."""
        return 'ended' if 'event=store_damaged' in log or 'event=disk_failed' in log else 'DIED'

    def trials(self, kind, pages, damage):
        counted = collections.Counter()
        for _ in range(TRIALS):
            self.put_back()
            damage(pages)
            counted[self.verdict()] += 1
        print(f'{kind}, {damage.__name__}: {dict(counted)}')
        return counted

    def test_no_damage_is_served_as_if_it_were_whole(self):
        found = collections.Counter()
        for kind, pages in kinds_of(self.data).items():
            for damage in (self.flip, self.lose):
                found += self.trials(kind, pages, damage)
        found += self.trials('end', list(range(2, len(self.data) // PAGE)), self.cut_off)
        self.assertEqual(set(found) - {*FOUND, 'harmless'}, set(), found)
        self.assertGreater(sum(found[kind] for kind in FOUND), 0, found)

    def test_a_changed_word_of_the_journal_is_found_and_a_backup_brings_it_back(self):
        self.assertEqual(self.verdict(), 'harmless')
        self.change_word(self.store)
        self.assertIn(self.verdict(), ('verify', 'refused'))
        self.instance.pvd('restore', 'good')
        self.assertEqual(self.verdict(), 'harmless')

    def test_a_damaged_backup_is_found(self):
        self.change_word(self.instance.path('backup', 'good', SERVICE, 'data.mdb'))
        self.instance.pvd('restore', 'good')
        self.assertIn(self.verdict(), ('verify', 'refused'))

    def change_word(self, path):
        """In the journal itself: what is behind the type of its entry."""
        with open(path, 'r+b') as file:
            data = file.read()
            at = -1
            while (at := data.find(JOURNAL_MARK, at + 1)) >= 0:
                file.seek(at)
                file.write(b'pvd.bus.v1.Voted')


if __name__ == '__main__':
    unittest.main()
