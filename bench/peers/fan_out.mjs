// The simplest server of npm `ws`: node fan_out.mjs PORT CERTIFICATE KEY. What is posted to /pub goes to every websocket.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { createRequire } from 'node:module';

const [port, cert, key] = process.argv.slice(2);
const { WebSocketServer } = createRequire(new URL('../../tests/package.json', import.meta.url))('ws');

const server = createServer({ cert: readFileSync(cert), key: readFileSync(key), minVersion: 'TLSv1.3' }, async (request, response) => {
  const text = (await request.toArray()).join('');
  response.writeHead(201, { 'content-length': 0 }).end();
  for (const client of sockets.clients) client.send(text);
});
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
server.keepAliveTimeout = 300_000;
server.listen(Number(port), '127.0.0.1');
