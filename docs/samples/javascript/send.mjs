// Sends one record to one hospital and verifies the hospital's receipt. Node 18 or newer, npm package `jose`; nothing else.
//
//   node send.mjs RECORD.json [PICTURE...]     exit 0: the receipt is verified; anything else: tell the crew to telephone
//
// Settings are taken from the environment (VORAB_GATEWAY, VORAB_CLIENT, ...; see README.md).
import { Agent, request } from 'node:https';
import { createHash, randomBytes, webcrypto, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as jose from 'jose';
import { attachment, upload } from './attach.mjs';

globalThis.crypto ??= webcrypto; // Node 18 has it, but not as a global

const setting = (name) => process.env[`VORAB_${name}`] ?? fail(`VORAB_${name} is not set`);
const text = (name) => readFileSync(setting(name), 'utf8').trim();
const pause = (seconds) => new Promise((wake) => { setTimeout(wake, seconds * 1000); });
function fail(words) { throw new Error(words); }

// Calls: TLS 1.3, one kept-alive connection, our own list of trusted authorities.

const agent = new Agent({ keepAlive: true, ca: text('CA'), minVersion: 'TLSv1.3' });
function call(method, path, headers = {}, body = '') {
  return new Promise((done, broken) => {
    const asked = request(setting('GATEWAY') + path, { method, agent, timeout: 20_000, headers: { ...headers, 'content-length': Buffer.byteLength(body) } }, (answer) => {
      const pieces = [];
      answer.on('data', (piece) => pieces.push(piece));
      answer.once('aborted', () => broken(new Error('the connection broke')));
      answer.once('end', () => {
        const said = Buffer.concat(pieces).toString('utf8');
        const json = /json/.test(answer.headers['content-type'] ?? '') ? JSON.parse(said) : {};
        done({ status: answer.statusCode, headers: answer.headers, json });
      });
    });
    asked.once('error', broken);
    asked.once('timeout', () => asked.destroy(new Error('no answer in time')));
    asked.end(body);
  });
}

// 1. Who sends: a token for 12 hours (RFC 6749, client credentials). Keep it; a new one is needed only after a 401.

let token;
async function signIn() {
  const basic = Buffer.from(`${setting('CLIENT')}:${text('SECRET_FILE')}`).toString('base64');
  const answer = await call('POST', '/oauth2/token', { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' }, 'grant_type=client_credentials');
  if (answer.status !== 200) fail(`no token: ${answer.status} ${answer.json.detail}`);
  token = answer.json.access_token;
}
const bearer = () => ({ authorization: `Bearer ${token}` });

// 2. Whom to seal for: the gateway lists the keys, the hospital CA vouches for them. Never take a key on the gateway's word.

/** The certificate that an x5c begins with, once its chain has been followed up to the hospital CA that we were given. */
function trusted(x5c) {
  const chain = x5c.map((item) => new X509Certificate(Buffer.from(item, 'base64')));
  const links = [...chain, new X509Certificate(text('HOSPITAL_CA'))];
  const now = new Date();
  chain.forEach((certificate, i) => {
    const above = links[i + 1];
    if (!above.ca || !certificate.checkIssued(above) || !certificate.verify(above.publicKey)) fail('a chain that does not lead to the hospital CA');
    if (now < new Date(certificate.validFrom) || now > new Date(certificate.validTo)) fail('a certificate out of its time');
  });
  return chain[0];
}

/** One authority vouches for many hospitals: what is said about a mailbox counts from its own alone (subject O). */
let hospital;
const organisation = (certificate) => certificate.subject.split('\n').find((line) => line.startsWith('O=')) ?? fail('a certificate that names no hospital');
function ownHospital(x5c) {
  const certificate = trusted(x5c);
  return organisation(certificate) === hospital ? certificate.publicKey : fail('signed by another hospital than the mailbox\'s own');
}

async function findRecipient() {
  const answer = await call('GET', '/v1/mailboxes', bearer());
  if (answer.status !== 200) fail(`no mailboxes: ${answer.status} ${answer.json.detail}`);
  const mailbox = answer.json.mailboxes.find(({ id }) => id === setting('MAILBOX')) ?? fail('this mailbox is not assigned to us');
  const key = mailbox.keys.find(({ use_until }) => new Date(use_until) > new Date()) ?? fail('no key in its time');
  const certificate = trusted(key.x5c);
  if (!certificate.subject.split('\n').includes(`CN=${mailbox.id}`)) fail('the key was certified for another mailbox');
  hospital = organisation(certificate);
  const jwk = certificate.publicKey.export({ format: 'jwk' });
  if (await jose.calculateJwkThumbprint(jwk) !== key.kid) fail('the certificate is not that of the key');
  return { id: mailbox.id, kid: key.kid, alg: key.alg, key: await jose.importJWK(jwk, key.alg), board: await boardKey(mailbox) };
}

/** The boards' key has no certificate of its own: the hospital signs a statement. */
async function boardKey({ id, board_key_statement: statement }) {
  if (!statement) return undefined;
  const { payload, protectedHeader } = await jose.compactVerify(statement, ({ x5c }) => ownHospital(x5c), { algorithms: ['ES256', 'ES384', 'EdDSA'] });
  const said = JSON.parse(new TextDecoder().decode(payload));
  if (protectedHeader.typ !== 'vorab-board-key-statement' || said.mailbox !== id) fail('a statement about something else');
  return jose.importJWK(said.jwk, 'ECDH-ES');
}

// 3. The record: fresh ids, signed with our certificate, sealed for the hospital. The routing slip stands in both.

const utf8 = (value) => new TextEncoder().encode(value);
/** RFC 9562, version 7: 48 bits of milliseconds, then random. */
function uuid7() {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const caseId = randomBytes(16).toString('hex');
async function pack(record, recipient) {
  const { board, ...rest } = record.slip;
  record.slip = { ...rest, transmission: uuid7(), case: caseId, mailbox: recipient.id, created_at: new Date().toISOString() };
  if (record.arrival && recipient.board) {
    record.slip.board = await new jose.CompactEncrypt(utf8(JSON.stringify(record.arrival)))
      .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', typ: 'vorab-arrival' }).encrypt(recipient.board);
  }
  const x5c = [...text('CERTIFICATE').matchAll(/-----BEGIN CERTIFICATE-----([^-]+)-----END/g)].map(([, body]) => body.replace(/\s/g, ''));
  const signed = await new jose.CompactSign(utf8(JSON.stringify(record)))
    .setProtectedHeader({ alg: 'ES256', typ: 'vorab-record', x5c }).sign(await jose.importPKCS8(text('SIGNING_KEY'), 'ES256'));
  const body = await new jose.CompactEncrypt(utf8(signed))
    .setProtectedHeader({ alg: recipient.alg, enc: 'A256GCM', kid: recipient.kid, typ: 'vorab-envelope', slip: record.slip }).encrypt(recipient.key);
  return { slip: record.slip, body };
}

// 4. The receipt: the hospital's signed word that it has stored these very bytes. Nothing else means "delivered".

async function verifyReceipt(receipt, { slip, body }) {
  if (!receipt) fail('no receipt');
  const { payload, protectedHeader } = await jose.compactVerify(receipt, ({ x5c }) => ownHospital(x5c), { algorithms: ['ES256', 'ES384', 'EdDSA'] });
  const said = JSON.parse(new TextDecoder().decode(payload));
  const digest = createHash('sha256').update(body).digest('hex');
  const ours = protectedHeader.typ === 'vorab-receipt' && said.transmission === slip.transmission && said.case === slip.case && said.mailbox === slip.mailbox && said.sha256 === digest;
  if (!ours) fail('a receipt for something else');
  return said;
}

async function waitForReceipt(letter) {
  for (let second = 0; second < 60; second += 1) {
    await pause(1);
    const { json } = await call('GET', `/v1/transmissions/${letter.slip.transmission}`, bearer());
    if (json.status === 'delivered') return verifyReceipt(json.answer.receipt, letter);
    if (json.status === 'refused' || json.status === 'expired') break;
  }
  return fail('parked, and no receipt yet');
}

// 5. Send, and send again. The same bytes may arrive twice: the transmission's id makes that harmless.

async function deliver(record) {
  await signIn();
  let recipient = await findRecipient();
  let letter = await pack(record, recipient);
  for (let attempt = 1; attempt <= 6; attempt += 1) {
    const answer = await call('POST', `/v1/mailboxes/${recipient.id}/transmissions`, { ...bearer(), 'content-type': 'application/jose' }, letter.body)
      .catch((broken) => ({ status: 0, headers: {}, json: { detail: broken.message } }));
    const problem = String(answer.json.type).replace('urn:vorab:problem:', '');
    if (answer.status === 201 || answer.status === 200) return verifyReceipt(answer.json.receipt, letter);
    if (answer.status === 202) return waitForReceipt(letter);
    if (answer.status === 401) {
      await signIn();
    } else if (answer.status === 409) {
      letter = await pack(record, recipient); // this id is taken: a new one
    } else if (problem === 'unknown-key') {
      recipient = await findRecipient(); // the hospital has changed its key
      letter = await pack(record, recipient);
    } else if ([0, 429, 502, 503, 504].includes(answer.status)) {
      await pause(Number(answer.headers['retry-after']) || attempt); // the same bytes, later
    } else {
      fail(`refused for good: ${answer.status} ${problem}: ${answer.json.detail}`);
    }
  }
  return fail('not delivered');
}

const [file, ...pictures] = process.argv.slice(2);
async function main() {
  const record = JSON.parse(readFileSync(file ?? fail('which record?'), 'utf8'));
  const attachments = pictures.map(attachment);
  if (attachments.length > 0) record.attachments = attachments.map(({ description }) => description);
  const receipt = await deliver(record);
  console.log(JSON.stringify({ delivered: true, case: receipt.case, stored_at: receipt.stored_at }));
  const signedIn = (method, path, headers, body) => call(method, path, { ...headers, ...bearer() }, body);
  for (const one of attachments) await upload(signedIn, receipt, one, pause); // the alert first, pictures later
}
main().catch((wrong) => {
  console.error(`NOT DELIVERED, use the telephone: ${wrong.message}`);
  process.exitCode = 1;
}).finally(() => agent.destroy());
