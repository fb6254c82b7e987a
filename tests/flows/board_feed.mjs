// A wall display by `ws`: the session that a licence key opens, and its feed.
import { hkdfSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import WebSocket from 'ws';
import { ask, call, keep, pem, system, until } from './flow.mjs';

const schema = JSON.parse(readFileSync(`${system.root}/schemas/board_feed.schema.json`, 'utf8'));
const feedFrame = addFormats(new Ajv({ strict: true })).compile(schema);

// The licence key, as the browser uses it: two keys by HKDF-SHA-256, one to show, one to keep.
export const derive = (info, licence = system.licence) => Buffer.from(hkdfSync('sha256', licence.replaceAll('-', ''), 'vorab-board-v1', info, 32));
export const proof = derive('proof').toString('base64url');
export const openSession = (said, base = system.gateway, type = 'application/json') =>
  call('POST', '/board/session', { base, headers: { 'content-type': type }, body: JSON.stringify(said) });

/** A board that keeps every frame; each is held against the schema as it comes. */
export class Board {
  frames = [];
  wrong = [];
  constructor(base, cookie, headers = {}) {
    this.socket = new WebSocket(`${base.replace('https', 'wss')}/board/feed`, { headers: { cookie, ...headers }, ca: pem('server-ca.pem') });
    this.socket.on('message', (text) => {
      const frame = JSON.parse(text);
      if (!feedFrame(frame)) this.wrong.push(`${text}: ${JSON.stringify(feedFrame.errors)}`);
      this.frames.push(frame);
    });
    const noted = (status, headers, body) => keep('GET', '/board/feed', base, { status, type: headers['content-type'] ?? '', headers: new Headers(headers), body });
    this.socket.on('upgrade', ({ statusCode, headers }) => noted(statusCode, headers, ''));
    this.refused = new Promise((refused) => this.socket.on('unexpected-response', async (_, answer) => {
      const { socket } = answer; // it would be kept alive
      noted(answer.statusCode, answer.headers, (await answer.toArray()).join(''));
      socket.destroy();
      refused(answer.statusCode);
    }));
    this.socket.on('error', () => {});
  }
  next = (what, wanted, milliseconds) => until(what, () => this.frames.find(wanted), milliseconds);
  entry = (record, state) => this.next(`the entry as ${state}`, ({ type, entry }) => type === 'upsert' && entry.case === record.slip.case && entry.state === state);
  close = () => this.socket.close();
}

export const cookieOf = (answer) => answer.headers.get('set-cookie').split(';')[0];
export const gatewayBoard = async (...words) => (await ask('administer', 'vorab-gateway', 'board', ...words)).said;
