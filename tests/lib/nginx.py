"""Debian's nginx as deploy/nginx sets it up, in front of a test's instance: same files, other ports and paths."""
import os
import shutil
import socket
import subprocess
import tempfile
import time

from partner import ROOT
from ports import free_ports

SITE = os.path.join(ROOT, 'deploy', 'nginx')
NAME = 'localhost'
START_SECONDS = 10
STOP_SECONDS = 10

# As Debian's own, where it matters: what the site says must hold against it.
MAIN = """
daemon off;
{user}
worker_processes 1;
pid nginx.pid;
error_log {prefix}/error.log;
events {{ worker_connections 1024; }}
http {{
	ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;
	access_log {prefix}/other.log;
	gzip on;
	client_body_temp_path body;
	proxy_temp_path proxy;
	fastcgi_temp_path fastcgi;
	uwsgi_temp_path uwsgi;
	scgi_temp_path scgi;
	include /etc/nginx/mime.types;
	default_type application/octet-stream;
	include {prefix}/pvd.conf;
}}
"""


class Nginx:
    def __init__(self, gateway_socket, more=''):
        """`more`: lines that an operator would add to settings/https.conf."""
        self.dir = tempfile.mkdtemp(prefix='pvd-nginx-')
        self.https, self.http = free_ports(2)
        self.process = None
        self._make_certificate()
        self._write_settings({
            'unix:/var/lib/pvd/run/gateway.sock': f'unix:{gateway_socket}',
            'listen 443 ssl http2 default_server;': f'listen 127.0.0.1:{self.https} ssl http2 default_server;',
            'listen [::]:443 ssl http2 default_server;\n': more,
            'listen 80 default_server;': f'listen 127.0.0.1:{self.http} default_server;',
            'listen [::]:80 default_server;\n': '',
            'pvd.example.fr': NAME,
            '/etc/nginx/pvd/certificate.pem': self.path('certificate.pem'),
            '/etc/nginx/pvd/key.pem': self.path('key.pem'),
            '/var/log/nginx/pvd.log': self.path('access.log')})

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.dir, True)

    def path(self, *parts):
        return os.path.join(self.dir, *parts)

    def text(self, name):
        with open(self.path(name), encoding='utf-8', errors='replace') as file:
            return file.read()

    def _make_certificate(self):
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes',
                        '-days', '2', '-subj', f'/CN={NAME}', '-addext', f'subjectAltName=DNS:{NAME}',
                        '-keyout', self.path('key.pem'), '-out', self.path('certificate.pem')],
                       check=True, capture_output=True)

    def _write_settings(self, instead):
        """What is replaced must be there: the files that are tested are those that are installed."""
        unused = set(instead)
        os.mkdir(self.path('pvd'))
        for name in os.listdir(os.path.join(SITE, 'settings')):
            with open(os.path.join(SITE, 'settings', name), encoding='utf-8') as file:
                text = file.read()
            for old, new in instead.items():
                if old in text:
                    unused.discard(old)
                    text = text.replace(old, new)
            self._write(f'pvd/{name}', text)
        assert not unused, f'no file of deploy/nginx/settings says: {unused}'
        shutil.copy(os.path.join(SITE, 'pvd.conf'), self.dir)
        user = 'user root;' if os.geteuid() == 0 else ''  # who may enter the instance's folder
        self._write('nginx.conf', MAIN.format(prefix=self.dir, user=user))

    def _write(self, name, text):
        with open(self.path(name), 'w', encoding='utf-8') as file:
            file.write(text)

    def command(self, *args):
        return ['/usr/sbin/nginx', '-p', self.dir, '-c', self.path('nginx.conf'), '-e', self.path('error.log'), *args]

    def start(self):
        self.process = subprocess.Popen(self.command(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.PIPE, text=True)
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise AssertionError(f'nginx ended: {self.process.stderr.read()}')
            try:
                socket.create_connection(('127.0.0.1', self.https), 1).close()
                return self
            except OSError:
                time.sleep(0.05)
        raise AssertionError('nginx did not get ready')

    def stop(self):
        if not self.process:
            return
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        finally:
            self.process.kill()
            self.process.stderr.close()
            self.process = None
