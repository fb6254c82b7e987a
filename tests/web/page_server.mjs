// Serves a built page on localhost under the same strict headers as the product's servers, and answers the page's API.
import "../support/platform.mjs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { WebSocketServer } from "ws";

export const contentSecurityPolicy = [
  "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' blob:", "media-src 'self' blob:",
  "font-src 'self'", "connect-src 'self'", "frame-src 'self'", "base-uri 'none'", "form-action 'self'",
  "frame-ancestors 'none'", "require-trusted-types-for 'script'",
].join("; ");

const types = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2", ".txt": "text/plain" };
const dist = fileURLToPath(new URL("../../web/dist/", import.meta.url));

async function serveFile(response, page, path) {
  const file = normalize(join(dist, page, path === "" ? "index.html" : path));
  const body = file.startsWith(join(dist, page)) ? await readFile(file).catch(() => null) : null;
  response.writeHead(body ? 200 : 404, {
    "Content-Type": types[extname(file)] ?? "application/octet-stream",
    "Content-Security-Policy": contentSecurityPolicy,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
  });
  response.end(body ?? "");
}

export async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return chunks.length ? JSON.parse(Buffer.concat(chunks).toString()) : null;
}

export function json(response, status, body, headers = {}) {
  const type = status >= 400 ? "application/problem+json" : "application/json";
  response.writeHead(status, { "Content-Type": type, "Cache-Control": "no-store", ...headers });
  response.end(body === undefined ? "" : JSON.stringify(body));
}

/** `api(request, response, path)` returns true where it has answered; `feed` is the path of the websocket. */
export async function servePage({ page, prefix, api, feed, onSocket, admit = () => true, port = 0 }) {
  const sockets = new Set();
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, "http://localhost").pathname;
    if (await api(request, response, path)) return;
    if (path.startsWith(prefix)) return serveFile(response, page, path.slice(prefix.length));
    response.writeHead(404).end();
  });
  const websocket = new WebSocketServer({ noServer: true });
  server.on("upgrade", (request, socket, head) => {
    if (request.url !== feed || !admit(request)) return socket.end("HTTP/1.1 401 Unauthorized\r\n\r\n");
    websocket.handleUpgrade(request, socket, head, (client) => {
      sockets.add(client);
      client.on("close", () => sockets.delete(client));
      onSocket(client);
    });
  });
  await new Promise((done) => server.listen(port, "127.0.0.1", done));
  return {
    port: server.address().port,
    url: `http://localhost:${server.address().port}${prefix}`,
    broadcast: (frame) => sockets.forEach((client) => client.send(JSON.stringify(frame))),
    close: async () => {
      sockets.forEach((client) => client.terminate());
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
