// How a stranger's system hears of its case: server-sent events by fetch, and answers opened by npm `jose`.
import * as jose from 'jose';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { call, keep, system, until } from './flow.mjs';
import { hospitalKey } from './sender.mjs';

const answerSchema = addFormats(new Ajv({ strict: true })).compile(JSON.parse(readFileSync(`${system.root}/schemas/answer.schema.json`, 'utf8')));

/** One stream; `events` are { id, event, data } as they came, `comments` the signs of life between them. */
export class Listener {
  events = [];
  comments = 0;
  ended = false;
  #abort = new AbortController();

  constructor(token, caseId, last) {
    this.path = `/v1/cases/${caseId}/events`;
    this.headers = { authorization: `Bearer ${token}`, accept: 'text/event-stream', ...(last && { 'last-event-id': `${last}` }) };
  }

  /** Refused: the whole answer. Otherwise the stream runs until cut(). */
  async open() {
    const answer = await fetch(system.gateway + this.path, { headers: this.headers, signal: this.#abort.signal });
    if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
    assert.equal(answer.headers.get('content-type').split(';')[0], 'text/event-stream');
    keep('GET', this.path, system.gateway, { status: 200, type: 'text/event-stream', body: 'stream', headers: answer.headers });
    this.#read(answer.body).then(() => { this.ended = true; }, () => { this.ended = true; });
    return this;
  }

  async #read(body) {
    const decoder = new TextDecoder();
    let text = '';
    for await (const bytes of body) {
      text += decoder.decode(bytes, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop();
      for (const block of blocks) this.#take(block);
    }
  }

  #take(block) {
    const fields = Object.fromEntries(block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trimStart()]));
    if (fields.data) this.events.push({ id: Number(fields.id), event: fields.event, data: JSON.parse(fields.data) });
    else if ('' in fields) this.comments += 1;
  }

  heard = (event, milliseconds) => until(`the event ${event}`, () => this.events.find((one) => one.event === event), milliseconds);
  cut() { this.#abort.abort(); return this.events.at(-1)?.id; }
}

/** A key pair as a crew's device makes it for a case: { jwk, key }. */
export async function answerKey(crv = 'P-256') {
  const { publicKey, privateKey } = await jose.generateKeyPair('ECDH-ES', { crv, extractable: true });
  return { jwk: { ...(await jose.exportJWK(publicKey)), use: 'enc' }, key: privateKey };
}

/** What the hospital says in it: sealed for us, signed by the mailbox's hospital, about our case. */
export async function opened({ data, event }, { key }, record) {
  const { plaintext, protectedHeader } = await jose.compactDecrypt(data.sealed, key);
  assert.deepEqual([protectedHeader.alg, protectedHeader.enc, protectedHeader.typ], ['ECDH-ES', 'A256GCM', 'vorab-answer']);
  const signed = await jose.compactVerify(plaintext, hospitalKey);
  assert.equal(signed.protectedHeader.typ, 'vorab-answer-statement');
  const said = JSON.parse(new TextDecoder().decode(signed.payload));
  assert(answerSchema(said), JSON.stringify(answerSchema.errors));
  assert.deepEqual([said.case, said.mailbox, said.event, said.answer], [record.slip.case, record.slip.mailbox, event, data.answer]);
  assert.equal(new Date(said.at).getTime(), new Date(data.at).getTime());
  return said;
}

export const statusOf = (token, transmission) => call('GET', `/v1/transmissions/${transmission}`, { headers: { authorization: `Bearer ${token}` } });
