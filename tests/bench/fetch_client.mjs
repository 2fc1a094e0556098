// What a script with node's own fetch does: calls URL TOKEN COUNT CONCURRENCY | cold TOKEN_URL URL
// NODE_EXTRA_CA_CERTS names the authority.

async function get(url, token) {
  const accept = "application/vnd.pagerduty+json;version=2";
  const answer = await fetch(url, { headers: { Authorization: `Bearer ${token}`, Accept: accept } });
  if (!answer.ok) {
    throw new Error(`status ${answer.status}`);
  }
  return answer.json();
}

async function calls(url, token, count, concurrency) {
  let number = 0;
  const work = async () => {
    while (number < Number(count)) {
      await get(`${url}?limit=25&offset=${number++ % 1000}`, token);
    }
  };
  await Promise.all(Array.from({ length: Number(concurrency) }, work));
}

async function cold(tokenUrl, url) {
  const form = { grant_type: "client_credentials", client_id: "bench", client_secret: "bench" };
  const answer = await fetch(tokenUrl, { method: "POST", body: new URLSearchParams(form) });
  await get(`${url}?limit=25`, (await answer.json()).access_token);
}

const [, , way, ...rest] = process.argv;
await { calls, cold }[way](...rest);
