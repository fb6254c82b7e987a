// Dispatch and capacity systems (the samples of docs/samples): a new time of arrival is on the board, in the tracker and in the
// hospital's database; an assignment reaches the tracker; neither may touch what is not theirs.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { ask, auditSince, call, check, file, finish, lastAudit, query, signIn, system, until } from './flow.mjs';
import { askForToken, basic, packed, post, tokenBySecret } from './sender.mjs';

const callsign = `RTW ${randomBytes(3).toString('hex')}`;
const token = await tokenBySecret();
const credentials = { grant_type: 'client_credentials' };
const tokenOf = async (client) => (await until('known', async () => { const said = await askForToken(credentials, { authorization: basic(client) }); return said.status === 200 && said; }, 5000)).json.access_token;
const dispatch = await tokenOf(system.dispatch);
const capacity = await tokenOf(system.capacity);
const tracker = await signIn();
const json = (jwt, path, body) => call('POST', path, { headers: { authorization: `Bearer ${jwt}`, 'content-type': 'application/json' }, body: typeof body === 'string' ? body : JSON.stringify(body) });
const inMinutes = (count) => new Date(Date.now() + count * 60_000).toISOString();
const now = () => new Date().toISOString();

function sample(name, client, secret, ...words) {
  const environment = { ...process.env, VORAB_GATEWAY: system.gateway, VORAB_CLIENT: client, VORAB_SECRET_FILE: file('secrets', secret), VORAB_CA: file('pki', 'server-ca.pem') };
  const program = name.endsWith('.py') ? ['/usr/bin/python3'] : ['/bin/sh'];
  const ran = spawnSync(program[0], [`${system.root}/docs/samples/${name}`, ...words], { encoding: 'utf8', env: environment });
  assert.equal(ran.status, 0, ran.stdout + ran.stderr);
  return JSON.parse(ran.stdout);
}

const { record, envelope } = await packed('stroke', token, { change(one) { one.slip.sender = { ...one.slip.sender, callsign }; } });
const announced = await post(token, envelope);
const patient = record.slip.case;
const entry = () => query('gateway', `SELECT COALESCE(eta, '') FROM board_entry WHERE case_id = '${patient}'`)[0][0];
const summary = async () => (await tracker('GET', `mailboxes/${system.mailbox}/cases/${patient}`)).json.summary;

await check('a vehicle that is announced is known by its callsign within a moment', async () => {
  assert.equal(announced.status, 201, announced.body);
  await until('noted', () => query('gateway', `SELECT 1 FROM under_way WHERE callsign = '${callsign}'`).length === 1, 3000);
});
for (const [name, minutes] of [['report_position.py', '17'], ['report_position.sh', '23']]) {
  await check(`${name}: the new time stands on the board at once, and soon in the tracker, as the dispatch system's`, async () => {
    assert.deepEqual(sample(name, system.dispatch, 'dispatch', callsign, minutes), { taken: 1, passed_over: 0 });
    const shown = new Date(`${entry().replace(' ', 'T')}Z`).getTime();
    assert(Math.abs(shown - (Date.now() + minutes * 60_000)) < 30_000, entry());
    const said = await until('in the tracker', async () => { const { arrival } = await summary(); return Math.abs(new Date(arrival.eta) - shown) < 1000 && arrival; }, 5000);
    assert.equal(said.eta_source, 'gps');
  });
}
await check('by case; an older word, a foreign vehicle and one without a time change nothing', async () => {
  const newest = inMinutes(9);
  const first = await json(dispatch, '/v1/positions', { positions: [{ case: patient, at: now(), eta: newest, latitude: 52.1, longitude: 7.6 }] });
  assert.deepEqual([first.status, first.json], [202, { taken: 1, passed_over: 0 }]);
  const before = entry();
  const rest = await json(dispatch, '/v1/positions', { positions: [
    { case: patient, at: inMinutes(-2), eta: inMinutes(40) }, { callsign: 'RTW nowhere', at: now(), eta: inMinutes(3) }, { callsign, at: now(), latitude: 52, longitude: 7 }] });
  assert.deepEqual(rest.json, { taken: 2, passed_over: 1 });
  assert.equal(entry(), before);
});
await check('a dispatch system moves the patients of its own rescue service alone, and only to its mailboxes', async () => {
  const elsewhere = await tokenOf(system.elsewhere);
  const answer = await json(elsewhere, '/v1/positions', { positions: [{ callsign, at: now(), eta: inMinutes(1) }, { case: patient, at: now(), eta: inMinutes(1) }] });
  assert.deepEqual(answer.json, { taken: 0, passed_over: 2 });
});
for (const [name, unit] of [['assign_unit.py', 'Schockraum 2'], ['assign_unit.sh', 'Bett 4']]) {
  await check(`${name}: the unit is the patient's destination in the tracker, and nowhere at the gateway`, async () => {
    assert.deepEqual(sample(name, system.capacity, 'capacity', callsign, system.mailbox, unit), { status: 'assigned', case: patient });
    assert.equal((await summary()).arrival.destination, unit);
  });
}

const assignment = (change = {}) => ({ callsign, mailbox: system.mailbox, at: now(), unit: 'Bett 1', ...change });
await check('an assignment by case', async () => {
  const answer = await json(capacity, '/v1/assignments', assignment({ callsign: undefined, case: patient }));
  assert.deepEqual([answer.status, answer.json], [200, { status: 'assigned', case: patient }]);
});
await check('what is not theirs, not there or not in form is refused, with one audit row each', async () => {
  const position = (change) => ({ positions: [{ callsign, at: now(), eta: inMinutes(5), ...change }] });
  for (const [jwt, path, body, status, problem] of [
    [token, '/v1/positions', position(), 403, 'forbidden'],
    [capacity, '/v1/positions', position(), 403, 'forbidden'],
    [undefined, '/v1/positions', position(), 401, 'unauthenticated'],
    [dispatch, '/v1/positions', '{"positions":', 400, 'malformed'],
    [dispatch, '/v1/positions', { positions: [] }, 422, 'schema_violation'],
    [dispatch, '/v1/positions', position({ case: patient }), 422, 'schema_violation'],
    [dispatch, '/v1/positions', position({ patient: 'x' }), 422, 'schema_violation'],
    [dispatch, '/v1/positions', position({ latitude: 91 }), 422, 'schema_violation'],
    [dispatch, '/v1/positions', position({ at: inMinutes(10) }), 422, 'schema_violation'],
    [dispatch, '/v1/positions', position({ eta: inMinutes(3000) }), 422, 'schema_violation'],
    [dispatch, '/v1/positions', 'x'.repeat(300_000), 413, 'too_large'],
    [dispatch, '/v1/assignments', assignment(), 403, 'forbidden'],
    [undefined, '/v1/assignments', assignment(), 401, 'unauthenticated'],
    [capacity, '/v1/assignments', assignment({ mailbox: system.other_mailbox }), 403, 'forbidden'],
    [capacity, '/v1/assignments', assignment({ mailbox: 'nowhere' }), 404, 'unknown_mailbox'],
    [capacity, '/v1/assignments', assignment({ callsign: 'RTW nowhere' }), 404, 'not_found'],
    [capacity, '/v1/assignments', assignment({ unit: 'x'.repeat(41) }), 422, 'schema_violation'],
    [capacity, '/v1/assignments', assignment({ unit: 'a\nb' }), 422, 'schema_violation'],
    [capacity, '/v1/assignments', assignment({ unit: 'Bett \u202e1' }), 422, 'schema_violation'],
    [capacity, '/v1/assignments', assignment({ unit: '  ' }), 422, 'schema_violation'],
    [capacity, '/v1/assignments', '[]', 400, 'malformed'],
    [capacity, '/v1/assignments', 'x'.repeat(5000), 413, 'too_large'],
  ]) {
    const since = lastAudit();
    const answer = await json(jwt, path, body);
    const words = `${path} ${JSON.stringify(body).slice(0, 120)}`;
    assert.deepEqual([answer.status, answer.json.type], [status, `urn:vorab:problem:${problem.replaceAll('_', '-')}`], `${words}: ${answer.body}`);
    const event = path === '/v1/positions' ? 'positions.refused' : 'assignment.refused';
    assert.deepEqual(auditSince(since), [{ place: 'gateway', event, problem }], words);
  }
  for (const [jwt, path] of [[dispatch, '/v1/positions'], [capacity, '/v1/assignments']]) {
    const answer = await call('POST', path, { headers: { authorization: `Bearer ${jwt}`, 'content-type': 'text/plain' }, body: '{}' });
    assert.equal(answer.status, 415);
  }
});
await check('a hospital that is silent: the board counts all the same, and an assignment is to be sent again', async () => {
  await ask('freeze', 'vorab-hospital');
  try {
    const moved = await json(dispatch, '/v1/positions', { positions: [{ callsign, at: now(), eta: inMinutes(31) }] });
    assert.equal(moved.status, 202);
    assert(Math.abs(new Date(`${entry().replace(' ', 'T')}Z`) - Date.now() - 31 * 60_000) < 30_000, entry());
    const refused = await json(capacity, '/v1/assignments', assignment());
    assert.equal(refused.status, 503);
    assert(Number(refused.headers.get('retry-after')) > 0);
  } finally {
    await ask('thaw', 'vorab-hospital');
  }
});
finish();
