"""The ways to make many calls, and to make a first one."""

import functools
import os
from dataclasses import dataclass
from typing import Callable

from service import TOKEN

ACCEPT = "Accept: application/vnd.pagerduty+json;version=2"
BEARER = f"Authorization: Bearer {TOKEN}"
PYTHON = "/usr/bin/python3"  # the one that Debian's python3-requests belongs to

CONNECTION = """
  {name}:
    plugin: pagerduty
    config: {{ base_url: "{url}{path}", ca_file: "{ca_file}" }}
    auth:
      kind: oauth2_client_credentials
      grant_type: client_credentials
      client_id: bench
      client_secret: {{ env: CALLOUT_BENCH_SECRET }}
      scope: as_account-us.bench incidents.read
      token_url: "{url}/oauth/token"
      client_authentication: request_body
"""


def connections_of(service):
    text = "connections:\n  echo: { plugin: bench-echo }"
    for name, path in (("pagerduty", ""), ("paged", "/paged")):
        text += CONNECTION.format(name=name, url=service.url, path=path, ca_file=service.ca_file)
    return text


@dataclass(frozen=True)
class Contender:
    name: str
    concurrency: int
    run: Callable  # of a number of calls; yields a Run for them together
    first: int  # calls of the first, short run


class Contenders:
    def __init__(self, build, service, launcher, sources):
        self._service = service
        self._launcher = launcher
        self._sources = sources
        self._build = build
        self._folder = service.folder
        self._incidents = f"{service.url}/incidents"
        self.config = service.folder / "callout.yaml"
        self.config.write_text(connections_of(service))
        self.environment = {
            name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")
        }
        self.environment |= {"CALLOUT_BENCH_SECRET": "bench", "NODE_EXTRA_CA_CERTS": str(service.ca_file)}

    def callout(self, *arguments):
        plugins = [
            part
            for folder in ("lib/callout/plugins", "bench/plugins")
            for part in ("--plugin-dir", self._build / folder)
        ]
        return [self._build / "bin/callout", "--config", self.config, *plugins, *arguments]

    def python(self, *arguments):
        return [PYTHON, self._sources / "requests_client.py", *arguments]

    def node(self, *arguments):
        return ["node", self._sources / "fetch_client.mjs", *arguments]

    def run(self, argv, **options):
        return self._launcher.run(argv, env=self.environment, **options)

    def many(self):
        """At one call at a time, and at 32."""
        rows = []
        for concurrency in (1, 32):
            ways = {
                "callout batch": (self._callout_batch, 2000),
                "curl, one process": (self._curl_many, 2000),
                "python-requests": (self._requests, 100),
                "node fetch": (self._fetch, 100),
                "sdk/rest client alone": (self._rest_client, 2000),
            }
            for name, (run, first) in ways.items():
                rows.append(Contender(name, concurrency, functools.partial(run, concurrency), first))
        rows.append(Contender("curl, a process a call", 1, self._curl_each, 20))
        return rows

    @functools.lru_cache(maxsize=None)
    def lines(self, calls):
        file = self._folder / f"calls-{calls}.jsonl"
        with file.open("w") as out:
            for number in range(calls):
                out.write(
                    f'{{"id":{number},"action":"pagerduty.listIncidents",'
                    f'"input":{{"limit":25,"offset":{number % 1000}}}}}\n'
                )
        return file

    def _callout_batch(self, concurrency, calls):
        return self.run(self.callout("batch", "--concurrency", concurrency), stdin=self.lines(calls))

    def _curl_many(self, concurrency, calls):
        parallel = ["--parallel", "--parallel-max", concurrency] if concurrency > 1 else []
        return self.run(
            self._curl(*parallel, "-o", "/dev/null", f"{self._incidents}?limit=25&offset=[1-{calls}]")
        )

    def _curl(self, *arguments):
        return [
            "curl",
            "-sS",
            "--fail",
            "--cacert",
            self._service.ca_file,
            "-H",
            BEARER,
            "-H",
            ACCEPT,
            *arguments,
        ]

    def _curl_each(self, calls):
        runs = self._launcher.runs(
            self._curl(f"{self._incidents}?limit=25"), times=calls, env=self.environment
        )
        whole = type(runs[0])
        return whole(
            sum(run.seconds for run in runs),
            sum(run.processor for run in runs),
            max(run.peak_mb for run in runs),
        )

    def _requests(self, concurrency, calls):
        return self.run(
            self.python("calls", self._incidents, self._service.ca_file, TOKEN, calls, concurrency)
        )

    def _fetch(self, concurrency, calls):
        return self.run(self.node("calls", self._incidents, TOKEN, calls, concurrency))

    def _rest_client(self, concurrency, calls):
        return self.run(
            [
                self._build / "bench/callout_rest_bench",
                f"{self._incidents}?limit=25",
                self._service.ca_file,
                calls,
                concurrency,
                BEARER,
                ACCEPT,
            ]
        )

    def wrk(self, concurrency, seconds):
        """Calls a second: the limit of service and machine."""
        said, run = self._launcher.output_of(
            [
                "wrk",
                "-t",
                min(concurrency, 2),
                "-c",
                concurrency,
                "-d",
                f"{seconds}s",
                "-H",
                BEARER,
                "-H",
                ACCEPT,
                f"{self._incidents}?limit=25",
            ],
            env=self.environment,
        )
        if "Non-2xx" in said:
            raise RuntimeError("wrk got answers that are no answers: " + said)
        rate = float(said.split("Requests/sec:")[1].split()[0])
        return rate, run

    def cold(self):
        """From the start of a process to a first answer: authority read, token, TLS, one call."""
        token_url = f"{self._service.url}/oauth/token"
        form = "grant_type=client_credentials&client_id=bench&client_secret=bench"
        call = self._curl(f"{self._incidents}?limit=25")
        # One curl cannot hand a token from a transfer to the next: this one knows it already.
        one = [
            "curl",
            "-sS",
            "--fail",
            "--cacert",
            self._service.ca_file,
            "-d",
            form,
            token_url,
            "--next",
            *call[1:],
        ]
        two = [
            "sh",
            "-c",
            'token=$(curl -sS --fail --cacert "$1" -d "$2" "$3" | jq -r .access_token); '
            'exec curl -sS --fail --cacert "$1" -H "Authorization: Bearer $token" -H "$4" "$5"',
            "sh",
            self._service.ca_file,
            form,
            token_url,
            ACCEPT,
            f"{self._incidents}?limit=25",
        ]
        return {
            "callout invoke": self.callout("invoke", "pagerduty.listIncidents", "limit=25"),
            "curl, one process": one,
            "curl, two processes": two,
            "python-requests": self.python("cold", token_url, self._incidents, self._service.ca_file),
            "node fetch": self.node("cold", token_url, self._incidents),
        }

    def pages(self):
        """10 000 incidents in pages of 100."""
        listing = ("paged.listIncidents", "limit:=100", "page.all=true")
        return {
            "callout invoke": self.callout("invoke", *listing),
            "callout invoke --stream": self.callout("invoke", "--stream", *listing),
            "python-requests": self.python(
                "pages", f"{self._service.url}/paged/incidents", self._service.ca_file, TOKEN
            ),
        }
