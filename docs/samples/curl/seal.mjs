// Signs and seals one record: node seal.mjs RECORD.json mailboxes.json > envelope.jose. The case's id goes to standard error.
// `mailboxes.json` is the answer of GET /v1/mailboxes; its chain was checked before (send.sh does that with openssl).
import { randomBytes, webcrypto, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as jose from 'jose';

globalThis.crypto ??= webcrypto; // Node 18 has it, but not as a global

const setting = (name) => process.env[`VORAB_${name}`];
const utf8 = (value) => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
const json = (path) => JSON.parse(readFileSync(path, 'utf8'));
const hex = (bytes) => randomBytes(bytes).toString('hex');

const record = json(process.argv[2]);
const mailbox = json(process.argv[3]).mailboxes.find(({ id }) => id === setting('MAILBOX'));
const [key] = mailbox.keys;
const certified = new X509Certificate(Buffer.from(key.x5c[0], 'base64')).publicKey; // out of the certificate, not out of the list

// The routing slip: all that the gateway may know. A UUID of version 7 begins with the time.
const time = Date.now().toString(16).padStart(12, '0');
const transmission = `${time.slice(0, 8)}-${time.slice(8)}-7${hex(2).slice(1)}-8${hex(2).slice(1)}-${hex(6)}`;
record.slip = { ...record.slip, transmission, case: hex(16), mailbox: mailbox.id, created_at: new Date().toISOString() };
delete record.slip.board;

const pem = readFileSync(setting('CERTIFICATE'), 'utf8');
const x5c = [...pem.matchAll(/-----BEGIN CERTIFICATE-----([^-]+)-----END/g)].map(([, body]) => body.replace(/\s/g, ''));
const signed = await new jose.CompactSign(utf8(record)).setProtectedHeader({ alg: 'ES256', typ: 'vorab-record', x5c })
  .sign(await jose.importPKCS8(readFileSync(setting('SIGNING_KEY'), 'utf8'), 'ES256'));
const envelope = await new jose.CompactEncrypt(utf8(signed))
  .setProtectedHeader({ alg: key.alg, enc: 'A256GCM', kid: key.kid, typ: 'vorab-envelope', slip: record.slip })
  .encrypt(await jose.importJWK(certified.export({ format: 'jwk' }), key.alg));
process.stdout.write(envelope);
process.stderr.write(`${record.slip.case}\n`);
