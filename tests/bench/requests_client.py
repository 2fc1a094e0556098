"""What a script with python-requests does, in the ways that are measured.

calls URL CA TOKEN COUNT THREADS | cold TOKEN_URL URL CA | pages URL CA TOKEN
"""

import concurrent.futures
import itertools
import sys

import requests


def session_of(ca_file, token):
    session = requests.Session()
    session.verify = ca_file
    session.trust_env = False  # else it looks for proxies and .netrc at every call
    session.headers.update(
        {"Authorization": f"Bearer {token}", "Accept": "application/vnd.pagerduty+json;version=2"}
    )
    return session


def get(session, url, **query):
    answer = session.get(url, params=query)
    answer.raise_for_status()
    return answer.json()


def calls(url, ca_file, token, count, threads):
    session = session_of(ca_file, token)
    session.mount("https://", requests.adapters.HTTPAdapter(pool_maxsize=int(threads)))
    numbers = itertools.count()

    def work():
        while (number := next(numbers)) < int(count):
            get(session, url, limit=25, offset=number % 1000)

    with concurrent.futures.ThreadPoolExecutor(int(threads)) as pool:
        for done in [pool.submit(work) for _ in range(int(threads))]:
            done.result()


def cold(token_url, url, ca_file):
    form = {"grant_type": "client_credentials", "client_id": "bench", "client_secret": "bench"}
    session = session_of(ca_file, "")
    token = session.post(token_url, data=form).json()["access_token"]
    session.headers["Authorization"] = f"Bearer {token}"
    get(session, url, limit=25)


def pages(url, ca_file, token):
    session = session_of(ca_file, token)
    items = []
    more = True
    while more:
        page = get(session, url, limit=100, offset=len(items))
        items += page["incidents"]
        more = page["more"]
    print(len(items))


if __name__ == "__main__":
    {"calls": calls, "cold": cold, "pages": pages}[sys.argv[1]](*sys.argv[2:])
