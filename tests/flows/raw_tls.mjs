// Bytes over TLS exactly as written here, for requests that no HTTP library would send.
import { connect } from 'node:tls';
import { keep, patience, pem, system } from './flow.mjs';

/** Request line, Host, the given lines, and what follows the header. */
export const requestHead = (line, fields, rest = '') =>
  [line, 'Host: localhost', 'Content-Type: application/x-www-form-urlencoded', ...fields, '', ''].join('\r\n') + rest;

function split(bytes) {
  const text = bytes.toString('utf8');
  const head = text.slice(0, text.indexOf('\r\n\r\n'));
  const [line, ...fields] = head.split('\r\n');
  const headers = new Headers(fields.map((field) => [field.slice(0, field.indexOf(':')), field.slice(field.indexOf(':') + 1).trim()]));
  const start = Buffer.byteLength(head) + 4;
  const length = Number(headers.get('content-length') ?? 0);
  const body = bytes.subarray(start, start + length).toString('utf8');
  const type = headers.get('content-type') ?? '';
  const first = { status: Number(line.split(' ')[1]), type, headers, body, json: /json/.test(type) ? JSON.parse(body) : undefined };
  return { first, rest: bytes.subarray(start + length).toString('utf8') };
}

/** Sends and reads until the server ends the connection, or is silent for a while: the first answer, and what came after it. */
export function exchange(request) {
  return new Promise((done, broken) => {
    const pieces = [];
    const socket = connect({ port: system.ports.gateway, host: '127.0.0.1', servername: 'localhost', ca: pem('server-ca.pem'), minVersion: 'TLSv1.3' });
    const end = (closed) => {
      socket.destroy();
      try {
        const answer = split(Buffer.concat(pieces));
        keep(...request.split(' ', 2), system.gateway, answer.first);
        done({ ...answer, closed });
      } catch (error) {
        broken(error);
      }
    };
    socket.once('secureConnect', () => socket.write(request));
    socket.on('data', (piece) => pieces.push(piece));
    socket.once('end', () => end(true));
    socket.once('error', broken);
    socket.setTimeout(patience(2000), () => end(false));
  });
}
