// The same sender as a module with types, on the platform's own fetch: for a TypeScript service, Deno or Bun. npm package `jose`.
//
//   esbuild send.ts --bundle --platform=node --format=esm --outfile=send.mjs
//   NODE_EXTRA_CA_CERTS=$VORAB_CA node send.mjs RECORD.json      exit 0: the receipt is verified; anything else: telephone
import { X509Certificate, createHash, randomBytes, webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as jose from 'jose';

globalThis.crypto ??= webcrypto as Crypto; // Node 18 has it, but not as a global

interface Slip { version: 1; transmission: string; case: string; mailbox: string; kind: string; sequence: number; created_at: string; sender: { organisation: string; callsign: string }; board?: string }
interface Signed { slip: Slip; arrival?: Record<string, unknown>; [member: string]: unknown }
interface ListedKey { kid: string; alg: string; use_until: string; x5c: string[]; jwk: jose.JWK }
interface Mailbox { id: string; name: string; hospital: string; reachable: boolean; keys: ListedKey[]; board_key?: jose.JWK; board_key_statement?: string }
interface Recipient { id: string; kid: string; alg: string; key: jose.CryptoKey | Uint8Array; board?: jose.CryptoKey | Uint8Array }
interface Letter { slip: Slip; body: string }
export interface Receipt { transmission: string; case: string; mailbox: string; sha256: string; stored_at: string; duplicate: boolean }

/** `final`: sending the same again cannot help. The crew must telephone in any case until a receipt is there. */
export class NotDelivered extends Error {
  constructor(words: string, readonly final = false) { super(words); }
}

export interface Settings {
  gateway: string; client: string; secret: string; mailbox: string;
  hospitalCa: string; // PEM, given by the hospital beforehand: never what a gateway says
  signingKey: string; certificate: string; // PEM; the certificate that the sender CA issued for this vehicle
}

const utf8 = (value: unknown) => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
const pause = (seconds: number) => new Promise((wake) => { setTimeout(wake, seconds * 1000); });
const SIGNATURES = { algorithms: ['ES256', 'ES384', 'EdDSA'] };

function organisation(certificate: X509Certificate): string {
  const line = certificate.subject.split('\n').find((one) => one.startsWith('O='));
  if (!line) throw new NotDelivered('a certificate that names no hospital');
  return line;
}

function uuid7(): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

export class Sender {
  private token = '';
  private hospital = ''; // the subject O of the mailbox's certificate
  constructor(private readonly settings: Settings) {}

  /** Until the hospital's receipt is there and verified, or NotDelivered. `caseId`: 32 hex digits, one for all of a mission. */
  async deliver(record: Signed, caseId = randomBytes(16).toString('hex')): Promise<Receipt> {
    if (!this.token) await this.signIn();
    let recipient = await this.findRecipient();
    let letter = await this.pack(record, caseId, recipient);
    for (let attempt = 1; attempt <= 6; attempt += 1) {
      const { status, json, after } = await this.call('POST', `/v1/mailboxes/${recipient.id}/transmissions`, 'application/jose', letter.body);
      if (status === 200 || status === 201) return this.verifyReceipt(json.receipt, letter);
      if (status === 202) return this.waitForReceipt(letter);
      if (status === 401) await this.signIn();
      else if (status === 409) letter = await this.pack(record, caseId, recipient); // this id is taken
      else if (json.type === 'urn:vorab:problem:unknown-key') {
        recipient = await this.findRecipient();
        letter = await this.pack(record, caseId, recipient);
      } else if ([0, 429, 502, 503, 504].includes(status)) await pause(after || attempt); // the same bytes, later
      else throw new NotDelivered(`${status} ${json.type}: ${json.detail}`, true);
    }
    throw new NotDelivered('no answer');
  }

  private async call(method: string, path: string, type?: string, body?: string, authorization = `Bearer ${this.token}`) {
    const headers: Record<string, string> = { authorization, ...(type && { 'content-type': type }) };
    try {
      const answer = await fetch(this.settings.gateway + path, { method, headers, body: body ?? null, redirect: 'error', signal: AbortSignal.timeout(20_000) });
      const json = JSON.parse(await answer.text()) as Record<string, any>;
      return { status: answer.status, json, after: Number(answer.headers.get('retry-after')) };
    } catch (broken) { // nothing is known: only the same bytes again can tell
      return { status: 0, json: { detail: String(broken) } as Record<string, any>, after: 0 };
    }
  }

  private async signIn(): Promise<void> {
    const basic = Buffer.from(`${this.settings.client}:${this.settings.secret}`).toString('base64');
    const { status, json } = await this.call('POST', '/oauth2/token', 'application/x-www-form-urlencoded', 'grant_type=client_credentials', `Basic ${basic}`);
    if (status !== 200) throw new NotDelivered(`no token: ${status} ${json.detail}`);
    this.token = json.access_token;
  }

  /** The first certificate of an x5c, once its chain has been followed up to the hospital CA. */
  private trusted(x5c: string[] = []): X509Certificate {
    const chain = x5c.map((item) => new X509Certificate(Buffer.from(item, 'base64')));
    const links = [...chain, new X509Certificate(this.settings.hospitalCa)];
    chain.forEach((certificate, i) => {
      const above = links[i + 1]!;
      if (!above.ca || !certificate.checkIssued(above) || !certificate.verify(above.publicKey)) throw new NotDelivered('a chain that does not lead to the hospital CA');
      if (new Date() < new Date(certificate.validFrom) || new Date() > new Date(certificate.validTo)) throw new NotDelivered('a certificate out of its time');
    });
    return links[0]!;
  }

  /** The payload of what the mailbox's own hospital has signed: one authority vouches for many hospitals. */
  private async signedBy<T>(jws: string, typ: string): Promise<T> {
    const ownHospital = ({ x5c }: jose.CompactJWSHeaderParameters) => {
      const certificate = this.trusted(x5c);
      if (organisation(certificate) !== this.hospital) throw new NotDelivered("signed by another hospital than the mailbox's own");
      return certificate.publicKey;
    };
    const { payload, protectedHeader } = await jose.compactVerify(jws, ownHospital, SIGNATURES);
    if (protectedHeader.typ !== typ) throw new NotDelivered(`not a ${typ}`);
    return JSON.parse(new TextDecoder().decode(payload)) as T;
  }

  private async findRecipient(): Promise<Recipient> {
    const { status, json } = await this.call('GET', '/v1/mailboxes');
    if (status !== 200) throw new NotDelivered(`no mailboxes: ${status} ${json.detail}`);
    const mailbox = (json.mailboxes as Mailbox[]).find(({ id }) => id === this.settings.mailbox);
    const key = mailbox?.keys.find(({ use_until }) => new Date(use_until) > new Date());
    if (!mailbox || !key) throw new NotDelivered('this mailbox is not assigned to us, or has no key');
    const certificate = this.trusted(key.x5c);
    if (!certificate.subject.split('\n').includes(`CN=${mailbox.id}`)) throw new NotDelivered('the key was certified for another mailbox');
    this.hospital = organisation(certificate);
    const jwk = certificate.publicKey.export({ format: 'jwk' }) as jose.JWK;
    if (await jose.calculateJwkThumbprint(jwk) !== key.kid) throw new NotDelivered('the certificate is not that of the key');
    const recipient: Recipient = { id: mailbox.id, kid: key.kid, alg: key.alg, key: await jose.importJWK(jwk, key.alg) };
    if (mailbox.board_key_statement) {
      const said = await this.signedBy<{ mailbox: string; jwk: jose.JWK }>(mailbox.board_key_statement, 'vorab-board-key-statement');
      if (said.mailbox !== mailbox.id) throw new NotDelivered('a statement about another mailbox');
      recipient.board = await jose.importJWK(said.jwk, 'ECDH-ES');
    }
    return recipient;
  }

  private async pack(record: Signed, caseId: string, { id, kid, alg, key, board }: Recipient): Promise<Letter> {
    const slip: Slip = { ...record.slip, transmission: uuid7(), case: caseId, mailbox: id, created_at: new Date().toISOString() };
    delete slip.board;
    if (board && record.arrival) slip.board = await new jose.CompactEncrypt(utf8(record.arrival)).setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', typ: 'vorab-arrival' }).encrypt(board);
    const x5c = [...this.settings.certificate.matchAll(/-----BEGIN CERTIFICATE-----([^-]+)-----END/g)].map(([, body]) => body!.replace(/\s/g, ''));
    const signed = await new jose.CompactSign(utf8({ ...record, slip })).setProtectedHeader({ alg: 'ES256', typ: 'vorab-record', x5c }).sign(await jose.importPKCS8(this.settings.signingKey, 'ES256'));
    const header = { alg, enc: 'A256GCM', kid, typ: 'vorab-envelope', slip };
    return { slip, body: await new jose.CompactEncrypt(utf8(signed)).setProtectedHeader(header).encrypt(key) };
  }

  private async verifyReceipt(receipt: unknown, { slip, body }: Letter): Promise<Receipt> {
    if (typeof receipt !== 'string') throw new NotDelivered('no receipt');
    const said = await this.signedBy<Receipt>(receipt, 'vorab-receipt');
    const same = said.transmission === slip.transmission && said.case === slip.case && said.mailbox === slip.mailbox;
    if (!same || said.sha256 !== createHash('sha256').update(body).digest('hex')) throw new NotDelivered('a receipt for something else');
    return said;
  }

  private async waitForReceipt(letter: Letter): Promise<Receipt> {
    for (let second = 0; second < 60; second += 1) {
      await pause(1);
      const { json } = await this.call('GET', `/v1/transmissions/${letter.slip.transmission}`);
      if (json.status === 'delivered') return this.verifyReceipt(json.answer.receipt, letter);
      if (json.status === 'refused' || json.status === 'expired') break;
    }
    throw new NotDelivered('parked, and no receipt yet');
  }
}

const setting = (name: string) => process.env[`VORAB_${name}`] ?? '';
const file = (name: string) => readFileSync(setting(name), 'utf8').trim();
const sender = new Sender({
  gateway: setting('GATEWAY'), client: setting('CLIENT'), secret: file('SECRET_FILE'), mailbox: setting('MAILBOX'),
  hospitalCa: file('HOSPITAL_CA'), signingKey: file('SIGNING_KEY'), certificate: file('CERTIFICATE'),
});
try {
  const receipt = await sender.deliver(JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Signed);
  console.log(JSON.stringify({ delivered: true, case: receipt.case, stored_at: receipt.stored_at }));
} catch (wrong) {
  console.error(`NOT DELIVERED, use the telephone: ${(wrong as Error).message}`);
  process.exitCode = 1;
}
