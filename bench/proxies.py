"""nginx and HAProxy as plain TLS 1.3 -> mutual TLS reverse proxies with one worker each, and a fast upstream for them and for
our gateway: nginx that answers at once as a hospital server would."""
import socket
import subprocess
import time

from house import Trouble
from measure import LOAD_CORE, SERVER_CORE, pinned

ANSWER = '{"receipt":"' + "r" * 900 + '"}'  # about as long as a receipt with its certificate
COMMON = """daemon off; master_process off; worker_processes 1; error_log {folder}/{name}.err; pid {folder}/{name}.pid;
worker_rlimit_nofile 20000;
events {{ worker_connections 8192; multi_accept on; }}
http {{
  access_log off; keepalive_requests 100000000; keepalive_timeout 300s; server_tokens off; tcp_nodelay on;
  client_body_buffer_size 32k; client_max_body_size 8m;
  client_body_temp_path {folder}/{name}.1; proxy_temp_path {folder}/{name}.2; fastcgi_temp_path {folder}/{name}.3;
  uwsgi_temp_path {folder}/{name}.4; scgi_temp_path {folder}/{name}.5;
  ssl_protocols TLSv1.3; ssl_certificate {pki}/{certificate}.pem; ssl_certificate_key {pki}/{certificate}.key;
  ssl_session_cache shared:S:4m; ssl_session_tickets on;
{body}
}}
"""
UPSTREAM = """
  server {{ listen 127.0.0.1:{upstream} ssl; ssl_client_certificate {pki}/client-ca.pem; ssl_verify_client on;
    location / {{ default_type application/json; return 201 '{answer}'; }}
    location /intake/v1/alive {{ return 204; }} }}"""
FRONT = """
  upstream hospital {{ server 127.0.0.1:{upstream}; keepalive 512; keepalive_requests 100000000; keepalive_timeout 300s; }}
  proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host localhost;
  proxy_ssl_certificate {pki}/gateway-client.pem; proxy_ssl_certificate_key {pki}/gateway-client.key;
  proxy_ssl_trusted_certificate {pki}/server-ca.pem; proxy_ssl_verify on; proxy_ssl_name localhost; proxy_ssl_protocols TLSv1.3;
  proxy_ssl_session_reuse on;
  server {{ listen 127.0.0.1:{nginx} ssl; location / {{ proxy_pass https://hospital; }}
    location = /nothing {{ return 404; }} }}"""
HAPROXY = """global
  nbthread 1
  maxconn 8192
  ssl-default-bind-options ssl-min-ver TLSv1.3
defaults
  mode http
  timeout connect 5s
  timeout client 300s
  timeout server 300s
  timeout http-keep-alive 300s
  option http-keep-alive
  http-reuse always
frontend in
  bind 127.0.0.1:{haproxy} ssl crt {folder}/gateway-both.pem alpn http/1.1
  http-request return status 404 if {{ path /nothing }}
  default_backend out
backend out
  server hospital 127.0.0.1:{upstream} ssl crt {folder}/client-both.pem ca-file {pki}/server-ca.pem verify required verifyhost localhost sni str(localhost) pool-max-conn -1 maxconn 4096
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Proxies:
    """Ports by name in `ports`; processes by name in `running`, ended by close()."""

    def __init__(self, house):
        self.folder, self.pki = house.folder / "proxies", house.pki
        self.folder.mkdir(exist_ok=True)
        self.ports = {name: free_port() for name in ("upstream", "nginx", "haproxy")}
        self.running = {}
        for kind, leaf in (("gateway", "gateway"), ("client", "gateway-client")):
            both = (self.pki / f"{leaf}.pem").read_text() + (self.pki / f"{leaf}.key").read_text()
            (self.folder / f"{kind}-both.pem").write_text(both)

    def words(self, **more):
        return {"folder": self.folder, "pki": self.pki, "answer": ANSWER, **self.ports, **more}

    def start_nginx(self, name, certificate, body, core, modules=""):
        file = self.folder / f"{name}.conf"
        file.write_text(modules + COMMON.format(**self.words(name=name, certificate=certificate, body=body.format(**self.words()))))
        self.start(name, ["nginx", "-p", str(self.folder), "-c", str(file)], core)

    def start_all(self):
        self.start_nginx("upstream", "hospital", UPSTREAM, LOAD_CORE)
        self.start_nginx("nginx", "gateway", FRONT, SERVER_CORE)
        file = self.folder / "haproxy.cfg"
        file.write_text(HAPROXY.format(**self.words()))
        self.start("haproxy", ["haproxy", "-db", "-f", str(file)], SERVER_CORE)

    def start(self, name, command, core):
        with open(self.folder / f"{name}.log", "w") as log:
            self.running[name] = subprocess.Popen(command, stdout=log, stderr=log, preexec_fn=pinned(core))
        until = time.monotonic() + 10
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.ports[name])) == 0:
                    return
            time.sleep(0.05)
        raise Trouble(f"{name} does not listen: {(self.folder / f'{name}.log').read_text()[-400:]}")

    def pid(self, name):
        return self.running[name].pid

    def stop(self, name):
        process = self.running.pop(name)
        process.terminate()
        process.wait()

    def close(self):
        for process in self.running.values():
            process.terminate()
            process.wait()
