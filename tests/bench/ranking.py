"""Scores beside peers: the same ranking in SQL, by PostgreSQL and by SQLite, from the same values; what-if over HTTP; and
how well grids rank, beside black boxes where scikit-learn is installed. All of it on published figures: PVD_DATA."""
import importlib.util
import json
import os
import pathlib
import random
import sqlite3
import statistics
import subprocess
import tempfile
import urllib.request

from measuring import ROOT, timed

DATA = pathlib.Path(os.environ.get('PVD_DATA', ROOT.parent / 'shared' / 'data'))
FOLDERS = [DATA / name for name in ('indicators', 'pvd')]
POINTS = DATA / 'indicators' / 'geo' / 'communes_centroides_wgs84.csv'
CHOSEN = DATA / 'pvd' / 'pvd_anct_2024.csv'
GRIDS = ROOT / 'deploy' / 'grids'
IMPORT_SECONDS, CALIBRATE_SECONDS = 120, 120
TIMES, WHAT_IFS, FOLDS, REPEATS, SEED = 7, 60, 10, 3, 2026
SERVICE = '/api/pvd.eligibility.v1.EligibilityService/'


def is_there():
    return all(folder.is_dir() for folder in FOLDERS)


def prepare(instance):
    """The published figures, the grid of twenty in force. Returns seconds: of the import, and of the same again."""
    def series():
        instance.pvd('import', 'indicators', *map(str, FOLDERS), timeout=IMPORT_SECONDS)

    instance.pvd('import', 'definitions')
    first, again = timed(series)[0], timed(series)[0]
    instance.pvd('import', 'contours', str(POINTS), '--year', '2022', '--source', 'Positions')
    instance.pvd('import', 'grid', str(GRIDS / 'grille-2026-20.json'))
    return {'import_s': first, 'import_again_s': again}


def measured(instance, grid):
    """Every commune's levels by a grid, page after page."""
    after = ''
    while True:
        page = instance.call('MeasureGrid', {'grid': grid, 'afterCommune': after})
        yield page
        if page.get('last'):
            return
        after = page['codes'][-1]


def shipped(name):
    return json.loads((GRIDS / f'{name}.json').read_text(encoding='utf-8'))['grid']


# ---- SQL

def values(instance, grid):
    """Rows: commune, département, whether eligible, a value of each line."""
    columns = []
    for line in grid['indicators']:
        answer = instance.call('GetIndicatorValues', {'indicatorId': line['indicatorId']})
        columns.append(dict(zip(answer['codes'], answer['values'])))
    return [(code, departement, int(eligible), *(column.get(code) for column in columns))
            for page in measured(instance, grid)
            for code, departement, eligible in zip(page['codes'], page['departementCodes'], page['eligible'])]


def level(line, n):
    """A line's level, as SQL of column vN."""
    value, lower = f'v{n}', line.get('direction') == 'DIRECTION_LOWER'
    if 'percentile' in line:
        part = '' if line['percentile']['groupId'] == 'nation' else 'departement, '
        window = f"(partition by {part}{value} is null order by {value}"
        worse, better = f'(rank() over {window}) - 1)', f'(rank() over {window} desc) - 1)'
        if lower:
            worse, better = better, worse
        share = f'case when {worse} + {better} = 0 then 1.0 else 1.0 * {worse} / ({worse} + {better}) end'
        return f'case when {value} is null then 0.5 else {share} end'
    if 'steps' in line:
        steps = line['steps']['steps']
        cases = ' '.join(f'when {value} >= {one.get("from", 0)} then {one.get("value", 0)}' for one in reversed(steps))
        return f'case when {value} is null then 0.5 {cases} else {steps[0].get("value", 0)} end'
    if 'linear' in line:
        low, high = line['linear'].get('low', 0), line['linear']['high']
        share = f'({value} - {low}) / {high - low:.1f}'
    else:
        low, high = line['logarithm']['low'], line['logarithm']['high']
        share = f'ln(case when {value} > {low} then {value} else {low} end / {low}) / ln({high / low})'
    capped = f'case when {share} < 0 then 0.0 when {share} > 1 then 1.0 else {share} end'
    return f'case when {value} is null then 0.5 else {f"1 - ({capped})" if lower else capped} end'


def query(grid):
    levels = ', '.join(f'{level(line, n)} as l{n}' for n, line in enumerate(grid['indicators']))
    points = ' + '.join(f'l{n} * {line["weightBp"] / 100}' for n, line in enumerate(grid['indicators']))
    return (f'with levels as (select code, departement, eligible, {levels} from communes), '
            f'scores as (select *, {points} as score from levels) '
            'select code, score, rank() over (partition by departement, eligible order by score desc) as here, '
            'rank() over (partition by eligible order by score desc) as in_nation from scores order by eligible desc, score desc')


def schema(grid):
    columns = ', '.join(f'v{n} double precision' for n in range(len(grid['indicators'])))
    return f'create table communes (code text primary key, departement text, eligible integer, {columns})'


def indexes(grid):
    yield 'create index by_departement on communes (departement)'
    for n, line in enumerate(grid['indicators']):
        if 'percentile' in line:
            yield f'create index by_v{n} on communes (v{n})'


def same(found, wanted):
    """Ranks agree but where two scores are nearer than reals are told apart."""
    return all(abs(found[code] - score) < 1e-6 for code, score in wanted.items())


def sqlite(grid, rows, wanted):
    base = sqlite3.connect(':memory:')
    base.execute(schema(grid))
    base.executemany(f'insert into communes values ({", ".join("?" * len(rows[0]))})', rows)
    for index in indexes(grid):
        base.execute(index)
    base.execute('analyze')
    try:
        base.execute('select ln(2)')
    except sqlite3.OperationalError:
        return None
    taken = [timed(lambda: base.execute(query(grid)).fetchall()) for _ in range(TIMES)]
    if not same({row[0]: row[1] for row in taken[0][1]}, wanted):
        raise RuntimeError('SQLite ranks otherwise')
    return statistics.median(seconds for seconds, _ in taken)


def postgres(server, grid, rows, wanted):
    """On its one connection, with its own clock: `\\timing`."""
    def cell(value):
        return '\\N' if value is None else str(value)

    statements = [schema(grid) + ';', 'copy communes from stdin;', *('\t'.join(map(cell, row)) for row in rows), '\\.',
                  *(index + ';' for index in indexes(grid)), 'analyze communes;', 'set work_mem = \'64MB\';',
                  f'create temp table found as {query(grid)};', '\\copy found to STDOUT', '\\timing on',
                  *[f'explain (analyze, timing off) {query(grid)};'] * TIMES]
    with tempfile.NamedTemporaryFile('w', suffix='.sql', dir=server.folder, delete=False) as file:
        file.write('\n'.join(statements) + '\n')
    os.chmod(file.name, 0o644)
    lines = server.run('psql', '-qAt', '-v', 'ON_ERROR_STOP=1', '-f', file.name).splitlines()
    found = dict((cells[0], float(cells[1])) for cells in (line.split('\t') for line in lines) if len(cells) == 4)
    if not same(found, wanted):
        raise RuntimeError('PostgreSQL ranks otherwise')
    taken = [float(line.split(':')[1].split()[0]) for line in lines if line.startswith('Execution Time')]
    return statistics.median(taken) / 1000


def scores(instance):
    found, token = {}, ''
    while True:
        page = instance.call('ListScores', {'pageSize': 1000, 'pageToken': token})
        found.update((one['communeCode'], one['score']) for one in page['scores'])
        token = page.get('nextPageToken')
        if not token:
            return found


def in_sql(instance, server):
    grid = shipped('grille-2026-20')
    instance.call('RunScores', {}, '--as', 'anct')
    rows, wanted = values(instance, grid), scores(instance)
    return {'lines': len(grid['indicators']), 'sqlite_s': sqlite(grid, rows, wanted),
            'postgres_s': postgres(server, grid, rows, wanted) if server else None}


# ---- What if

def what_if(instance):
    """Other weights each time, as somebody drags; milliseconds through the gateway."""
    grid = shipped('grille-2026-20')
    chance, taken = random.Random(SEED), []
    for _ in range(WHAT_IFS):
        weights = [chance.randint(1, 20) for _ in grid['indicators']]
        for line, weight in zip(grid['indicators'], weights):
            line['weightBp'] = 10000 * weight // sum(weights)
        grid['indicators'][0]['weightBp'] += 10000 - sum(line['weightBp'] for line in grid['indicators'])
        body = json.dumps({'grid': {**grid, 'version': 'essai'}, 'places': {'perDepartement': 17}}).encode()
        request = urllib.request.Request(f'{instance.gateway()["http"]}{SERVICE}CompareGrids', data=body,
                                         headers={'Content-Type': 'application/json'})
        taken.append(timed(lambda asked=request: urllib.request.urlopen(asked).read())[0] * 1000)
    return {'median_ms': statistics.median(taken), 'p95_ms': sorted(taken)[int(.95 * len(taken))]}


# ---- How well grids rank

def calibrated(instance, name):
    process = instance.pvd('eligibility', 'calibrate', str(CHOSEN), '--grid', str(GRIDS / f'{name}.json'), '--json',
                           '--folds', str(FOLDS), '--repeats', str(REPEATS), '--seed', str(SEED), '--per-epci',
                           timeout=CALIBRATE_SECONDS)
    return json.loads(process.stdout)


def black_boxes(instance, name):
    """The best of three, fitted to the same levels, judged on départements never seen. None without scikit-learn."""
    if not importlib.util.find_spec('sklearn'):
        return None
    levels = list(measured(instance, shipped(name)))
    done = subprocess.run(['/usr/bin/python3', str(ROOT / 'tests' / 'bench' / 'black_box.py'), str(CHOSEN)], check=True,
                          input=json.dumps(levels), capture_output=True, text=True, timeout=600)
    return json.loads(done.stdout)


def quality(instance):
    return {name: {'grid': calibrated(instance, name), 'black_box': black_boxes(instance, name)}
            for name in ('grille-2026-12', 'grille-2026-20')}
