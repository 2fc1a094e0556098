"""The service that everything calls: one nginx, TLS 1.3 on loopback, answers that lie ready."""

import json
import socket
import ssl
import subprocess
import time
from pathlib import Path

TOKEN = "bench-token"
ITEMS = 10_000
PAGE = 100

CONFIG = """
daemon off;
master_process off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  default_type application/json;
  keepalive_requests 1000000000;
  keepalive_timeout 600s;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  ssl_certificate {folder}/server.pem;
  ssl_certificate_key {folder}/server.key;
  ssl_protocols TLSv1.3;
  map $arg_offset $page {{ default $arg_offset; "" 0; }}
  server {{
    listen 127.0.0.1:{port} ssl;
    root {folder};
    location = /incidents {{ return 200 '{answer}'; }}
    location = /oauth/token {{ return 200 '{token}'; }}
    location = /paged/incidents {{ try_files /pages/$page.json =404; }}
  }}
}}
"""


def incident(number):
    """About 900 bytes."""
    reference = lambda kind, name: {
        "id": f"P{name[:6].upper()}",
        "type": f"{kind}_reference",
        "summary": name,
        "self": f"https://api.pagerduty.com/{kind}s/P{name[:6].upper()}",
    }
    return {
        "id": f"Q{number:07d}",
        "type": "incident",
        "incident_number": number,
        "title": f"Disk {number} is full",
        "status": "triggered",
        "urgency": "high",
        "created_at": "2026-03-01T10:00:00Z",
        "service": reference("service", "Checkout"),
        "escalation_policy": reference("escalation_policy", "Operations"),
        "teams": [reference("team", "Payments")],
        "assignments": [{"at": "2026-03-01T10:00:00Z", "assignee": reference("user", "Ada Lovelace")}],
        "last_status_change_by": reference("service", "Checkout"),
        "alert_counts": {"all": 1, "triggered": 1, "resolved": 0},
    }


def page(first, count, more):
    items = [incident(number) for number in range(first, first + count)]
    return json.dumps({"incidents": items, "limit": count, "offset": first, "total": None, "more": more})


def make_certificates(folder):
    """An authority of our own, and the certificate of 127.0.0.1."""

    def openssl(*arguments):
        subprocess.run(["openssl", *arguments], check=True, cwd=folder, capture_output=True)

    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2")
    openssl(
        "req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Callout bench authority"
    )
    openssl("req", *key, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=127.0.0.1")
    (folder / "extensions").write_text("subjectAltName=IP:127.0.0.1\n")
    openssl(
        "x509",
        "-req",
        "-in",
        "server.csr",
        "-CA",
        "ca.pem",
        "-CAkey",
        "ca.key",
        "-CAcreateserial",
        "-days",
        "2",
        "-out",
        "server.pem",
        "-extfile",
        "extensions",
    )


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


class Service:
    """Runs until the launcher ends what it started."""

    def __init__(self, folder: Path, launcher):
        self.folder = folder
        self.ca_file = folder / "ca.pem"
        make_certificates(folder)
        self._write_pages()
        port = free_port()
        self.url = f"https://127.0.0.1:{port}"
        token = json.dumps(
            {
                "access_token": TOKEN,
                "token_type": "bearer",
                "expires_in": 86400,
                "scope": "as_account-us.bench incidents.read",
            }
        )
        self.answer = page(0, 2, False)
        config = CONFIG.format(folder=folder, port=port, answer=self.answer, token=token)
        (folder / "nginx.conf").write_text(config)
        process = launcher.start(
            ["/usr/sbin/nginx", "-p", folder, "-c", folder / "nginx.conf", "-e", folder / "error.log"]
        )
        self._await(process, port)

    def _write_pages(self):
        (self.folder / "pages").mkdir()
        for first in range(0, ITEMS, PAGE):
            text = page(first, PAGE, first + PAGE < ITEMS)
            (self.folder / "pages" / f"{first}.json").write_text(text)

    def _await(self, process, port):
        trust = ssl.create_default_context(cafile=self.ca_file)
        for _ in range(200):
            try:
                with socket.create_connection(("127.0.0.1", port), 1) as plain:
                    with trust.wrap_socket(plain, server_hostname="127.0.0.1"):
                        return
            except ConnectionRefusedError:
                time.sleep(0.02)
            if process.poll() is not None:
                break
        log = self.folder / "error.log"
        raise RuntimeError("nginx did not start: " + (log.read_text() if log.exists() else "it wrote no log"))
