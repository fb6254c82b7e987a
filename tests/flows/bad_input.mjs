// What must be refused: each with its status and problem, nothing stored, one audit row where it was refused, and not a word
// of the patient in any log.
import * as jose from 'jose';
import assert from 'node:assert/strict';
import { createHmac, createPublicKey, randomBytes, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { ask, auditSince, call, check, dump, file, finish, lastAudit, patience, pem, query, rows, signIn, system, until } from './flow.mjs';
import { exchange, requestHead } from './raw_tls.mjs';
import { askForToken, assertion, assertionFields, basic, mailboxKeys, newRecord, post, seal, sign, tokenBySecret, x5cOf } from './sender.mjs';

const MARKERS = ['Wolkenbruch-Zaunkönig', 'Euphrosyne', 'Y731904655', 'Kieselgasse'];
const token = await tokenBySecret();
const { mailbox, keys } = await mailboxKeys(token);
const ec = keys['P-256'];

/** A record with a patient who may appear nowhere. */
const marked = (change) => newRecord('stroke', {
  mailbox,
  change(record) {
    Object.assign(record.patient, { family_name: MARKERS[0], given_name: MARKERS[1], street: MARKERS[3] });
    record.insurance.insurant_number = MARKERS[2];
    change?.(record);
  },
});
const good = await marked();
const sealed = async (record, signing = {}, sealing = {}) => seal(await sign(record, signing), record.slip, ec, sealing);

/**
 * The heart of it. `refused` is place, event and problem of the one audit row; `words` has to be found in the detail.
 */
async function refusal(sentence, status, refused, send, words) {
  await check(`${sentence}: ${status} ${refused.problem}`, async () => {
    const before = rows();
    const since = lastAudit();
    const answer = await send();
    assert.equal(answer.status, status, answer.body);
    assert.match(answer.type, /^application\/problem\+json/);
    assert.equal(answer.json.type, `urn:vorab:problem:${refused.problem.replaceAll('_', '-')}`, answer.body);
    assert.equal(answer.json.status, status);
    if (words) assert.match(answer.json.detail, words);
    for (const marker of MARKERS) assert(!answer.body.includes(marker), 'the answer repeats the patient');
    const audited = await until('an audit row', () => { const found = auditSince(since); return found.length > 0 && found; }, 2000);
    assert.deepEqual(audited, [refused]);
    assert.deepEqual(rows(), before, 'something was stored');
  });
}
const atGateway = (event, problem) => ({ place: 'gateway', event, problem });
const transmission = (problem) => atGateway('transmission.refused', problem);
const chunk = (problem) => atGateway('attachment.refused', problem);
const atHospital = (problem) => ({ place: 'mailbox', event: 'envelope.refused', problem });

// Who sends?

const envelope = await sealed(good);
const withToken = (jwt) => () => post(jwt, envelope);
const claims = { iss: system.gateway, aud: system.gateway, sub: system.client, client_id: system.client, scope: 'send', jti: 'x' };
const now = Math.floor(Date.now() / 1000);
const tokenKid = jose.decodeProtectedHeader(token).kid;
async function forged({ key = 'token.key', header = {}, ...change } = {}) {
  const signing = await jose.importPKCS8(pem(key), 'ES256');
  const all = { ...claims, iat: now - 10, exp: now + 600, ...change };
  return new jose.SignJWT(all).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: tokenKid, ...header }).sign(signing);
}
const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
function hmacWithPublicKey() {
  const input = `${encode({ alg: 'HS256', typ: 'at+jwt', kid: tokenKid })}.${encode({ ...claims, iat: now, exp: now + 600 })}`;
  return `${input}.${createHmac('sha256', createPublicKey(pem('token.key')).export({ type: 'spki', format: 'pem' })).update(input).digest('base64url')}`;
}

await check('a token made with the right key and claims would be taken, so that the refusals below mean something', async () => {
  const answer = await call('GET', '/v1/mailboxes', { headers: { authorization: `Bearer ${await forged()}` } });
  assert.equal(answer.status, 200, answer.body);
});
for (const [sentence, jwt] of [
  ['no token', undefined],
  ['a word that is no token', 'swordfish'],
  ['an expired token', await forged({ iat: now - 7300, exp: now - 100 })],
  ['a token for longer than 12 hours', await forged({ exp: now + 43_300 })],
  ['a token from the future', await forged({ iat: now + 300, exp: now + 900 })],
  ['a token for another audience', await forged({ aud: 'https://other.example' })],
  ['a token of another issuer', await forged({ iss: `${system.gateway}/` })],
  ['a token signed with a foreign key', await forged({ key: 'ambulance.key' })],
  ['a token of another type', await forged({ header: { typ: 'JWT' } })],
  ['a token that brings its own key', await forged({ header: { jwk: await jose.exportJWK(await jose.importPKCS8(pem('ambulance.key'), 'ES256', { extractable: true })) }, key: 'ambulance.key' })],
  ['J8 a token bound to a certificate (cnf)', await forged({ cnf: { 'x5t#S256': 'bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2' } })],
  ['a token with alg none', `${encode({ alg: 'none', typ: 'at+jwt', kid: tokenKid })}.${encode({ ...claims, iat: now, exp: now + 600 })}.`],
  ['a token with HS256', hmacWithPublicKey()],
  ['a token with r = s = 0', `${token.split('.').slice(0, 2).join('.')}.${Buffer.alloc(64).toString('base64url')}`],
  ['a record as a token', await sign('{}')],
]) await refusal(sentence, 401, transmission('unauthenticated'), withToken(jwt));

await refusal('no token for the list of mailboxes', 401, atGateway('mailboxes.refused', 'unauthenticated'), () => call('GET', '/v1/mailboxes'));
const refusedClient = atGateway('token.refused', 'unauthenticated');
const credentials = { grant_type: 'client_credentials' };
await refusal('a wrong secret', 401, refusedClient, () => askForToken(credentials, { authorization: basic(system.client, 'wrong') }));
await refusal('an unknown client', 401, refusedClient, () => askForToken(credentials, { authorization: basic('nobody', 'wrong') }));
await refusal('an assertion for another audience', 401, refusedClient, async () => askForToken(assertionFields(await assertion({ aud: `${system.gateway}/oauth2/token` }))));
await refusal('an assertion signed with another key', 401, refusedClient, async () => askForToken(assertionFields(await assertion({}, 'ambulance.key'))));
await refusal('an assertion for a day', 401, refusedClient, async () => askForToken(assertionFields(await assertion({ exp: now + 86_400 }))));
const once = assertionFields(await assertion());
await check('an assertion is good once', async () => assert.equal((await askForToken(once)).status, 200));
await refusal('the same assertion again', 401, refusedClient, () => askForToken(once));
await check('an error of the token service is also one of RFC 6749', async () => {
  assert.equal((await askForToken(credentials, { authorization: basic('nobody', 'x') })).json.error, 'invalid_client');
  assert.equal((await askForToken({ grant_type: 'password' }, { authorization: basic(system.client) })).json.error, 'unsupported_grant_type');
  const both = await askForToken(assertionFields(await assertion()), { authorization: basic(system.client) });
  assert.deepEqual([both.status, both.json.error], [400, 'invalid_request']);
});

// Where to?

await refusal('a mailbox that does not exist', 404, transmission('unknown_mailbox'), () => post(token, envelope, 'nowhere'));
await refusal('a mailbox that is no word', 404, transmission('unknown_mailbox'), () => post(token, envelope, 'No_Where'));
await refusal('a mailbox that is not assigned', 403, transmission('forbidden'), () => post(token, envelope, system.other_mailbox));
const otherToken = (await askForToken(assertionFields(await assertion()))).json.access_token;
await refusal('an envelope for another mailbox than the address', 422, transmission('slip_mismatch'), () => post(otherToken, envelope, system.other_mailbox));
const elsewhere = await marked((record) => { record.slip.mailbox = system.other_mailbox; });
await refusal('a mailbox that the hospital does not have', 404, { ...atHospital('unknown_mailbox'), place: 'hospital' }, async () => post(otherToken, await sealed(elsewhere), system.other_mailbox));

// Is it an envelope?

const raw = (body, type = 'application/jose') => () => post(token, { body, type });
const flattened = JSON.parse((await sealed(good, {}, { flattened: true })).body);
const asJson = (value) => raw(JSON.stringify(value), 'application/jose+json');
/** The envelope with another protected header: no seal survives that. */
const reheaded = (change) => {
  const header = JSON.parse(Buffer.from(flattened.protected, 'base64url'));
  change(header);
  return { ...flattened, protected: encode(header) };
};
const flip = (text) => `${text[0] === 'A' ? 'B' : 'A'}${text.slice(1)}`;

await refusal('JSON that breaks off', 400, transmission('malformed'), raw('{"protected":"e30', 'application/jose+json'));
await refusal('JSON with the same member twice', 400, transmission('malformed'), raw(JSON.stringify(flattened).replace('{', '{"iv":"AAAAAAAAAAAAAAAA",'), 'application/jose+json'));
await refusal('text that is no JWE', 400, transmission('malformed'), raw('Guten Tag'));
await refusal('an empty body', 400, transmission('malformed'), raw(''));
await refusal('a signed record without its envelope', 400, transmission('malformed'), async () => post(token, { body: await sign(good), type: 'application/jose' }));
await refusal('a JWE with an unprotected header', 400, transmission('malformed'), asJson({ ...flattened, unprotected: { alg: 'dir' } }));
await refusal('a JWE whose ephemeral key is not under the seal', 400, transmission('malformed'), asJson({ ...flattened, header: { epk: jose.decodeProtectedHeader(flattened).epk } }));
await refusal('a JWE in the general form', 400, transmission('malformed'), asJson({ ...flattened, encrypted_key: undefined, recipients: [{ encrypted_key: flattened.encrypted_key }] }));
await refusal('a wrong content type', 415, transmission('unsupported_type'), raw(envelope.body, 'application/json'));
for (const alg of ['dir', 'RSA1_5', 'RSA-OAEP', 'A256KW', 'ECDH-ES', 'PBES2-HS512+A256KW', 'none'])
  await refusal(`alg ${alg}`, 422, transmission('algorithm_refused'), asJson(reheaded((header) => { header.alg = alg; })));
await refusal('enc A128CBC-HS256', 422, transmission('algorithm_refused'), asJson(reheaded((header) => { header.enc = 'A128CBC-HS256'; })));
await refusal('zip', 400, transmission('malformed'), asJson(reheaded((header) => { header.zip = 'DEF'; })));
await refusal('crit', 400, transmission('malformed'), asJson(reheaded((header) => { header.crit = ['slip']; })));
await refusal('an ephemeral key with its private half', 400, transmission('malformed'), asJson(reheaded((header) => { header.epk.d = header.epk.x; })));
await refusal('a patient in the routing slip', 422, transmission('schema_violation'), asJson(reheaded((header) => { header.slip.patient = MARKERS[0]; })), /^\/slip/);
await refusal('a protected header beyond 8 KiB', 413, transmission('too_large'), asJson(reheaded((header) => { header.kid = 'x'.repeat(9000); })));
await refusal('a body beyond 1.5 MiB', 413, transmission('too_large'), raw('x'.repeat(1_600_000)));
await refusal('a body beyond what the server takes at all', 413, atGateway('request.refused', 'too_large'), raw('x'.repeat(2_200_000)));
await refusal('a header beyond 8 KiB', 431, atGateway('request.refused', 'too_large'), () => call('GET', '/v1/mailboxes', { headers: { 'x-much': 'x'.repeat(9000) } }));

// Does it open, and who signed?

await refusal('a changed routing slip', 422, atHospital('envelope_not_opened'), asJson(reheaded((header) => { header.slip.sequence = 7; })));
await refusal('a changed ciphertext', 422, atHospital('envelope_not_opened'), asJson({ ...flattened, ciphertext: flip(flattened.ciphertext) }));
await refusal('a changed tag', 422, atHospital('envelope_not_opened'), asJson({ ...flattened, tag: flip(flattened.tag) }));
await refusal('a changed encrypted key', 422, atHospital('envelope_not_opened'), asJson({ ...flattened, encrypted_key: flip(flattened.encrypted_key) }));
await refusal('an ephemeral key off the curve', 422, atHospital('envelope_not_opened'), asJson(reheaded((header) => { header.epk.y = flip(header.epk.y); })));
await refusal('an unknown kid', 422, atHospital('unknown_key'), asJson(reheaded((header) => { header.kid = flip(header.kid); })), /list the mailboxes/);
await refusal('a key of another kind than alg', 422, atHospital('algorithm_refused'), asJson(reheaded((header) => { header.kid = keys.RSA.kid; })));

const signature = (sentence, signed) => refusal(sentence, 422, atHospital('signature_invalid'), async () => post(token, await seal(await signed(), good.slip, ec)));
await signature('an unsigned record', async () => JSON.stringify(good));
await signature('a record with alg none', async () => `${encode({ alg: 'none', typ: 'vorab-record', x5c: x5cOf('ambulance.pem') })}.${encode(good)}.`);
await signature('a record signed with another key than its certificate', () => sign(good, { by: 'ambulance-foreign', header: { x5c: x5cOf('ambulance.pem') } }));
await signature('a record signed by a foreign authority', () => sign(good, { by: 'ambulance-foreign' }));
await signature('a record signed by a hospital', () => sign(good, { by: 'receipt' }));
await signature('a record that was changed after signing', async () => (await sign(good)).replace(/\.[^.]+\./, `.${encode({ ...good, schema_version: 2 })}.`));
await signature('a record that is typed as a receipt', () => sign(good, { header: { typ: 'vorab-receipt' } }));
await signature('a record signed without a certificate', () => sign(good, { header: { x5c: undefined, kid: 'ambulance' } }));
await refusal('a signed slip that differs from the outer one', 422, atHospital('slip_mismatch'), async () => post(token, await seal(await sign(good), { ...good.slip, kind: 'test' }, ec)));
await refusal('a record that was signed for another mailbox', 422, atHospital('slip_mismatch'), async () => post(token, await seal(await sign(elsewhere), { ...elsewhere.slip, mailbox: system.mailbox }, ec)));

// Is it a record?

const bent = (sentence, pointer, change) => refusal(`a record whose ${sentence}`, 422, atHospital('schema_violation'), async () => post(token, await sealed(await marked(change))), pointer);
await bent('birth date is no date', /^\/patient\/birth_date/, (record) => { record.patient.birth_date = `${MARKERS[0]}`; });
await bent('patient has a member of its own invention', /^\/patient/, (record) => { record.patient[MARKERS[1]] = 'x'; });
await bent('arrival says who it is', /^\/arrival/, (record) => { record.arrival.name = MARKERS[0]; });
await bent('schema is not known', /^\/schema_version/, (record) => { record.schema_version = 2; });
await bent('heart rate is a word', /^\/measurements\/0\/value/, (record) => { record.measurements[0].value = MARKERS[0]; });
const twice = await marked();
await refusal('a record with the same member twice', 400, atHospital('malformed'), async () => post(token, await seal(await sign(JSON.stringify(twice).replace('{', '{"schema_version":1,')), twice.slip, ec)));
await refusal('a record of 26 hours ago', 422, atHospital('stale'), async () => post(token, await sealed(await marked((record) => { record.slip.created_at = new Date(Date.now() - 26 * 3_600_000).toISOString(); }))));
await refusal('a record from the future', 422, atHospital('stale'), async () => post(token, await sealed(await marked((record) => { record.slip.created_at = new Date(Date.now() + 11 * 60_000).toISOString(); }))));

// The same again.

await check('none of the refused was taken, and the good one is now', async () => assert.equal((await post(token, envelope)).status, 201));
await check('the same id with the same content: 200, nothing stored twice, no refusal', async () => {
  const before = rows();
  const since = lastAudit();
  assert.equal((await post(token, envelope)).status, 200);
  assert.deepEqual(rows(), before);
  assert.deepEqual(auditSince(since).filter(({ problem }) => problem !== ''), []);
});
await refusal('the same id with other content', 409, atHospital('conflict'), async () => post(token, await sealed(good)));

// Attachments.

const attachments = `/v1/mailboxes/${system.mailbox}/cases/${good.slip.case}/attachments`;
const put = (path, body = Buffer.alloc(64, 1), type = 'application/octet-stream') => () => call('PUT', path, { headers: { authorization: `Bearer ${token}`, 'content-type': type }, body });
const attachment = randomUUID();
await refusal('an attachment id that is none', 400, chunk('malformed'), put(`${attachments}/photo/chunks/0`));
await refusal('a case id that is none', 400, chunk('malformed'), put(`${attachments.replace(good.slip.case, 'ABC')}/${attachment}/chunks/0`));
for (const number of ['65536', '-1', '01', '1e3', 'x']) await refusal(`chunk ${number}`, 400, chunk('malformed'), put(`${attachments}/${attachment}/chunks/${number}`));
await refusal('a chunk beyond 1 MiB and its tag', 413, chunk('too_large'), put(`${attachments}/${attachment}/chunks/0`, Buffer.alloc(1_048_576 + 17)));
await refusal('a chunk shorter than its tag', 400, { place: 'mailbox', event: 'attachment.refused', problem: 'malformed' }, put(`${attachments}/${attachment}/chunks/0`, Buffer.alloc(15)));
await refusal('a chunk as a form', 415, chunk('unsupported_type'), put(`${attachments}/${attachment}/chunks/0`, 'a=b', 'application/x-www-form-urlencoded'));
await refusal('a chunk for a mailbox that is not assigned', 403, chunk('forbidden'), put(`${attachments.replace(system.mailbox, system.other_mailbox)}/${attachment}/chunks/0`));
await check('a chunk is stored once, and listed', async () => {
  const bytes = randomBytes(80);
  const path = `${attachments}/${attachment}`;
  assert.equal((await put(`${path}/chunks/0`, bytes)()).status, 201);
  assert.equal((await put(`${path}/chunks/0`, bytes)()).status, 200);
  const listed = await call('GET', path, { headers: { authorization: `Bearer ${token}` } });
  assert.deepEqual(listed.json, { attachment, chunks: [0], state: 'waiting_for_record' });
});
await refusal('other bytes for the same chunk', 409, { place: 'mailbox', event: 'attachment.refused', problem: 'conflict' }, put(`${attachments}/${attachment}/chunks/0`, randomBytes(80)));

// Two servers that read one stream differently: the shapes of request smuggling, over a socket of our own.

const wire = (sentence, status, problem, request) =>
  refusal(sentence, status, atGateway('request.refused', problem), async () => {
    const { first, rest, closed } = await exchange(request);
    assert.equal(rest, '', 'what came after it was answered');
    assert(closed, 'the connection goes on');
    return first;
  });
const target = 'POST /oauth2/token HTTP/1.1';
const after = 'GET /.well-known/jwks.json HTTP/1.1\r\nHost: localhost\r\n\r\n';
await wire('Content-Length and chunked', 400, 'malformed', requestHead(target, ['Content-Length: 4', 'Transfer-Encoding: chunked'], `0\r\n\r\n${after}`));
await wire('chunked and Content-Length', 400, 'malformed', requestHead(target, ['Transfer-Encoding: chunked', 'Content-Length: 4'], `0\r\n\r\n${after}`));
await wire('two lengths', 400, 'malformed', requestHead(target, ['Content-Length: 4', 'Content-Length: 0'], `abcd${after}`));
await wire('two equal lengths', 400, 'malformed', requestHead(target, ['Content-Length: 4', 'Content-Length: 4'], `abcd${after}`));
for (const length of ['4, 4', '+4', '04', '-1', '0x4', '99999999999999999999'])
  await wire(`Content-Length ${length}`, 400, 'malformed', requestHead(target, [`Content-Length: ${length}`], `abcd${after}`));
await wire('a folded line', 400, 'malformed', requestHead(target, ['Content-Length: 4', 'X-A: b\r\n c'], `abcd${after}`));
await wire('a coding that is nearly chunked', 400, 'malformed', requestHead(target, ['Transfer-Encoding: xchunked'], `0\r\n\r\n${after}`));
await wire('a coding before chunked', 400, 'malformed', requestHead(target, ['Transfer-Encoding: gzip, chunked'], `0\r\n\r\n${after}`));
await wire('trailers that would authorise', 411, 'malformed', requestHead('GET /v1/mailboxes HTTP/1.1', ['Transfer-Encoding: chunked', 'Trailer: Authorization'], `0\r\nAuthorization: Bearer ${token}\r\n\r\n`));
await wire('a space before the colon', 400, 'malformed', requestHead(target, ['Content-Length : 4'], `abcd${after}`));
await wire('lines that end with LF alone', 400, 'malformed', 'GET /v1/mailboxes HTTP/1.1\nHost: localhost\n\n');
await wire('two hosts', 400, 'malformed', requestHead('GET /v1/mailboxes HTTP/1.1', ['Host: other.example'], after));
await wire('a host that is not ours', 421, 'malformed', `GET /v1/mailboxes HTTP/1.1\r\nHost: other.example\r\n\r\n${after}`);
await wire('two Authorization fields', 400, 'malformed', requestHead('GET /v1/mailboxes HTTP/1.1', [`Authorization: Bearer ${token}`, 'Authorization: Bearer x'], after));
await wire('chunked in HTTP/1.0', 400, 'malformed', requestHead('POST /oauth2/token HTTP/1.0', ['Transfer-Encoding: chunked'], `0\r\n\r\n${after}`));
await wire('a compressed body', 415, 'unsupported_type', requestHead(target, ['Content-Encoding: gzip', 'Content-Length: 4'], `abcd${after}`));

// Somebody leaves.

await check('a disabled client is refused within 5 s, with the token that it had', async () => {
  const leaving = await tokenBySecret(system.leaving);
  const list = () => call('GET', '/v1/mailboxes', { headers: { authorization: `Bearer ${leaving}` } });
  assert.equal((await list()).status, 200);
  await ask('administer', 'vorab-gateway', 'client', 'disable', system.leaving);
  const began = Date.now();
  await until('refused', async () => (await list()).status === 401, 10_000);
  assert(Date.now() - began < patience(5000), `${Date.now() - began} ms`);
  assert.equal((await askForToken(credentials, { authorization: basic(system.leaving) })).status, 401);
});

// Nobody talks about patients.

await check('a patient is taken in, sent onward and looked at, and calls go wrong with the name in them', async () => {
  const whole = await marked();
  assert.equal((await post(token, await sealed(whole))).status, 201);
  const nurse = await signIn();
  assert.equal((await nurse('GET', `mailboxes/${mailbox.id}/cases/${whole.slip.case}`)).status, 200);
  await until('sent onward', () => query('mailbox', `SELECT 1 FROM delivery WHERE case_id = '${whole.slip.case}' AND state <> 'delivered'`).length === 0, 20_000);
  const [name] = MARKERS.map(encodeURIComponent);
  for (const path of [`cases?search=${name}`, `cases/${name}`, `mailboxes/${name}/cases/${name}`, `archive?name=${name}`, `audit?user=${name}`,
    `audit?from=${name}`, `retention/records?mailbox=${name}`, `mailboxes/${mailbox.id}/cases/${whole.slip.case}/attachments/${name}`]) {
    const answer = await nurse('GET', path, { 'user-agent': MARKERS[1], referer: `https://${MARKERS[3]}.example/` });
    for (const marker of MARKERS) assert(answer.status === 200 || !answer.body.includes(marker), `${path} repeats the patient`);
  }
  await nurse('POST', `mailboxes/${mailbox.id}/cases/${whole.slip.case}/seen`, {}, { [MARKERS[1]]: MARKERS[0] });
  await nurse('POST', 'retention/orders', {}, { mailbox: mailbox.id, case: MARKERS[0], reason: MARKERS[2] });
  const body = JSON.stringify({ username: MARKERS[0], password: MARKERS[1] });
  assert.equal((await call('POST', '/api/v1/session', { base: system.tracker, headers: { 'content-type': 'application/json' }, body })).status, 401);
});
await check('no metric, no row of an audit and no reason of a delivery has a word of the patient', async () => {
  const metrics = await Promise.all([system.ports.gateway_operations, system.ports.hospital_operations].map((port) => call('GET', '/metrics', { base: `http://127.0.0.1:${port}` })));
  const columns = 'SELECT * FROM audit';
  const audits = Object.keys(system.databases).map((database) => query(database, columns).flat().join(' '));
  const reasons = query('mailbox', 'SELECT COALESCE(last_reason, 0) FROM delivery').flat().join(' ');
  const records = ['hospital', 'mailbox'].map((database) => query(database, 'SELECT * FROM deletion_record').flat().join(' '));
  assert(audits.some((text) => text.includes('case.read')), 'the audit is not the one of these calls');
  for (const text of [...metrics.map((answer) => answer.body), ...audits, reasons, ...records])
    for (const marker of MARKERS) assert(!text.includes(marker), marker);
});
function textOf(folder) {
  return readdirSync(folder).filter((name) => name.endsWith('.log')).map((name) => ({ name, text: readFileSync(`${folder}/${name}`, 'utf8') }));
}
await check('no log of any server has a word of the patient', () => {
  const logs = [...textOf(file('log')), ...textOf(file('mariadb'))].filter(({ name }) => !/^(his|alarm_server|flow)/.test(name));
  for (const server of ['vorab-gateway.log', 'vorab-hospital.log', 'mariadb.log', 'mosquitto.log', 'mqtt_events.log'])
    assert(logs.some(({ name }) => name === server), `${server} is missing`);
  assert(logs.find(({ name }) => name === 'vorab-hospital.log').text.includes('envelope refused'), 'the log is not the one of these refusals');
  for (const { name, text } of logs) for (const marker of MARKERS) assert(!text.includes(marker), `${name} holds ${marker}`);
});
await check('the database of the gateway has no word of the patient either, and nothing is parked', () => {
  const held = dump('gateway');
  assert(held.includes(good.slip.case), 'the dump is not the one of this gateway');
  for (const marker of MARKERS) assert(!held.includes(marker), marker);
  assert.equal(rows()['gateway.parked'], 0);
});
finish();
