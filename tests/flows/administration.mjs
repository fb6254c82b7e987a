// The administration of a rescue service against the running gateway: only its own devices, a secret that works, a device
// that is disabled at once, wrong passwords that slow nobody else, and the former state brought back by the operator.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { ask, check, file, finish, patience, query, system, until } from './flow.mjs';
import { askForToken, basic } from './sender.mjs';

const credentials = { grant_type: 'client_credentials' };
const password = (name) => readFileSync(file('secrets', `password-of-${name}`), 'utf8').trim();

/** A browser: its cookies and the CSRF token. */
function browser() {
  const cookies = new Map();
  let csrf;
  return async function send(method, path, body, headers = {}) {
    const response = await fetch(`${system.gateway}/admin${path}`, {
      method, body: body === undefined ? undefined : JSON.stringify(body),
      headers: { 'content-type': 'application/json', cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '), ...(csrf && { 'x-csrf-token': csrf }), ...headers },
    });
    for (const line of response.headers.getSetCookie()) {
      assert.match(line, /; Path=\/admin; HttpOnly; Secure; SameSite=Strict$/);
      const [, name, value] = /^(\w+)=([^;]*)/.exec(line);
      cookies.set(name, value);
    }
    const text = await response.text();
    const answer = { status: response.status, headers: response.headers, json: text && /json/.test(response.headers.get('content-type')) ? JSON.parse(text) : undefined, text };
    csrf = answer.json?.csrf ?? csrf;
    return answer;
  };
}
const signIn = (send, username, secret = password(username)) => send('POST', '/api/session', { username, password: secret });

const own = browser();
await check('the page is served with a strict policy, and tells nothing without a session', async () => {
  const page = await own('GET', '/');
  assert.equal(page.status, 200);
  assert.match(page.headers.get('content-security-policy'), /default-src 'none'.*frame-ancestors 'none'/);
  for (const path of ['/api/session', '/api/devices', '/api/audit']) assert.equal((await own('GET', path)).status, 401, path);
});
await check('an administrator signs in and sees the devices of the own service alone', async () => {
  const signed = await signIn(own, system.administrator);
  assert.equal(signed.status, 200, signed.text);
  const { devices } = (await own('GET', '/api/devices')).json;
  const theirs = query('gateway', `SELECT id FROM client WHERE organisation = '${signed.json.organisation}'`).map(([id]) => id).sort();
  assert.deepEqual(devices.map(({ id }) => id).sort(), theirs);
  assert(theirs.includes(system.client) && !theirs.includes(system.assertion));
  // As the gateway's last probe found it: on a slow machine the one before may have failed.
  await until('the hospital answers', async () => (await own('GET', '/api/devices')).json.mailboxes.find(({ id }) => id === system.mailbox).reachable, 40_000);
});
const made = await check('a new device gets a secret that works, and may send where it is assigned', async () => {
  const { status, json } = await own('POST', '/api/devices', { label: 'RTW 99/1 <b>' });
  assert.equal(status, 201);
  assert.match(json.id, /^rtw-99-1-b-[0-9a-f]{8}$/);
  assert.equal((await own('PUT', `/api/devices/${json.id}/mailboxes/${system.mailbox}`)).status, 204);
  const token = await until('a token', async () => { const said = await askForToken(credentials, { authorization: basic(json.id, json.secret) }); return said.status === 200 && said.json.access_token; }, 5000);
  const list = await fetch(`${system.gateway}/v1/mailboxes`, { headers: { authorization: `Bearer ${token}` } });
  assert.deepEqual((await list.json()).mailboxes.map(({ id }) => id), [system.mailbox]);
  return { ...json, token };
});
await check('a device that is disabled is refused within 5 s, with the token that it had', async () => {
  assert.equal((await own('POST', `/api/devices/${made.id}/disable`)).status, 204);
  const began = Date.now();
  await until('refused', async () => (await fetch(`${system.gateway}/v1/mailboxes`, { headers: { authorization: `Bearer ${made.token}` } })).status === 401, 10_000);
  assert(Date.now() - began < patience(5000));
  assert.equal((await own('POST', `/api/devices/${made.id}/enable`)).status, 204);
});
await check('a new secret ends the old one and its tokens', async () => {
  const renewed = (await own('POST', `/api/devices/${made.id}/secret`)).json;
  await until('the new secret is taken', async () => (await askForToken(credentials, { authorization: basic(made.id, renewed.secret) })).status === 200, 5000);
  assert.notEqual((await askForToken(credentials, { authorization: basic(made.id, made.secret) })).status, 200);
  assert.equal((await fetch(`${system.gateway}/v1/mailboxes`, { headers: { authorization: `Bearer ${made.token}` } })).status, 401);
});
await check('another service\'s devices are not there: 404 for every change', async () => {
  const before = query('gateway', 'SELECT id, disabled, HEX(secret_sha256) FROM client ORDER BY id');
  for (const [method, path] of [['POST', 'disable'], ['POST', 'enable'], ['POST', 'secret'], ['PUT', `mailboxes/${system.mailbox}`], ['DELETE', `mailboxes/${system.mailbox}`]])
    assert.equal((await own(method, `/api/devices/${system.assertion}/${path}`)).status, 404, path);
  assert.deepEqual(query('gateway', 'SELECT id, disabled, HEX(secret_sha256) FROM client ORDER BY id'), before);
});
await check('a write without the CSRF token is refused, and a label out of form', async () => {
  assert.equal((await own('POST', '/api/devices', { label: 'x' }, { 'x-csrf-token': 'wrong' })).status, 403);
  assert.equal((await own('POST', '/api/devices', { label: '' })).status, 422);
  assert.equal((await own('POST', '/api/devices', { label: 'x'.repeat(61) })).status, 422);
  for (const label of ['   ', 'RTW \u202e38', 'RTW\u0007', 'RTW\u2028 1']) assert.equal((await own('POST', '/api/devices', { label })).status, 422, label);
});
await check('what was done stands in the own log, with who did it, and can be brought back by the operator', async () => {
  const { events } = (await own('GET', '/api/audit')).json;
  const mine = events.filter(({ device }) => device === made.id).map(({ event, author }) => `${event} ${author}`);
  assert.deepEqual(mine.slice(-2), [`assignment.added web:${system.administrator}`, `client.added web:${system.administrator}`]);
  assert(events.every(({ device }) => device !== system.assertion));
  const listed = (await ask('administer', 'vorab-gateway', 'config', 'list')).said.split('\n').map((line) => line.split('\t'));
  const [number] = listed.find(([, , author, what, subject]) => author === `web:${system.administrator}` && what === 'assignment.added' && subject.startsWith(made.id));
  await ask('administer', 'vorab-gateway', 'config', 'restore', number);
  const now = (await own('GET', '/api/devices')).json.devices.find(({ id }) => id === made.id);
  assert.deepEqual(now.mailboxes, []);
});
await check('wrong passwords slow whoever tries, and not the browser in which the administrator had signed in', async () => {
  const guessing = browser();
  const slowed = await until('429', async () => { const said = await signIn(guessing, system.administrator, 'a wrong password'); return said.status === 429 && said; });
  assert(Number(slowed.headers.get('retry-after')) > 0);
  assert.equal((await signIn(guessing, system.administrator)).status, 429);
  assert.equal((await signIn(own, system.administrator)).status, 200);
});
await check('signing off ends the session', async () => {
  assert.equal((await own('DELETE', '/api/session')).status, 204);
  assert.equal((await own('GET', '/api/devices')).status, 401);
});
finish();
