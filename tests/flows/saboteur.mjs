// A gateway that does one thing wrong: the real one behind a proxy that bends its answers. For the conformance kit, whose
// every check must be able to fail.
import { Agent, createServer, request as forward } from 'node:https';
import { createServer as createRawServer } from 'node:tls';
import { pem, system } from './flow.mjs';

const agent = new Agent({ keepAlive: true, ca: pem('server-ca.pem') });
const own = { key: pem('gateway.key'), cert: pem('gateway.pem'), minVersion: 'TLSv1.3' };
const listening = (server) => new Promise((done) => { server.listen(0, '127.0.0.1', () => done(server.address().port)); });

/** Answers anything, however broken, with the same words, and never ends a connection. */
export async function yesSayer() {
  const server = createRawServer(own, (socket) => {
    socket.on('error', () => {});
    socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}'));
  });
  return { port: await listening(server), close: () => server.close() };
}

function passOn(request, body) {
  const { hostname, port } = new URL(system.gateway);
  return new Promise((done, broken) => {
    const headers = { ...request.headers };
    delete headers.host;
    const onward = forward({ hostname, port, method: request.method, path: request.url, headers, agent }, (answer) => {
      const pieces = [];
      answer.on('data', (piece) => pieces.push(piece));
      if (/event-stream/.test(answer.headers['content-type'])) { // which has no end: its head is enough here
        answer.destroy();
        return done({ status: answer.statusCode, headers: answer.headers, body: '' });
      }
      answer.on('end', () => done({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(pieces).toString('utf8') }));
    });
    onward.once('error', broken);
    onward.end(body);
  });
}

/** `bend(answer, asked)` changes what the real gateway said: { status, headers, body, json }; `json` wins over `body`. */
export async function saboteur() {
  const proxy = { bend: undefined };
  const server = createServer({ ...own, maxHeaderSize: 32_768 }, async (asked, response) => {
    const pieces = [];
    for await (const piece of asked) pieces.push(piece);
    const answer = await passOn(asked, Buffer.concat(pieces));
    if (/json/.test(answer.headers['content-type'] ?? '')) answer.json = JSON.parse(answer.body);
    proxy.bend?.(answer, asked);
    const body = answer.json ? JSON.stringify(answer.json) : answer.body;
    delete answer.headers['content-length'];
    delete answer.headers['transfer-encoding'];
    response.writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(body) }).end(body);
  });
  proxy.port = await listening(server);
  proxy.close = () => { agent.destroy(); server.closeAllConnections(); server.close(); };
  return proxy;
}
