// How much is too much, and what a token is good for: one client's flood is slowed and leaves the others alone, wrong secrets are
// slowed and lock nobody out, a scope opens what it names.
import assert from 'node:assert/strict';
import { call, check, finish, query, system, until } from './flow.mjs';
import { askForToken, basic, tokenBySecret } from './sender.mjs';

const credentials = { grant_type: 'client_credentials' };
const token = await tokenBySecret();
const flooding = await until('known to the gateway', () => tokenBySecret(system.flooding).catch(() => undefined), 5000);
const bearer = (jwt) => ({ authorization: `Bearer ${jwt}` });
const attachment = `/v1/mailboxes/${system.mailbox}/cases/${'a'.repeat(32)}/attachments/11111111-2222-4333-8444-555555555555`;
const calls = [
  ['GET', '/v1/mailboxes'],
  ['POST', `/v1/mailboxes/${system.mailbox}/transmissions`, 'application/jose', 'x'],
  ['PUT', `${attachment}/chunks/0`, 'application/octet-stream', 'x'],
  ['GET', attachment],
  ['GET', '/v1/transmissions/01900000-0000-7000-8000-000000000000'],
  ['GET', `/v1/cases/${'a'.repeat(32)}/events`],
  ['POST', '/v1/positions', 'application/json', '{}'],
  ['POST', '/v1/assignments', 'application/json', '{}'],
];
const send = ([method, path, type, body], jwt) =>
  call(method, path, { headers: { ...bearer(jwt), ...(type && { 'content-type': type }) }, body });

let flooded = 0;
let calm = false;
/** Until it is calm: faster than the limit of the configuration, 100 a second after a burst of 1000. */
async function flood() {
  while (!calm) {
    const answers = await Promise.all(Array.from({ length: 40 }, () => fetch(`${system.gateway}/v1/mailboxes`, { headers: bearer(flooding) })));
    await Promise.all(answers.map((answer) => answer.arrayBuffer()));
    flooded += answers.filter(({ status }) => status === 429).length;
  }
}
const flooder = flood();

await check('a client that floods is told to wait, at every call', async () => {
  await until('minded', () => flooded > 0, 30_000);
  for (const one of calls) {
    const answer = await until('429', async () => { const said = await send(one, flooding); return said.status === 429 && said; });
    assert.equal(answer.json.type, 'urn:vorab:problem:too-many-requests');
    assert(Number(answer.headers.get('retry-after')) > 0);
  }
});
await check('meanwhile another client is served', async () => {
  const one = await send(calls[0], token);
  assert.equal(one.status, 200, one.body);
});
calm = true;
await flooder;
await check('such a flood is a handful of audit rows', () => {
  const [[rows]] = query('gateway', "SELECT COUNT(*) FROM audit WHERE problem = 'too_many_requests'");
  assert(Number(rows) >= 1 && Number(rows) < 10, rows);
});

await check('wrong secrets for one client are slowed, and the right one gets its token meanwhile', async () => {
  const guess = () => askForToken(credentials, { authorization: basic(system.flooding, 'wrong') });
  const slowed = await until('429', async () => { const said = await guess(); return said.status === 429 && said; });
  assert(Number(slowed.headers.get('retry-after')) > 0);
  const right = await askForToken(credentials, { authorization: basic(system.flooding) });
  assert.equal(right.status, 200, right.body);
});

await check('a dispatch system gets a token for positions, and for nothing else', async () => {
  const given = await askForToken(credentials, { authorization: basic(system.dispatch) });
  assert.equal(given.json.scope, 'positions');
  for (const one of calls.filter(([, path]) => path !== '/v1/positions')) {
    const answer = await send(one, given.json.access_token);
    assert.equal(answer.status, 403, answer.body);
    assert.equal(answer.json.type, 'urn:vorab:problem:forbidden');
  }
  const more = await askForToken({ ...credentials, scope: 'send' }, { authorization: basic(system.dispatch) });
  assert.deepEqual([more.status, more.json.error], [400, 'invalid_scope']);
});
finish();
