"""Outlines and positions by the command line: small ones of its own, and where PVD_GEO names a folder with the State's
(communes_1000m/*.geojson, communes_centroides_wgs84.csv), all of France."""
import json
import os
import pathlib
import tempfile
import unittest

from instance import Instance
from programme import IMPORT_SECONDS

GEO = os.environ.get('PVD_GEO')
USAGE = 2  # exit code
SAID = ('--source', 'Un essai', '--year', '2022', '--json')


def square(code, longitude, latitude):
    ring = [[longitude, latitude], [longitude + .01, latitude], [longitude + .01, latitude + .01],
            [longitude, latitude]]
    return {'type': 'Feature', 'properties': {'code': code, 'nom': 'X'},
            'geometry': {'type': 'Polygon', 'coordinates': [ring]}}


class Contours(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.instance = cls.enterClassContext(Instance())
        cls.instance.pvd('import', 'cog', timeout=IMPORT_SECONDS)

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def write(self, name, *features):
        path = self.folder / name
        path.write_text(json.dumps({'type': 'FeatureCollection', 'features': features}))
        return path

    def imported(self, *arguments):
        return json.loads(self.instance.pvd('import', 'contours', *map(str, arguments), *SAID,
                                            timeout=IMPORT_SECONDS).stdout)

    def listed(self, **request):
        return self.instance.call('ListContours', request)['contours']

    def test_a_folder_is_imported_once(self):
        self.write('77.geojson', square('77183', 3.1, 48.9), square('77131', 3.0, 48.8), square('77000', 3.0, 48.8))
        self.write('84.json', square('84003', 5.4, 43.8))
        (self.folder / 'points.csv').write_text('insee,lon,lat\n77183,3.12711,48.94892\n')
        (self.folder / 'read-me.txt').write_text('not for us')
        self.assertEqual(self.imported(self.folder), {
            'contours': {'changed': 3, 'unchanged': 0, 'unknown': 1, 'empty': 0},
            'positions': {'changed': 1, 'unchanged': 0, 'unknown': 0}})
        self.assertEqual(self.imported(self.folder), {
            'contours': {'changed': 0, 'unchanged': 3, 'unknown': 1, 'empty': 0},
            'positions': {'changed': 0, 'unchanged': 1, 'unknown': 0}})
        contours = self.listed(kind='CONTOUR_KIND_COMMUNE', departementCode='77')
        self.assertEqual([contour['code'] for contour in contours], ['77131', '77183'])
        self.assertEqual(contours[1]['pointCounts'], [3])
        self.assertEqual(contours[1]['deltas'], [310000, 4890000, 1000, 0, 0, 1000])
        position = self.instance.call('GetCommune', {'code': '77183'})['commune']['position']
        self.assertEqual(position, {'longitudeE5': 312711, 'latitudeE5': 4894892, 'year': 2022, 'source': 'Un essai'})
        self.instance.pvd('rebuild', '--check')

    def test_two_digits_are_a_region_or_a_departement(self):
        path = self.write('11.geojson', square('11', 2.0, 48.0))
        refused = self.instance.pvd('import', 'contours', str(path), *SAID, check=False)
        self.assertEqual(refused.returncode, USAGE)
        self.assertIn('--kind', refused.stdout)
        self.assertEqual(self.imported(path, '--kind', 'region')['contours']['changed'], 1)
        self.assertEqual(self.imported(path, '--kind', 'departement')['contours']['changed'], 1)
        for kind in ('REGION', 'DEPARTEMENT'):
            self.assertEqual([row['code'] for row in self.listed(kind=f'CONTOUR_KIND_{kind}')], ['11'])

    def test_nothing_of_a_faulty_file_is_written(self):
        self.write('1.geojson', square('77186', 2.7, 48.4))
        (self.folder / '2.geojson').write_text('{"features": [')
        refused = self.instance.pvd('import', 'contours', str(self.folder), *SAID, check=False)
        self.assertEqual(refused.returncode, USAGE)
        self.assertIn('2.geojson, ligne 1', refused.stdout)
        self.assertNotIn('77186', [row['code'] for row in self.listed(kind='CONTOUR_KIND_COMMUNE')])

    def test_what_a_file_says_is_quoted_as_text(self):
        """A terminal would do what a control character says, and JSON has no word for half a character."""
        feature = square('77186', 2.7, 48.4)
        feature['geometry']['type'] = 'a\x1b[2J\x7f' + 'é' * 20
        path = self.write('1.geojson', feature)
        told = self.instance.pvd('import', 'contours', str(path), *SAID, check=False)
        self.assertEqual(told.returncode, USAGE)
        self.assertIn('« a?[2J?é', json.loads(told.stdout)['error']['message'])
        told = self.instance.pvd('import', 'contours', str(path), *SAID[:-1], check=False)
        self.assertIn('« a?[2J?é', told.stderr)

    @unittest.skipUnless(GEO, 'PVD_GEO names no folder')
    def test_all_of_france(self):
        paths = (f'{GEO}/communes_1000m', f'{GEO}/communes_centroides_wgs84.csv')
        first, again = self.imported(*paths), self.imported(*paths)
        self.assertGreater(first['contours']['changed'], 34000)
        self.assertGreater(first['positions']['changed'], 34000)
        self.assertEqual((again['contours']['changed'], again['positions']['changed']), (0, 0))


if __name__ == '__main__':
    unittest.main()
