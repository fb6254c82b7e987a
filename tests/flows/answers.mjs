// What the hospital says reaches the crew and nobody else: by stream, also after a cut, and by asking.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { ask, auditSince, call, check, dump, file, finish, keep, lastAudit, patience, pem, query, signIn, system, until } from './flow.mjs';
import { answerKey, Listener, opened, statusOf } from './listener.mjs';
import { packed, post, tokenBySecret, uuid7 } from './sender.mjs';

const token = await tokenBySecret();

/** POST /hospital/v1/answers (or marks) with a certificate: the hospital's own, or that of the hospital next door. */
function tell(body, { as = 'hospital-client', type = 'application/json', path: where = '/hospital/v1/answers' } = {}) {
  const certificate = as && { key: pem(`${as}.key`), cert: pem(`${as}.pem`) };
  return new Promise((resolve, reject) => {
    const asking = request(system.answers + where, { method: 'POST', ca: pem('server-ca.pem'), agent: false, ...certificate,
      headers: { 'content-type': type } }, async (answer) => {
      const said = { status: answer.statusCode, type: answer.headers['content-type'] ?? '', body: (await answer.toArray()).join('') };
      keep('POST', where, system.gateway, { ...said, headers: new Headers(answer.headers) });
      resolve({ ...said, json: JSON.parse(said.body) });
    });
    asking.on('error', reject);
    asking.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
}
const sealed = 'eyJhbGciOiJFQ0RILUVTIn0..AAAAAAAAAAAAAAAA.c2VhbGVk.AAAAAAAAAAAAAAAAAAAAAA';
const about = ({ slip }, event, more = {}) => ({ answer: uuid7(), case: slip.case, mailbox: slip.mailbox, event, at: new Date().toISOString(), ...more });

// A crew with a key of its own.

const crew = await answerKey();
const { record, envelope } = await packed('stemi', token, { change: (one) => { one.answer_key = crew.jwk; } });
const path = `mailboxes/${system.mailbox}/cases/${record.slip.case}`;
const nurse = await signIn();
const act = async (action, body, status = 200) => {
  const answer = await nurse('POST', `${path}/${action}`, {}, body);
  assert.equal(answer.status, status, answer.body);
  return answer.json;
};

let listener;
await check('the sender of a case opens its stream', async () => {
  assert.equal((await post(token, envelope)).status, 201);
  listener = await new Listener(token, record.slip.case).open();
});
await check('a nurse marks the case as seen: the crew hears it within 2 s, sealed for it and signed by the hospital', async () => {
  const began = Date.now();
  await act('seen');
  const seen = await listener.heard('seen');
  assert(Date.now() - began < patience(2000), `${Date.now() - began} ms`);
  assert.deepEqual([seen.id, seen.data.mailbox], [1, system.mailbox]);
  assert.deepEqual(Object.keys(await opened(seen, crew, record)).sort(), ['answer', 'at', 'case', 'event', 'mailbox']);
});
await check('seen twice is told once', async () => {
  await act('seen');
  assert.equal(query('mailbox', `SELECT COUNT(*) FROM answer WHERE case_id = '${record.slip.case}'`)[0][0], '1');
});
await check('accepted, with a room: two words in order', async () => {
  await act('accept', { destination: 'Schockraum 2', text: 'Team steht bereit' });
  const said = await opened(await listener.heard('accepted'), crew, record);
  assert.deepEqual([said.destination, said.text], ['Schockraum 2', 'Team steht bereit']);
});
await check('after a cut the stream goes on where it was: nothing is lost, nothing comes twice', async () => {
  const last = listener.cut();
  assert.equal(last, 2);
  const known = (await nurse('GET', path)).json.answers;
  await act('destination', { destination: 'Herzkatheter 1', after: known.findLast(({ destination }) => destination).answer });
  listener = await new Listener(token, record.slip.case, last).open();
  const said = await opened(await listener.heard('destination'), crew, record);
  assert.equal(said.destination, 'Herzkatheter 1');
  assert.deepEqual(listener.events.map(({ id }) => id), [3]);
});
await check('who has not seen the last change is told so, and changes nothing', async () => {
  await act('destination', { destination: 'Schockraum 1' }, 409);
  assert.equal((await nurse('GET', path)).json.summary.destination, 'Herzkatheter 1');
});
await check('arrived, and later the outcome: the crew learns what became of the patient', async () => {
  await act('arrived');
  await listener.heard('arrived');
  await act('outcome', { outcome: 'catheter_laboratory', text: 'RCA-Verschluss, Stent nach 41 Minuten. Danke für das frühe EKG.' });
  const said = await opened(await listener.heard('outcome'), crew, record);
  assert.equal(said.outcome, 'catheter_laboratory');
  assert.match(said.text, /41 Minuten/);
});
await check('the tracker says what the crew was told', async () => {
  const { answers } = (await until('told', async () => { const one = await nurse('GET', path); return one.json.answers.every(({ told }) => told === 'delivered') && one; })).json;
  assert.deepEqual(answers.map(({ event }) => event), ['seen', 'accepted', 'destination', 'arrived', 'outcome']);
  assert.equal(answers[0].by, 'Anna Beispiel');
});
await check('by asking it is the same', async () => {
  const answer = await statusOf(token, record.slip.transmission);
  assert.deepEqual([answer.json.status, answer.json.answers.map(({ event }) => event)], ['delivered', ['seen', 'accepted', 'destination', 'arrived', 'outcome']]);
  assert.equal((await opened({ event: 'accepted', data: answer.json.answers[1] }, crew, record)).destination, 'Schockraum 2');
});
await check('the gateway holds not a word of it in clear', () => {
  for (const word of ['Schockraum', 'Herzkatheter', 'Stent', 'Anna']) assert(!dump('gateway').includes(word), word);
});
await check('a stream shows a sign of life every 15 s', () => until('a comment', () => listener.comments > 0, 20_000));

// Whose case it is.

await check('another client, or nobody, hears nothing of the case', async () => {
  const since = lastAudit();
  const stranger = await tokenBySecret(system.leaving).catch(() => tokenBySecret(system.flooding));
  const events = `/v1/cases/${record.slip.case}/events`;
  assert.equal((await call('GET', events, { headers: { authorization: `Bearer ${stranger}` } })).status, 404);
  assert.equal((await call('GET', events)).status, 401);
  assert.equal((await call('GET', events, { headers: { authorization: `Bearer ${token}`, 'last-event-id': 'x' } })).status, 400);
  assert.equal((await statusOf(stranger, record.slip.transmission)).status, 404);
  assert.deepEqual(auditSince(since).filter(({ event }) => event === 'events.refused').map(({ problem }) => problem), ['not_found', 'unauthenticated', 'malformed']);
});

// Who may speak.

await check('a certificate of the hospital next door is refused for this mailbox, with one audit row', async () => {
  const since = lastAudit();
  const answer = await tell(about(record, 'seen'), { as: 'neighbour-client' });
  assert.deepEqual([answer.status, answer.json.type], [403, 'urn:vorab:problem:forbidden']);
  assert.deepEqual(auditSince(since), [{ place: 'gateway', event: 'answer.refused', problem: 'forbidden' }]);
});
await check('without a certificate, or with one of another authority, nobody is even heard', async () => {
  await assert.rejects(tell(about(record, 'seen'), { as: '' }));
  await assert.rejects(tell(about(record, 'seen'), { as: 'gateway-client' }));
});
await check('the same answer twice is kept once; the same id for another one is a conflict', async () => {
  const cancelled = about(record, 'destination', { sealed });
  assert.equal((await tell(cancelled)).status, 201);
  assert.equal((await tell({ ...cancelled, sealed: sealed.replace('c2VhbGVk', 'YW5ldw') })).status, 200);
  assert.equal((await tell({ ...cancelled, event: 'seen' })).status, 409);
});
await check('what is no answer is refused', async () => {
  assert.equal((await tell('{')).status, 400);
  assert.equal((await tell({ ...about(record, 'seen'), case: '0'.repeat(32) })).status, 404);
  assert.equal((await tell(about(record, 'seen', { sealed: 'a'.repeat(30_000) }))).status, 413);
  assert.equal((await tell(about(record, 'seen'), { type: 'text/plain' })).status, 415);
  for (const wrong of [about(record, 'expired'), about(record, 'seen', { patient: 'x' }), about(record, 'seen', { at: '2020-01-01T00:00:00Z' })])
    assert.equal((await tell(wrong)).status, 422, JSON.stringify(wrong));
});

// Marks for boards: the same port, the same certificates.

await check('a mark is one word for a case that a board shows, and is refused where it is anything else', async () => {
  const since = lastAudit();
  const mark = (body, more) => tell(body, { path: '/hospital/v1/marks', ...more });
  const good = { mailbox: system.mailbox, case: record.slip.case, alarm: 'unanswered' };
  const shown = () => query('gateway', `SELECT alarm FROM board_entry WHERE case_id = '${record.slip.case}'`)[0][0];
  const before = shown();
  assert.equal((await mark(good, { as: 'neighbour-client' })).status, 403);
  assert.equal((await mark('{')).status, 400);
  assert.equal((await mark({ ...good, case: '0'.repeat(32) })).status, 404);
  assert.equal((await mark({ ...good, alarm: 'a'.repeat(30_000) })).status, 413);
  assert.equal((await mark(good, { type: 'text/plain' })).status, 415);
  for (const wrong of [{ ...good, alarm: 'STEMI' }, { ...good, patient: 'x' }]) assert.equal((await mark(wrong)).status, 422);
  assert.equal(shown(), before);
  assert.deepEqual(auditSince(since).filter(({ event }) => event === 'mark.refused').map(({ problem }) => problem),
    ['forbidden', 'malformed', 'too_large', 'unsupported_type', 'schema_violation', 'schema_violation']);
  await assert.rejects(mark(good, { as: '' }));
  assert.equal((await mark(good)).status, 200);
  assert.equal(shown(), 'unanswered');
});

// A crew without a key.

await check('without an answer key the crew hears the event and its time, and no word more', async () => {
  const bare = await packed('sepsis', token);
  assert.equal((await post(token, bare.envelope)).status, 201);
  const hearing = await new Listener(token, bare.record.slip.case).open();
  await nurse('POST', `mailboxes/${system.mailbox}/cases/${bare.record.slip.case}/accept`, {}, { destination: 'Schockraum 3' });
  assert.deepEqual(Object.keys((await hearing.heard('accepted')).data).sort(), ['answer', 'at', 'event', 'mailbox']);
  assert.deepEqual(hearing.events.map(({ event }) => event), ['seen', 'accepted']);
  hearing.cut();
});
await check('a key that is none is refused by the hospital, and the sender is told where', async () => {
  const wrong = await packed('sepsis', token, { change: (one) => { one.answer_key = { ...crew.jwk, y: crew.jwk.x }; } });
  const answer = await post(token, wrong.envelope);
  assert.deepEqual([answer.status, answer.json.type], [422, 'urn:vorab:problem:schema-violation']);
  assert.match(answer.json.detail, /^\/answer_key/);
});

// Servers that come and go.

await check('what is said while the gateway is gone is heard when it is back', async () => {
  const device = await answerKey('X25519');
  const later = await packed('stroke', token, { change: (one) => { one.answer_key = device.jwk; } });
  assert.equal((await post(token, later.envelope)).status, 201);
  const hearing = await new Listener(token, later.record.slip.case).open();
  await ask('stop', 'vorab-gateway');
  assert(hearing.ended, 'the stream did not end');
  await nurse('POST', `mailboxes/${system.mailbox}/cases/${later.record.slip.case}/accept`, {}, { destination: 'Stroke Unit' });
  await ask('start', 'vorab-gateway');
  const again = await new Listener(token, later.record.slip.case, hearing.cut()).open();
  assert.equal((await opened(await again.heard('accepted', 30_000), device, later.record)).destination, 'Stroke Unit');
  assert.deepEqual(again.events.map(({ event }) => event), ['seen', 'accepted']);
  again.cut();
});

// Our own sender listens, too.

/** `vorab-ambulance send --follow`: its case, and the lines that it prints for the crew. */
async function follower(seconds) {
  const secret = file('follower-secret');
  writeFileSync(secret, system.secrets[system.client], { mode: 0o600 });
  const ran = spawn(`${system.programs}/vorab-ambulance`, ['send', `${system.root}/schemas/examples/minor_injury.json`, '--gateway', system.gateway,
    '--client', system.client, '--secret-file', secret, '--ca', `${system.pki}/server-ca.pem`, '--hospital-ca', `${system.pki}/hospital-ca.pem`,
    '--signing-key', `${system.pki}/ambulance.key`, '--certificate', `${system.pki}/ambulance.pem`, '--mailbox', system.mailbox, '--follow', `${seconds}`]);
  let said = '';
  let exit;
  for (const stream of [ran.stdout, ran.stderr]) stream.on('data', (piece) => { said += piece; });
  ran.once('close', (code) => { exit = code; });
  const lines = () => said.trim().split('\n');
  const { case: id } = JSON.parse(await until('the report', () => said.includes('\n') && lines()[0]));
  return { id, heard: () => lines().slice(1).map((line) => line.slice(line.indexOf(' ') + 1)), end: () => { ran.kill(); return exit; } };
}

await check('the reference sender hears each word once, within a moment, also after its gateway was killed', async () => {
  const sender = await follower(120);
  const where = `mailboxes/${system.mailbox}/cases/${sender.id}`;
  const began = Date.now();
  await nurse('POST', `${where}/seen`, {});
  await until('seen', () => sender.heard().length > 0);
  assert(Date.now() - began < patience(2000), `${Date.now() - began} ms`);
  await ask('kill', 'vorab-gateway');
  await nurse('POST', `${where}/accept`, {}, { destination: 'Schockraum 2', text: 'Team steht bereit' });
  await ask('start', 'vorab-gateway');
  await until('accepted', () => sender.heard().length > 1, 60_000);
  await nurse('POST', `${where}/arrived`, {});
  await until('arrived', () => sender.heard().length > 2);
  assert.deepEqual(sender.heard(), ['seen', 'accepted: Schockraum 2, Team steht bereit', 'arrived']);
  assert.equal(sender.end(), undefined, 'it had ended');
});
listener.cut();
finish();
