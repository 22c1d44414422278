"""HTTP as bytes on a line: what no well-behaved client would send, and all that comes back."""
import re
import socket
import ssl
import time

ANSWER = re.compile(rb'HTTP/1\.1 ([2-5]\d\d)[^\r\n]*\r\n')


def tls_context(*versions):
    """Any certificate will do: who answers is not what is tested."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    if versions:
        context.minimum_version, context.maximum_version = versions
    return context


class Line:
    """One connection: by TCP, by TLS, or to a local socket."""

    def __init__(self, port=None, tls=False, path=None, source='127.0.0.1'):
        if path:
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.connect(path)
        else:
            self.socket = socket.create_connection(('127.0.0.1', port), 10, source_address=(source, 0))
        if tls:
            self.socket = tls_context().wrap_socket(self.socket, server_hostname='localhost')

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        """What the other side does not take any more is its answer."""
        self.socket.settimeout(10)
        try:
            self.socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            pass

    def read_until(self, done, seconds):
        """All that comes until done(bytes so far), the end, or nothing more in time."""
        got, end = b'', time.monotonic() + seconds
        while not done(got) and time.monotonic() < end:
            self.socket.settimeout(max(end - time.monotonic(), 0.001))
            try:
                part = self.socket.recv(65536)
            except (TimeoutError, ssl.SSLWantReadError):
                break
            except OSError:
                part = b''
            if not part:
                break
            got += part
        return got

    def read(self, first=1.0, more=0.15):
        """An answer, if one comes, and whatever follows it within a moment."""
        got = self.read_until(is_whole, first)
        return got + self.read_until(lambda _: False, more) if got else got

    def seconds_to_end(self, at_most):
        """How long the other side keeps the line open; None: longer."""
        start = time.monotonic()
        self.read_until(lambda _: False, at_most)
        spent = time.monotonic() - start
        return spent if spent < at_most else None


def is_whole(got):
    head, mark, body = got.partition(b'\r\n\r\n')
    length = re.search(rb'^Content-Length: (\d+)', head, re.MULTILINE | re.IGNORECASE)
    return bool(mark) and len(body) >= (int(length.group(1)) if length else 0)


def statuses(got):
    """Of each answer, without those that only say to go on."""
    return [int(status) for status in ANSWER.findall(got)]


def request(verb, path, *headers, body=b'', host='localhost', length=True):
    lines = [f'{verb} {path} HTTP/1.1', f'Host: {host}', *headers]
    if body and length:
        lines.append(f'Content-Length: {len(body)}')
    return '\r\n'.join(lines).encode() + b'\r\n\r\n' + body
