"""The table: each measure beside its peer or limit, the ratio, and the aim."""
import os

from growth import short

BUSY_STEAL, BUSY_LOAD = 0.05, 1.0
HEAD = ['measure', 'ours', 'peer or limit', 'ratio', 'aim', '']


def _row(measure, ours, beside='', ratio=None, aim='', met=None):
    return {'measure': measure, 'ours': ours, 'peer': beside, 'ratio': ratio, 'aim': aim, 'met': met}


def _rate(per_s):
    return f'{per_s:,.0f} /s'.replace(',', ' ')


def _ms(us):
    return f'{us / 1000:.2f} ms'


def _cost(figures):
    parts = ', '.join(f'{name} {us:.1f}' for name, us in sorted(figures['cpu_us'].items()))
    return f'processor, µs a call: {parts}'


def _command_rows(medians):
    append = medians['append']['median_us']
    one = medians['note 1 over 1']
    yield _row('append 4 KiB + fdatasync', _ms(append), f'overwrite {_ms(medians["overwrite"]["median_us"])}')
    yield _row('durable command, 1 in flight, median', _ms(one['median_us']), f'append {_ms(append)}',
               one['median_us'] / append, 'within 3 × an append', one['median_us'] <= 3 * append)
    for in_flight, aim_per_s, peer, name, times in ((64, 30000, 'redis 64', 'Redis', 1),
                                                    (1024, 120000, 'postgres 64', 'PostgreSQL', 12)):
        for connections in (1, 64):
            figures = medians[f'note {in_flight} over {connections}']
            per_s, beside = figures['per_s'], medians.get(peer)
            ratio = per_s / beside['per_s'] if beside else None
            yield _row(f'durable commands, {in_flight} in flight over {connections}', _rate(per_s),
                       f'{name}, 64 clients: {_rate(beside["per_s"])}' if beside else f'{name}: skipped', ratio,
                       f'{_rate(aim_per_s)}, {times} × {name}', per_s >= aim_per_s and (not ratio or ratio >= times))
            yield _row('', _cost(figures))
    for in_flight in (1, 1024):
        figures = medians[f'followed note {in_flight} over 1']
        yield _row(f'the same where three services follow, {in_flight} in flight', _rate(figures['per_s']),
                   f'median {_ms(figures["median_us"])}')
        yield _row('', _cost(figures))


# Ours is forwarded, decided and stored besides, by two more processes on the same processors.
def _bare_rows(medians):
    for connections, in_flight in ((1, 1), (1, 64), (64, 64), (1, 1024), (64, 1024)):
        key = f'{in_flight} over {connections}'
        bare, ours = medians[f'bare {key}']['per_s'], medians.get(f'commune {key}', {}).get('per_s')
        yield _row(f'bare ZeroMQ with CURVE, {key}', f'queries {_rate(ours)}' if ours else '', _rate(bare),
                   ours / bare if ours else None)


def _peer_rows(medians):
    for key, name in (('redis 1', 'Redis, 1 client'), ('redis 64x16', 'Redis, 64 clients × 16 pipelined'),
                      ('postgres 1', 'PostgreSQL, 1 client')):
        ours = medians['note 1024 over 64' if 'x' in key else 'note 1 over 1']['per_s']
        if key in medians:
            per_s = medians[key]['per_s']
            yield _row(f'durable commands, {"1 024" if "x" in key else "1"} in flight', _rate(ours),
                       f'{name}: {_rate(per_s)}', ours / per_s)


def _query_rows(medians):
    for in_flight, connections in ((64, 1), (1024, 1), (1024, 64)):
        figures = medians[f'commune {in_flight} over {connections}']
        aim = in_flight == 1024
        yield _row(f'queries, {in_flight} in flight over {connections}', _rate(figures['per_s']), '', None,
                   '100 000 /s' if aim else '', figures['per_s'] >= 100000 if aim else None)
        yield _row('', _cost(figures))


def _http_rows(medians):
    for how, connections in ((how, connections) for how in ('get', 'post') for connections in (1, 64, 256)):
        figures = medians.get(f'http {how} {connections}')
        if not figures:
            continue
        peer, per_s = medians[f'nginx {connections}'], figures['per_s']
        aim = connections > 1
        yield _row(f'HTTP queries in JSON, {how.upper()}, {connections} connections', _rate(per_s),
                   f'nginx, a file: {_rate(peer["per_s"])}', per_s / peer['per_s'], '20 000 /s' if aim else '',
                   per_s >= 20000 if aim else None)
        yield _row('', _cost(figures))


def _stream_rows(streams):
    for clients, figures in streams.items():
        yield _row(f'event → {clients} clients over HTTP{", one not reading" if clients != "1" else ""}, median',
                   _ms(figures['median_us']), f'p99 {_ms(figures["p99_us"])}')


def _limit(measure, value, limit, unit, form='{:.2f}'):
    return _row(measure, f'{form.format(value)} {unit}', f'{limit} {unit}', value / limit, f'under {limit} {unit}',
                value < limit)


def _published_rows(published):
    score, sql = published['score'], published['sql']
    ours_s = score['median_us'] / 1e6
    what = f'{score["communes"]} communes by {score["lines"]} indicators'
    yield _limit(f'{what}, scored, ranked and explained in memory', score['median_us'] / 1000, 10, 'ms')
    yield _row('by other weights', _ms(score['again_us']), f'columns made of series {_ms(score["columns_us"])}')
    for name, key in (('SQLite', 'sqlite_s'), ('PostgreSQL 15', 'postgres_s')):
        if sql[key]:
            yield _row('the same ranking in SQL', _ms(score['median_us']), f'{name}: {sql[key] * 1000:.0f} ms',
                       ours_s / sql[key])
    what_if = published['what_if']
    yield _limit('what-if through the gateway, median', what_if['median_ms'], 20, 'ms')
    yield _row('import of all series', f'{published["import_s"]:.1f} s', f'again {published["import_again_s"]:.1f} s')
    for name, found in published['quality'].items():
        yield from _quality_rows(name, found['grid'], found['black_box'])


def _quality_rows(name, grid, black_box):
    mean, box = grid['folds']['mean'], black_box or {}
    beside = f'{box["name"]}: {box["recall"]:.3f}' if box else 'black box: skipped'
    yield _row(f'{name}, recall at K on départements never seen', f'{mean["recall"]:.3f}', beside,
               mean['recall'] / box['recall'] if box else None, '0.78, within a point of the best black box',
               mean['recall'] >= 0.78 and (not box or mean['recall'] >= box['recall'] - 0.01))
    yield _row(f'{name}, at 1.5 K', f'{mean["recallAtOneAndHalf"]:.3f}', '', None, '0.90',
               mean['recallAtOneAndHalf'] >= 0.90)
    yield _row(f'{name}, AUC', f'{mean["auc"]:.4f}', '', None, '0.985', mean['auc'] >= 0.985)
    yield _row(f'{name}, candidacies by EPCI known', f'{grid["recallPerEpci"]:.3f}', '', None, '0.90',
               grid['recallPerEpci'] >= 0.90)
    yield _row('population alone', f'{grid["population"]["mean"]["recall"]:.3f}')


def _once_rows(results):
    yield _row('start of a new instance', f'{results["start_new_s"]:.2f} s')
    yield _limit('start again, France loaded', results['start_again_s'], 2, 's')
    yield _limit('import of the COG', results['import_first_s'], 2, 's')
    yield _row('the same import again', f'{results["import_again_s"]:.2f} s')
    replay = results['replay']
    per_s = 1e6 * replay['entries'] / replay['median_us']
    yield _row(f'replay and comparison of {replay["entries"]} entries', _rate(per_s), '', None, '300 000 /s',
               per_s >= 300000)
    deliver = results['deliver']
    yield _limit('event → 100 partners, one stopped, p99', deliver['p99_us'] / 1000, 10, 'ms')
    yield from _stream_rows(results['stream'])
    follow = results['follow']
    if follow['followers']:
        yield _row(f'event → taken in by all {follow["followers"]} followers, median',
                   _ms(follow['median_us']), f'p99 {_ms(follow["p99_us"])}')
    score = results['score']
    yield _limit(f'scoring of {score["communes"]} communes in memory, median', score['median_us'] / 1000, 10, 'ms')
    yield _row('its data loaded, its digest', _ms(score['load_us']), _ms(score['digest_us']))
    yield _limit('scoring stored, with the client\'s start', score['stored_s'] * 1000, 250, 'ms', '{:.0f}')
    if results.get('published'):
        yield from _published_rows(results['published'])
    memory = results['memory']
    yield _limit('memory of the instance, France loaded',
                 sum(process['resident_kb'] for process in memory.values()) / 1024, 200, 'MB', '{:.0f}')
    for name, process in memory.items():
        yield _limit(f'memory of {name} besides mapped pages', process['anonymous_kb'] / 1024, 30, 'MB', '{:.0f}')


def _growth_rows(growth):
    """Each figure at each size, from the smallest to the largest."""
    for axis, points in growth.items():
        by, *figures = points[0]
        sizes = ' → '.join(f'{point[by]:,}'.replace(',', ' ') for point in points)
        yield _row(f'grown with {axis}', sizes)
        for key in figures:
            yield _row(f'  {key}', ' → '.join(short(point[key]) for point in points))


def rows(results):
    medians = results['medians']
    return [*_command_rows(medians), *_peer_rows(medians), *_query_rows(medians), *_bare_rows(medians),
            *_http_rows(medians), *_once_rows(results), *_growth_rows(results['growth'])]


def _cells(row):
    ratio = '' if row['ratio'] is None else f'{row["ratio"]:.2f}'
    met = {None: '', True: 'met', False: 'NOT MET'}[row['met']]
    return [row['measure'], row['ours'], row['peer'], ratio, row['aim'], met]


def _conditions(results):
    yield (f'{len(results["rounds"])} rounds; stolen from this machine: {results["steal"]:.1%}; '
           f'load before: {results["load_before"]:.1f}')
    if results['steal'] > BUSY_STEAL or results['load_before'] > BUSY_LOAD:
        yield 'The machine was busy with others: believe the ratios, not the rates.'


def text(results):
    lines = [HEAD, *map(_cells, results['rows'])]
    # A line without measure explains the one above: it does not count for the widths.
    widths = [max(len(line[column]) for line in lines if line[0]) for column in range(len(HEAD))]
    out = ['  '.join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in lines]
    return '\n'.join([*out, *_conditions(results)])


PAGE = """# Measures

What `make bench` last measured for this page, on a machine of {processors} processors under Linux {kernel}. Two runs differ by a
factor of two where neighbours take the processor: only ratios within one run mean something. Peers are Debian's
packages on the same disk, over TCP as we are, each acknowledged write on the disk before its answer. Where services
follow what is written, their work is counted on the same processors. What stands in the way of an aim that is not met:
[limits.md](limits.md).

{table}

{conditions}

## How it grows

With the territory: one region, three, all of France.

![by territory](growth-territory.svg)

With the length of a journal.

![by journal](growth-journal.svg)

With the number of partners who wait for it, one of them stopped.

![by partners](growth-partners.svg)
"""


def page(results):
    """The same in Markdown, for the docs."""
    cells = [_cells(row) for row in results['rows']]
    lines = ['| ' + ' | '.join(line) + ' |' for line in (HEAD, ['---'] * len(HEAD), *cells)]
    return PAGE.format(processors=os.cpu_count(), kernel='.'.join(os.uname().release.split('.')[:2]), table='\n'.join(lines),
                       conditions='\n'.join(_conditions(results)))
