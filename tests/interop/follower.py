#!/usr/bin/python3
"""A partner's follower, as a partner would write it: takes in a journal by cursor, and keeps what it took and where
it stands in one transaction of its own database. Usage: follower.py ENDPOINT SERVER_KEY KEY_FILE DATABASE [--once]

Ends with 3 when told that the journal has diverged: from then on it must apply nothing."""
import sqlite3
import sys
import time

from partner import Chain, Partner, Refused, Unreachable

DIVERGED = 3


def open_database(path):
    database = sqlite3.connect(path, isolation_level=None)
    database.execute('CREATE TABLE IF NOT EXISTS cursor (one INTEGER PRIMARY KEY CHECK (one = 1), epoch INTEGER, '
                     'sequence INTEGER, hash BLOB)')
    # No key: a repeat must be seen, not swallowed.
    database.execute('CREATE TABLE IF NOT EXISTS entry (sequence INTEGER, type TEXT, payload BLOB)')
    return database


def load_chain(database):
    row = database.execute('SELECT epoch, sequence, hash FROM cursor').fetchone()
    return Chain(*row) if row else Chain()


def take_in(database, chain, entries):
    database.execute('BEGIN IMMEDIATE')
    for entry in entries:
        header = chain.take(entry)
        database.execute('INSERT INTO entry VALUES (?, ?, ?)', (header.sequence, header.type, entry.payload))
    database.execute('REPLACE INTO cursor VALUES (1, ?, ?, ?)', (chain.epoch, chain.sequence, chain.hash))
    database.execute('COMMIT')


def follow(partner, database, once):
    chain = load_chain(database)
    while True:
        answer = partner.fetch('registry', **chain.position(), limit=7, wait_ms=0 if once else 500, timeout=3)
        if answer.entries:
            take_in(database, chain, answer.entries)
        elif once:
            return 0


def main(endpoint, server_key, key_file, path, *options):
    with open(key_file, encoding='utf-8') as file:
        keys = dict(line.split() for line in file)
    database = open_database(path)
    while True:
        try:
            with Partner(endpoint, server_key, keys['public'], keys['secret']) as partner:
                return follow(partner, database, '--once' in options)
        except Unreachable:
            time.sleep(0.2)
        except Refused as refused:
            if refused.reason == 'JOURNAL_DIVERGED':
                return DIVERGED
            time.sleep(0.2)


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
