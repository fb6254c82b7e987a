// A video in chunks: sealed here, carried by a gateway that cannot open it, compared and acknowledged by the hospital, and
// played in the tracker from any place.
import assert from 'node:assert/strict';
import { createCipheriv, createHash, randomBytes, randomUUID } from 'node:crypto';
import { auditSince, call, check, finish, lastAudit, query, signIn, system, until } from './flow.mjs';
import { packed, post, tokenBySecret, verifyReceipt } from './sender.mjs';

const token = await tokenBySecret();
const authorization = `Bearer ${token}`;
const CHUNK = 65_536;
const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex');

/** STREAM: nonce prefix, number, flag of the last chunk; 16 bytes of tag. */
function sealChunks(plain, key, prefix) {
  const count = Math.max(1, Math.ceil(plain.length / CHUNK));
  return Array.from({ length: count }, (_, number) => {
    const nonce = Buffer.concat([prefix, Buffer.alloc(5)]);
    nonce.writeUInt32BE(number, 7);
    nonce[11] = number + 1 === count ? 1 : 0;
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    return Buffer.concat([cipher.update(plain.subarray(number * CHUNK, (number + 1) * CHUNK)), cipher.final(), cipher.getAuthTag()]);
  });
}
function newVideo(size) {
  const [plain, key, prefix, id] = [randomBytes(size), randomBytes(32), randomBytes(7), randomUUID()];
  const chunks = sealChunks(plain, key, prefix);
  const description = {
    id, kind: 'video', media_type: 'video/mp4', name: 'scene.mp4', size, chunk_size: CHUNK, sha256: sha256(plain),
    key: key.toString('base64url'), nonce_prefix: prefix.toString('base64url'), ciphertext_sha256: sha256(...chunks),
  };
  return { id, plain, chunks, description };
}
const announce = async (...videos) => {
  const mission = await packed('minor_injury', token, { change: (record) => { record.attachments = videos.map(({ description }) => description); } });
  const answer = await post(token, mission.envelope);
  assert.equal(answer.status, 201, answer.body);
  return mission;
};
const pathOf = ({ record }, { id }) => `/v1/mailboxes/${system.mailbox}/cases/${record.slip.case}/attachments/${id}`;
const put = (path, number, body) => call('PUT', `${path}/chunks/${number}`, { headers: { authorization, 'content-type': 'application/octet-stream' }, body });
const status = async (path) => (await call('GET', path, { headers: { authorization } })).json;

const video = newVideo(5 * CHUNK + 1234);
const mission = await announce(video);
const path = pathOf(mission, video);
await check('nothing has arrived yet', async () => assert.deepEqual(await status(path), { attachment: video.id, chunks: [], state: 'incomplete' }));
await check('a chunk in another one\'s place is refused, audited once, and not stored', async () => {
  const since = lastAudit();
  const answer = await put(path, 0, video.chunks[1]);
  assert.deepEqual([answer.status, answer.json.type], [422, 'urn:vorab:problem:envelope-not-opened'], answer.body);
  assert.deepEqual(auditSince(since), [{ place: 'mailbox', event: 'attachment.refused', problem: 'envelope_not_opened' }]);
});
await check('an upload that was broken off goes on with what is missing', async () => {
  for (const number of [5, 0, 3]) assert.equal((await put(path, number, video.chunks[number])).status, 201);
  const here = (await status(path)).chunks;
  assert.deepEqual(here, [0, 3, 5]);
  const left = [...video.chunks.keys()].filter((number) => !here.includes(number));
  for (const number of left.slice(0, -1)) assert.deepEqual((await put(path, number, video.chunks[number])).json, { status: 'stored' });
  const last = await put(path, left.at(-1), video.chunks[left.at(-1)]);
  assert.equal(last.status, 201, last.body);
  const receipt = await verifyReceipt(last, mission.record, mission.envelope.body);
  assert.deepEqual(receipt.attachments, [{ id: video.id, sha256: video.description.ciphertext_sha256 }]);
  const done = await status(path);
  assert.equal(done.state, 'complete');
  await verifyReceipt({ json: done }, mission.record, mission.envelope.body);
});

const tracker = await signIn();
const casePath = `mailboxes/${system.mailbox}/cases/${mission.record.slip.case}`;
await check('the tracker lists it, and plays it from any place', async () => {
  const shown = (await tracker('GET', casePath)).json.attachments[0];
  assert.deepEqual([shown.complete, shown.refused, shown.size], [true, false, video.plain.length]);
  const read = async (range) => {
    const answer = await tracker('GET', `${casePath}/attachments/${video.id}`, range ? { range } : {});
    return { ...answer, range: answer.headers.get('content-range') };
  };
  const whole = await read();
  assert.equal(whole.status, 200);
  assert.equal(whole.headers.get('accept-ranges'), 'bytes');
  assert.equal(Number(whole.headers.get('content-length')), video.plain.length);
  const part = await read('bytes=65000-66000');
  assert.deepEqual([part.status, part.range, Number(part.headers.get('content-length'))], [206, `bytes 65000-66000/${video.plain.length}`, 1001]);
  assert.equal((await read(`bytes=${video.plain.length}-`)).status, 416);
});

const lie = newVideo(100);
lie.description.sha256 = '0'.repeat(64);
const lying = await announce(lie);
await check('what is not what its record says is refused when it is whole; the case stays visible', async () => {
  const answer = await put(pathOf(lying, lie), 0, lie.chunks[0]);
  assert.equal(answer.status, 422, answer.body);
  assert.equal((await status(pathOf(lying, lie))).state, 'refused');
  const shown = await tracker('GET', `mailboxes/${system.mailbox}/cases/${lying.record.slip.case}`);
  assert.deepEqual([shown.status, shown.json.attachments[0].complete, shown.json.attachments[0].refused], [200, false, true]);
  assert.equal((await tracker('GET', `mailboxes/${system.mailbox}/cases/${lying.record.slip.case}/attachments/${lie.id}`)).status, 422);
});
await check('an id of another file of the same case is a conflict', async () => {
  const other = newVideo(100);
  other.description.id = video.id;
  const again = await packed('minor_injury', token, { change: (record) => {
    record.attachments = [other.description];
    record.slip.case = mission.record.slip.case;
    record.slip.sequence = 2;
  } });
  const answer = await post(token, again.envelope);
  assert.deepEqual([answer.status, answer.json.type], [409, 'urn:vorab:problem:conflict'], answer.body);
});
await check('how much came in, who fetched it, and what went out in how many attempts is on record (handbook 7.3)', async () => {
  const { case: id } = mission.record.slip;
  const noted = (event) => query('mailbox', `SELECT size, COALESCE(user_name, ''), COALESCE(target, ''), COALESCE(attempt, 0) FROM audit WHERE case_id = '${id}' AND event = '${event}'`);
  assert.equal(Number(noted('transmission.stored')[0][0]), mission.envelope.body.length);
  assert.equal(Number(noted('attachment.complete')[0][0]), video.plain.length);
  const readings = noted('attachment.read');
  assert.deepEqual(readings.map(([size, user, target]) => [Number(size), user, target]), Array(3).fill([video.plain.length, system.user, video.id]));
  const [size, , target, attempt] = await until('a delivery', () => noted('delivery.delivered').find(([, , to]) => to.startsWith('web_request ')));
  assert(Number(size) > 0 && Number(attempt) >= 1, `${target}: ${size} bytes, attempt ${attempt}`);
});
await check('who signs out is on record too', async () => {
  const before = lastAudit().hospital;
  const brief = await signIn();
  assert.equal((await brief('GET', 'cases')).status, 200);
  assert.equal((await brief('DELETE', 'session')).status, 204);
  const events = query('hospital', `SELECT event FROM audit WHERE id > ${before} AND user_name = '${system.user}' ORDER BY id`).flat();
  assert.deepEqual(events, ['person.signed_in', 'list.read', 'person.signed_out']);
});
finish();
