// The hospital is silent, gone, or back: nothing is lost, nothing delivered rests at the gateway.
import assert from 'node:assert/strict';
import { ask, auditSince, call, check, finish, lastAudit, query, signIn, system, until } from './flow.mjs';
import { packed, post, seal, sign, tokenBySecret, verifyReceipt } from './sender.mjs';

const [GATEWAY, HOSPITAL] = ['vorab-gateway', 'vorab-hospital'];
const token = await tokenBySecret();
const status = (location) => call('GET', location, { headers: { authorization: `Bearer ${token}` } });
const reachable = async () => (await call('GET', '/v1/mailboxes', { headers: { authorization: `Bearer ${token}` } })).json.mailboxes[0].reachable;
const parkedBodies = () => query('gateway', 'SELECT COUNT(*) FROM parked WHERE body IS NOT NULL')[0][0];

async function park(sentence, mission) {
  return check(sentence, async () => {
    const answer = await post(token, mission.envelope);
    assert.equal(answer.status, 202, answer.body);
    assert.deepEqual(answer.json, { status: 'parked' });
    const location = answer.headers.get('location');
    assert.equal(location, `/v1/transmissions/${mission.record.slip.transmission}`);
    const parked = await status(location);
    assert.deepEqual([parked.status, parked.json], [200, { transmission: mission.record.slip.transmission, status: 'parked', answers: [] }]);
    return location;
  });
}
async function delivered(sentence, { record, envelope }, location) {
  await check(sentence, async () => {
    const answer = await until('delivered', async () => {
      const now = await status(location);
      return now.json.status !== 'parked' && now;
    }, 90_000);
    assert.equal(answer.json.status, 'delivered', answer.body);
    assert.equal(answer.json.answer.status, 'delivered', answer.body);
    await verifyReceipt({ json: answer.json.answer }, record, envelope.body);
    const tracker = await signIn();
    assert.equal((await tracker('GET', `mailboxes/${system.mailbox}/cases/${record.slip.case}`)).status, 200);
  });
}

// The hospital's machine hangs: connections stay open and nobody answers.
const hanging = await packed('sepsis', token);
await ask('freeze', HOSPITAL);
const first = await park('a hospital that hangs: parked, with the place to ask', hanging);
await check('the same envelope again is parked once', async () => {
  const again = await post(token, hanging.envelope);
  assert.deepEqual([again.status, again.headers.get('location')], [202, first]);
  assert.equal(query('gateway', `SELECT COUNT(*) FROM parked WHERE transmission = '${hanging.record.slip.transmission}'`)[0][0], '1');
});
await check('the same id with other content is refused while it is parked, with one audit row', async () => {
  const since = lastAudit();
  const other = await seal(await sign(hanging.record), hanging.record.slip, { alg: 'ECDH-ES+A256KW', ...(await recipient()) });
  const answer = await post(token, other);
  assert.deepEqual([answer.status, answer.json.type], [409, 'urn:vorab:problem:conflict'], answer.body);
  assert.deepEqual(auditSince(since), [{ place: 'gateway', event: 'transmission.refused', problem: 'conflict' }]);
});
async function recipient() {
  const list = await call('GET', '/v1/mailboxes', { headers: { authorization: `Bearer ${token}` } });
  return list.json.mailboxes[0].keys.find(({ jwk }) => jwk.crv === 'P-256');
}
await check('somebody else learns nothing of it', async () => {
  const stranger = await tokenBySecret(system.client);
  assert.equal((await call('GET', first)).status, 401);
  assert.equal((await call('GET', '/v1/transmissions/01900000-0000-7000-8000-000000000000', { headers: { authorization: `Bearer ${stranger}` } })).status, 404);
});
await check('the list of mailboxes says that the hospital does not answer', () => until('unreachable', async () => !(await reachable())));
await ask('thaw', HOSPITAL);
await delivered('it wakes: delivered with a receipt, and the case is in the tracker', hanging, first);

// The hospital's server is killed, then the gateway too, while something is parked.
const killed = await packed('stemi', token);
await ask('kill', HOSPITAL);
const second = await park('a hospital that is killed: parked', killed);
const chunkPath = `/v1/mailboxes/${system.mailbox}/cases/${killed.record.slip.case}/attachments/11111111-2222-4333-8444-555555555555`;
const authorization = `Bearer ${token}`;
const putChunk = () => call('PUT', `${chunkPath}/chunks/0`, { headers: { authorization, 'content-type': 'application/octet-stream' }, body: Buffer.alloc(40) });
const chunkStatus = () => call('GET', chunkPath, { headers: { authorization } });
await check('nobody knows which chunks have arrived: try again later', async () => {
  const answer = await chunkStatus();
  assert.equal(answer.status, 503, answer.body);
  assert(Number(answer.headers.get('retry-after')) > 0);
});
await check('a chunk for it is parked, and need not be sent again', async () => {
  const answer = await putChunk();
  assert.deepEqual([answer.status, answer.json], [202, { status: 'parked' }], answer.body);
  assert.deepEqual((await chunkStatus()).json.parked, [0]);
});
await ask('kill', GATEWAY);
await ask('start', GATEWAY);
await check('a killed gateway comes back and still has it', async () => {
  const answer = await status(second);
  assert.deepEqual([answer.status, answer.json.status], [200, 'parked']);
});
const third = await packed('stroke', token);
const thirdLocation = await park('and takes the next one with the token of before', third);
await ask('kill', GATEWAY);
await ask('start', HOSPITAL);
await ask('start', GATEWAY);
await delivered('both come back: the first is delivered', killed, second);
await delivered('and the second', third, thirdLocation);
await check('the parked chunk is at the hospital, too, and no longer at the gateway', async () => {
  await until('stored', async () => (await chunkStatus()).json.chunks?.length === 1, 60_000);
  assert.equal((await chunkStatus()).json.state, 'waiting_for_record');
  await until('gone', () => query('gateway', 'SELECT COUNT(*) FROM parked_chunk')[0][0] === '0');
  assert.equal((await putChunk()).status, 200);
});
await check('each is stored once', () => {
  for (const { record } of [hanging, killed, third])
    assert.equal(query('mailbox', `SELECT COUNT(*) FROM transmission WHERE case_id = '${record.slip.case}'`)[0][0], '1');
});
await check('a sender that never got its answer asks again: 200 and a receipt', async () => {
  const answer = await post(token, killed.envelope);
  assert.equal(answer.status, 200, answer.body);
  assert.equal((await verifyReceipt(answer, killed.record, killed.envelope.body)).duplicate, true);
});
await check('nothing rests at the gateway', () => assert.equal(parkedBodies(), '0'));

// What the hospital says of a parked envelope is for the sender, also when it is a refusal.
const wrong = await packed('birth', token, { change: (record) => { record.patient.invented = 'x'; } });
await ask('kill', HOSPITAL);
const refusedLocation = await park('a record that breaks the schema is parked as any other: nobody here can look inside', wrong);
await ask('start', HOSPITAL);
await check('the hospital refuses it: the problem waits for the sender, and nothing rests', async () => {
  const answer = await until('refused', async () => { const now = await status(refusedLocation); return now.json.status !== 'parked' && now; }, 90_000);
  assert.deepEqual([answer.json.status, answer.json.answer.type], ['refused', 'urn:vorab:problem:schema-violation'], answer.body);
  assert.equal(parkedBodies(), '0');
});
await check('deliveries to other systems go on after the kill: none is left open', () =>
  until('all settled', () => query('mailbox', "SELECT COUNT(*) FROM delivery WHERE state NOT IN ('delivered', 'rejected', 'discarded')")[0][0] === '0', 60_000));
finish();
