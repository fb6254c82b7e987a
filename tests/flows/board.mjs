// A board by `ws` and `jose`: from the licence key to the opened arrival, at the gateway and at the hospital server.
import * as jose from 'jose';
import assert from 'node:assert/strict';
import { Board, cookieOf, derive, gatewayBoard, openSession, proof } from './board_feed.mjs';
import { call, check, finish, patience, signIn, system, until } from './flow.mjs';
import { mailboxKeys, newRecord, post, seal, sign, tokenBySecret } from './sender.mjs';

async function boardKey(answer) {
  const { plaintext, protectedHeader } = await jose.compactDecrypt(answer.json.board_key, derive('wrap'));
  assert.deepEqual([protectedHeader.alg, protectedHeader.enc], ['dir', 'A256GCM']);
  return jose.importJWK(JSON.parse(new TextDecoder().decode(plaintext)), 'ECDH-ES');
}

await check('a wrong proof opens no session, a malformed one is told so', async () => {
  const unknown = await openSession({ proof: Buffer.alloc(32, 7).toString('base64url') });
  assert.deepEqual([unknown.status, unknown.json.type], [401, 'urn:vorab:problem:unauthenticated']);
  assert.equal((await openSession({ proof: 'short' })).status, 422);
  assert.equal((await openSession({ licence: system.licence })).status, 422);
  assert.equal((await call('POST', '/board/session', { headers: { 'content-type': 'application/json' }, body: '{' })).status, 400);
  assert.equal((await openSession({ proof: Buffer.alloc(32, 7).toString('base64url') }, system.gateway, 'text/plain')).status, 415);
});
await check('without a session there is no feed, and no session to resume', async () => {
  const stranger = new Board(system.gateway, 'vorab_board=AAAA');
  assert.equal(await stranger.refused, 401);
  assert.equal((await call('GET', '/board/session')).status, 401);
});

const opened = await check('the proof of the licence key opens a session with a guarded cookie for 7 days', async () => {
  const answer = await openSession({ proof });
  assert.equal(answer.status, 200, answer.body);
  const cookie = answer.headers.get('set-cookie');
  for (const guard of ['HttpOnly', 'Secure', 'SameSite=Strict', 'Path=/board', 'Max-Age=604800']) assert(cookie.includes(guard), `${guard} in ${cookie}`);
  assert.equal(answer.headers.get('cache-control'), 'no-store');
  assert(!answer.body.includes('"d"'), 'a private key in clear');
  return answer;
});
await check('a second browser with the same key is told that it is in use', async () => {
  const answer = await openSession({ proof });
  assert.deepEqual([answer.status, answer.json.type], [409, 'urn:vorab:problem:conflict']);
});
await check('after a reload the cookie is enough', async () => {
  const answer = await call('GET', '/board/session', { headers: { cookie: cookieOf(opened) } });
  assert.equal(answer.status, 200);
  assert.equal(cookieOf(answer), cookieOf(opened));
  assert.deepEqual(answer.json, opened.json);
});
const key = await check('the licence key unwraps the private key of the board, and only that key does', async () => {
  await assert.rejects(jose.compactDecrypt(opened.json.board_key, derive('proof')));
  return boardKey(opened);
});
await check('a plain request for the feed is told that it is a websocket', async () => {
  const answer = await call('GET', '/board/feed', { headers: { cookie: cookieOf(opened) } });
  assert.deepEqual([answer.status, answer.headers.get('upgrade')], [426, 'websocket']);
});
await check('a page of another site gets no feed with this cookie', async () => {
  const foreign = new Board(system.gateway, cookieOf(opened), { origin: 'https://elsewhere.example' });
  assert.equal(await foreign.refused, 403);
});

const token = await tokenBySecret();
const { mailbox, keys } = await mailboxKeys(token);
const board = new Board(system.gateway, cookieOf(opened));
await check('the feed begins with a snapshot', async () => {
  await board.next('a frame', () => true);
  assert.equal(board.frames[0].type, 'snapshot');
});

const record = await newRecord('polytrauma', { mailbox });
await check('a pre-notification is on the board within a second of its delivery, and opens to the arrival that was sent', async () => {
  const answer = await post(token, await seal(await sign(record), record.slip, keys['P-256']));
  const delivered = Date.now();
  assert.equal(answer.status, 201, answer.body);
  const { entry, seq } = await board.entry(record, 'new');
  assert(Date.now() - delivered < patience(1000), `${Date.now() - delivered} ms`);
  assert(seq > board.frames[0].seq);
  const { plaintext } = await jose.compactDecrypt(entry.board, key);
  assert.deepEqual(JSON.parse(new TextDecoder().decode(plaintext)), record.arrival);
});
await check('a heartbeat comes within 5 s', () => board.next('a heartbeat', ({ type }) => type === 'heartbeat', 6000));
const licence = (await gatewayBoard('list')).split(' ')[0];
await check('what an administrator configures is on the open board within seconds, without a reload', async () => {
  await gatewayBoard('configure', licence, '--entries', '13', '--sort-order', 'eta', '--sound-priorities', 'sk1,none', '--connection-lost-text', 'Bitte 1234 anrufen');
  const { config } = await board.next('the configuration', ({ type }) => type === 'config', 6000);
  assert.deepEqual([config.entries, config.sort_order, config.sound_filter, config.connection_lost_text], [13, 'eta', { priorities: ['sk1', 'none'] }, 'Bitte 1234 anrufen']);
});
await check('a board that comes later finds the entry in its snapshot, and the earlier window is closed', async () => {
  const closed = new Promise((code) => board.socket.once('close', code));
  const later = new Board(system.gateway, cookieOf(opened));
  const { entries } = await later.next('a snapshot', ({ type }) => type === 'snapshot');
  assert(entries.some((entry) => entry.case === record.slip.case && entry.state === 'new'));
  assert.equal(await closed, 4409);
  later.close();
});
await check('where the hospital says that the patient goes is on the boards of both, sealed, and outlasts what the crew sends next', async () => {
  const wall = new Board(system.gateway, cookieOf(opened));
  await wall.next('a snapshot', ({ type }) => type === 'snapshot');
  const coming = await newRecord('stroke', { mailbox });
  const send = async (one) => assert.equal((await post(token, await seal(await sign(one), one.slip, keys['P-256']))).status, 201);
  const of = (one) => wall.frames.filter(({ entry }) => entry?.case === one.slip.case).map(({ entry }) => entry.board);
  const words = async (sealed) => JSON.parse(new TextDecoder().decode((await jose.compactDecrypt(sealed, key)).plaintext));
  const shown = async () => words(of(coming).at(-1));
  await send(coming);
  await wall.entry(coming, 'new');
  const nurse = await signIn();
  assert.equal((await nurse('POST', `mailboxes/${system.mailbox}/cases/${coming.slip.case}/accept`, {}, { destination: 'Schockraum 7' })).status, 200);
  await until('the place', async () => (await shown()).destination === 'Schockraum 7');
  const { eta } = await shown(); // the same moment, written by another
  assert.equal(Date.parse(eta), Date.parse(coming.arrival.eta));
  assert.deepEqual(await shown(), { ...coming.arrival, eta, destination: 'Schockraum 7' });
  const later = await newRecord('stroke', { mailbox, change: (one) => Object.assign(one.slip, { case: coming.slip.case, sequence: coming.slip.sequence + 1 }) });
  await send(later);
  await until('the crew\'s next word', () => of(coming).includes(later.slip.board));
  await until('the place again', async () => (await shown()).destination === 'Schockraum 7');
  assert.deepEqual(wall.wrong, []);
  wall.close();
});
await check('every frame of the gateway is one of the schema', () => assert.deepEqual(board.wrong, []));

await check('the board of the hospital server: the same licence, the same arrival, and what the tracker marks is seen there', async () => {
  const session = await openSession({ proof }, system.tracker);
  assert.equal(session.status, 200, session.body);
  const near = new Board(system.tracker, cookieOf(session));
  const { entries } = await near.next('a snapshot', ({ type }) => type === 'snapshot');
  const there = entries.find((entry) => entry.case === record.slip.case);
  const { plaintext } = await jose.compactDecrypt(there.board, await boardKey(session));
  assert.equal(JSON.parse(new TextDecoder().decode(plaintext)).keyword, record.arrival.keyword);

  const tracker = await signIn();
  assert.equal((await tracker('POST', `mailboxes/${system.mailbox}/cases/${record.slip.case}/seen`)).status, 200);
  await near.entry(record, 'seen');
  assert.equal((await tracker('POST', `mailboxes/${system.mailbox}/cases/${record.slip.case}/arrived`)).status, 200);
  await near.entry(record, 'arrived');
  assert.deepEqual(near.wrong, []);
  near.close();
});

await check('a board that signs off makes way for another, and so does one whose licence an administrator releases', async () => {
  const left = await call('DELETE', '/board/session', { headers: { cookie: cookieOf(opened) } });
  assert.equal(left.status, 204);
  assert.equal((await call('GET', '/board/session', { headers: { cookie: cookieOf(opened) } })).status, 401);
  const next = await openSession({ proof });
  assert.equal(next.status, 200);
  assert.notEqual(cookieOf(next), cookieOf(opened));
  const sitting = new Board(system.gateway, cookieOf(next));
  await sitting.next('a snapshot', () => true);
  assert.equal((await openSession({ proof })).status, 409);
  const away = new Promise((code) => sitting.socket.once('close', code));
  await gatewayBoard('release', licence);
  assert.equal((await openSession({ proof })).status, 200);
  assert.equal(await until('sent away', () => Promise.race([away, false])), 4401);
});

await check('a board that is made in the tracker opens here, follows its configuration, and is sent away when it is disabled', async () => {
  const tracker = await signIn();
  const made = await tracker('POST', 'boards', {}, { mailbox: system.mailbox, config: { description: 'Gipsraum', entries: 7 } });
  assert.equal(made.status, 201, made.body);
  const path = `boards/${made.json.board.board}`;
  const shown = { proof: derive('proof', made.json.licence_key).toString('base64url') };
  const session = await openSession(shown, system.tracker);
  assert.equal(session.json.config.entries, 7);
  const wall = new Board(system.tracker, cookieOf(session));
  await wall.next('a snapshot', ({ type }) => type === 'snapshot');
  assert.equal((await tracker('PATCH', path, {}, { entries: 13 })).json.former[0].config.entries, 7);
  await wall.next('the configuration', ({ type, config }) => type === 'config' && config.entries === 13, 3000);
  assert.equal((await openSession(shown, system.tracker)).status, 409);
  const away = new Promise((code) => wall.socket.once('close', code));
  assert.equal((await tracker('POST', `${path}/disable`)).json.disabled, true);
  assert.equal(await until('sent away', () => Promise.race([away, false])), 4401);
  assert.equal((await openSession(shown, system.tracker)).status, 401);
  assert.equal((await tracker('DELETE', path)).status, 204);
  assert.deepEqual(wall.wrong, []);
});
finish();
