"""What Prometheus is told: its own tool finds no fault, neither in a service's text nor in the gateway's, of all."""
import json
import subprocess
import unittest
import urllib.error
import urllib.request

from instance import Instance


def faults(text):
    """What promtool says against it; nothing, if all is well."""
    checked = subprocess.run(['promtool', 'check', 'metrics'], input=text, capture_output=True, text=True, timeout=30)
    return checked.stdout + checked.stderr if checked.returncode else ''


def services_in(text, family):
    """Of whom a family tells, once each."""
    return [line.split('service="')[1].split('"')[0] for line in text.splitlines() if line.startswith(family + '{')]


class Metrics(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.instance = cls.enterClassContext(Instance())
        cls.services = cls.instance.services()

    def scrape(self, token):
        with open(self.instance.path('run', 'gateway.json'), encoding='utf-8') as file:
            address = json.load(file)['http']
        headers = {'Authorization': f'Bearer {token}'} if token else {}
        with urllib.request.urlopen(urllib.request.Request(f'{address}/metrics', headers=headers), timeout=30) as answer:
            return answer.headers['Content-Type'], answer.read().decode()

    def test_each_service(self):
        for service in self.services:
            text = self.instance.call('GetMetrics', {}, '--service', service)['text']
            self.assertEqual(faults(text), '', service)
            self.assertEqual(services_in(text, 'pvd_commits_total'), [service])

    def test_the_tool_would_say_so(self):
        self.assertIn('no help text', faults('# TYPE pvd_commits_total counter\npvd_commits_total 1\n'))

    def test_all_services_at_once(self):
        token = json.loads(self.instance.pvd('token', 'add', 'operator', '--label', 'mesures', '--json').stdout)['token']
        kind, text = self.scrape(token)
        self.assertTrue(kind.startswith('text/plain; version=0.0.4'), kind)
        self.assertEqual(faults(text), '')
        self.assertEqual(sorted(services_in(text, 'pvd_commits_total')), self.services)
        self.assertIn('pvd_bus_late_replies_total{service="bus"} ', text)

    def test_nobody_else_is_told(self):
        with self.assertRaises(urllib.error.HTTPError) as refused:
            self.scrape(None)
        self.assertEqual(refused.exception.code, 401)
        refused.exception.close()


if __name__ == '__main__':
    unittest.main()
