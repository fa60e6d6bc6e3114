#!/usr/bin/env python3
"""serve.py [PORT]: serves the page as chatd does, but with chat.js of this folder, which needs no
server, in place of the chat. To look at the page: http://127.0.0.1:PORT/?scene=busy"""
import http.server
import importlib.util
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
WEB = HERE.parents[2] / 'server' / 'web'
spec = importlib.util.spec_from_file_location('embed', WEB / 'embed.py')
embed = importlib.util.module_from_spec(spec)
spec.loader.exec_module(embed)
POLICY = ("default-src 'none'; script-src 'self'; style-src '{}'; connect-src 'self'; img-src data:; "
          "base-uri 'none'; form-action 'none'; frame-ancestors 'none'")


class Page(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def do_GET(self):
        files, _ = embed.read_folder(str(WEB / 'page'))
        files = {path: content for path, content in files.items() if not path.startswith('chat/')}
        files['chat/chat.js'] = (HERE / 'chat.js').read_bytes()
        files = embed.put_together(files)
        document, style, _ = embed.make_document(files, '/mock/')
        path = self.path.split('?')[0]
        content, kind = document, 'text/html; charset=utf-8'
        if path != '/':
            content, kind = files.get(path[len('/mock/'):], b''), 'text/javascript; charset=utf-8'
        self.send_response(200 if content else 404)
        self.send_header('Content-Type', kind)
        self.send_header('Content-Length', str(len(content)))
        self.send_header('Content-Security-Policy', POLICY.format(style))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


if __name__ == '__main__':
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 8080
    http.server.ThreadingHTTPServer(('127.0.0.1', number), Page).serve_forever()
