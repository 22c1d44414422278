"""What the fuzzer of files that are imported begins with: tests/fuzz/import.c."""
import json

from seeds import ROOT

COG, CONTOURS, POPULATIONS, POSITIONS, UPSTREAM, CRITERIA, DEFINITIONS, GRID, CATALOGUE = (bytes([n]) for n in range(9))
SQUARE = [[2, 49], [2.001, 49], [2.001, 49.001], [2, 49.001], [2, 49]]

REGIONS = [{'code': '84', 'chefLieu': '69123', 'nom': 'Auvergne-Rhône-Alpes', 'zone': 'metro'}]
DEPARTEMENTS = [{'code': '01', 'region': '84', 'chefLieu': '01053', 'nom': 'Ain', 'zone': 'metro'}]
ARRONDISSEMENTS = [{'code': '011', 'departement': '01', 'region': '84', 'chefLieu': '01034', 'nom': 'Belley'}]
COMMUNES = [{'code': '01001', 'nom': "L'Abergement", 'zone': 'metro', 'arrondissement': '', 'departement': '01',
             'region': '84', 'type': 'commune-actuelle', 'siren': '210100012', 'codesPostaux': ['01400'],
             'population': 860},
            {'code': '01004', 'nom': 'Ambérieu', 'zone': 'metro', 'arrondissement': '011', 'departement': '01',
             'region': '84', 'type': 'commune-actuelle', 'anciensCodes': ['01003']},
            {'code': '01004', 'nom': 'Ambérieu', 'zone': 'metro', 'type': 'commune-deleguee', 'chefLieu': '01004'}]
EPCIS = [{'code': '200000172', 'nom': 'CC Une', 'type': 'CC', 'modeFinancement': 'FPU',
          'membres': [{'code': '01004'}, {'code': '01001'}]}]


def text(value):
    return json.dumps(value, ensure_ascii=False, separators=(',', ':')).encode()


def cog(*files):
    return COG + b'\f'.join(text(file) for file in files)


def features(*geometries, code='14047'):
    made = [{'type': 'Feature', 'properties': {'code': code}, 'geometry': geometry} for geometry in geometries]
    return CONTOURS + text({'type': 'FeatureCollection', 'features': made})


def shipped(what, *path):
    """Of a file that comes with the sources, the first of each of its lists."""
    def first(value):
        if isinstance(value, dict):
            return {name: first(one) for name, one in value.items()}
        return [first(one) for one in value[:1]] if isinstance(value, list) else value
    return what + text(first(json.loads(ROOT.joinpath('deploy', *path).read_text())))


def import_inputs():
    yield 'cog', cog(REGIONS, DEPARTEMENTS, ARRONDISSEMENTS, COMMUNES, EPCIS)
    yield 'cog-twice', cog(REGIONS, DEPARTEMENTS, ARRONDISSEMENTS, COMMUNES[:2] * 2, EPCIS)
    yield 'cog-nowhere', cog(REGIONS, [], ARRONDISSEMENTS, COMMUNES, EPCIS)
    yield 'cog-empty', cog([], [], [], [], [])
    yield 'polygon', features({'type': 'Polygon', 'coordinates': [SQUARE, SQUARE]})
    yield 'multipolygon', features({'type': 'MultiPolygon', 'coordinates': [[SQUARE], [SQUARE]]})
    yield 'nothing', features(None, {'type': 'Polygon', 'coordinates': []}, code='77')
    yield 'too-small', features({'type': 'Polygon', 'coordinates': [[[2, 49], [2, 49], [2, 49.0000001], [2, 49]]]})
    yield 'point', features({'type': 'Point', 'coordinates': [2, 49]})
    yield 'off-the-globe', features({'type': 'Polygon', 'coordinates': [[[181, 0], [1, 1], [2, 2], [181, 0]]]})
    yield 'populations', POPULATIONS + b'code;habitants\r\n01001;860\r\n"01004";"15934"\r\n'
    yield 'populations-twice', POPULATIONS + b'01001,860\n01002,861\n2A004,100000000\n'
    yield 'positions', POSITIONS + 'nom,insee,lon,lat\nL’Abergement,01001,5.42,46.15\n'.encode()
    yield 'positions-twice', POSITIONS + b'insee;lon;lat\n01001;-180;90\n01001;180;-90\n01004;1e2;x\n'
    yield 'upstream', UPSTREAM + text({'instance': 'national', 'endpoint': 'tcp://127.0.0.1:7000', 'server_key': '0' * 40})
    yield 'endpoints', UPSTREAM + text({'instance': 'national', 'tcp': 'tcp://[::1]:7000', 'server_key': '@' * 40})
    yield 'criteria', shipped(CRITERIA, 'grids', 'criteria-2026.json')
    yield 'definitions', shipped(DEFINITIONS, 'indicators', 'indicators-2026.json')
    yield 'grid', shipped(GRID, 'grids', 'grille-2026-1.json')
    yield 'catalogue', shipped(CATALOGUE, 'catalogue', 'offre-2026.json')


IMPORT_WORDS = sorted({f'"{name}"' for rows in (REGIONS, DEPARTEMENTS, ARRONDISSEMENTS, COMMUNES, EPCIS) for row in rows
                       for name in row}) + [
    '"commune-actuelle"', '"metro"', '"drom"', '"FA"', '"METRO"', '\f', '"features"', '"properties"', '"geometry"',
    '"coordinates"', '"Polygon"', '"MultiPolygon"', '[2,49],', '1e400', 'null', '01004', '2A004', '200000172',
    'insee', 'lon', 'lat', '"instance"', '"endpoint"', '"tcp"', '"server_key"', 'tcp://']
