// A small real server of the board's API: licence key, session, feed. The arrivals are sealed with npm jose.
import { createHash, hkdfSync, randomBytes, randomUUID } from "node:crypto";
import { CompactEncrypt, exportJWK, generateKeyPair } from "jose";
import { bodyOf, json, servePage } from "./page_server.mjs";

export const licenceKey = "c2BdX-wlmny-NEiQA-t9vWT";

export const standardConfig = {
  control_centre: "Leitstelle Musterland",
  description: "ZNA Musterklinik",
  connection_lost_text: "Tel. 4711",
  filter: {},
  callsign: true,
  announcement_text: false,
  entries: 60,
  expiry_minutes: 90,
  sort_order: "eta",
  sound_filter: {},
};

const utf8 = (text) => new TextEncoder().encode(text);
const derive = (licence, info) => Buffer.from(hkdfSync("sha256", licence.replace(/[-\s]/g, ""), "vorab-board-v1", info, 32));
export const proofFor = (licence) => derive(licence, "proof").toString("base64url");

/** The mailbox's board key, and the private half wrapped under the licence key. */
export async function makeBoardKey(licence = licenceKey) {
  const { publicKey, privateKey } = await generateKeyPair("ECDH-ES", { crv: "P-256", extractable: true });
  const wrapped = await new CompactEncrypt(utf8(JSON.stringify(await exportJWK(privateKey))))
    .setProtectedHeader({ alg: "dir", enc: "A256GCM" }).encrypt(derive(licence, "wrap"));
  return { publicKey, wrapped };
}

export const sealArrival = (arrival, publicKey) =>
  new CompactEncrypt(utf8(JSON.stringify(arrival))).setProtectedHeader({ alg: "ECDH-ES", enc: "A256GCM" }).encrypt(publicKey);

export async function makeEntry(arrival, publicKey, { state = "new", receivedMinutesAgo = 1, eta, alarm } = {}) {
  return {
    id: randomUUID(),
    case: randomBytes(16).toString("hex"),
    received_at: new Date(Date.now() - receivedMinutesAgo * 60_000).toISOString(),
    state,
    board: await sealArrival(arrival, publicKey),
    ...(eta && { eta }),
    ...(alarm && { alarm }),
  };
}

const now = () => new Date().toISOString();

/** `heartbeat(false)` makes it go silent while every socket stays open, as a network does that swallows packets. */
export async function startBoardServer({ boardKey, config = standardConfig, entries = [], port, cookies = new Set(), refuse = null } = {}) {
  const state = { lastProof: null, config, entries: [...entries], seq: 1, beating: true, refuse };
  const sessionOf = (request) => /board=([^;]+)/.exec(request.headers.cookie ?? "")?.[1];
  const answer = () => ({
    description: state.config.description, control_centre: state.config.control_centre, mailbox: "zna",
    board_key: boardKey.wrapped, config: state.config,
  });
  const accepted = createHash("sha256").update(proofFor(licenceKey)).digest("hex");

  async function api(request, response, path) {
    if (path !== "/board/session") return false;
    if (state.refuse) return json(response, state.refuse, { type: "about:blank", status: state.refuse }), true;
    if (request.method === "GET") {
      const known = cookies.has(sessionOf(request));
      return json(response, known ? 200 : 401, known ? answer() : { status: 401 }), true;
    }
    if (request.method === "DELETE") {
      cookies.delete(sessionOf(request));
      response.writeHead(204).end();
      return true;
    }
    const { proof } = await bodyOf(request);
    const right = createHash("sha256").update(String(proof)).digest("hex") === accepted;
    if (!right) return json(response, 401, { status: 401 }), true;
    const cookie = randomBytes(16).toString("hex");
    cookies.add(cookie);
    return json(response, 200, answer(), { "Set-Cookie": `board=${cookie}; HttpOnly; SameSite=Strict; Path=/board; Max-Age=604800` }), true;
  }

  const served = await servePage({
    page: "board", prefix: "/board/", feed: "/board/feed", api, port,
    admit: (request) => cookies.has(sessionOf(request)),
    onSocket: (client) => client.on("message", (text) => {
      if (JSON.parse(text).type !== "resume") return client.close(1002);
      if (state.beating) client.send(JSON.stringify({ type: "snapshot", seq: state.seq, entries: state.entries, config: state.config, server_time: now() }));
    }),
  });
  const beat = setInterval(() => state.beating && served.broadcast({ type: "heartbeat", server_time: now(), ...(state.lastProof && { last_proof: state.lastProof }) }), 5000);

  return {
    ...served,
    cookies,
    proved: (time) => (state.lastProof = time),
    heartbeat: (beating) => (state.beating = beating),
    setRefusal: (status) => (state.refuse = status),
    upsert: (entry) => {
      state.entries = [...state.entries.filter(({ id }) => id !== entry.id), entry];
      served.broadcast({ type: "upsert", seq: ++state.seq, entry });
    },
    remove: (id) => {
      state.entries = state.entries.filter((entry) => entry.id !== id);
      served.broadcast({ type: "remove", seq: ++state.seq, id });
    },
    configure: (change) => {
      state.config = { ...state.config, ...change };
      served.broadcast({ type: "config", config: state.config });
    },
    replace: (all) => {
      state.entries = [...all];
      served.broadcast({ type: "snapshot", seq: ++state.seq, entries: state.entries, config: state.config, server_time: now() });
    },
    close: async () => {
      clearInterval(beat);
      await served.close();
    },
  };
}

