// A small real server of the administration page's API: sign-in, devices, assignments, log.
import { randomBytes } from "node:crypto";
import { bodyOf, json, servePage } from "./page_server.mjs";

export const account = { username: "meier", password: "richtig und lang genug" };
const organisation = "Rettungsdienst Kreis Musterstadt";
export const mailboxes = [
  { id: "zna-musterstadt", name: "Zentrale Notaufnahme", hospital: "Klinikum Musterstadt", reachable: true },
  { id: "stroke-unit", name: "Stroke Unit", hospital: "Klinikum Musterstadt", reachable: true },
  { id: "kreissaal", name: "Kreißsaal", hospital: "Frauenklinik Beispielhausen", reachable: false },
];
export const device = (label, change = {}) => ({ id: `${label.toLowerCase().replaceAll(/\W+/g, "-")}-1a2b3c4d`, label, disabled: false, scopes: "send", by_key: false, mailboxes: [], ...change });

const problem = (status) => ({ type: "about:blank", title: String(status), status });

export async function startAdminServer({ mustChangePassword = false } = {}) {
  const state = { devices: [], events: [], failing: false, slowed: false, csrf: undefined, mustChangePassword, password: account.password };
  const session = () => ({ username: account.username, organisation, must_change_password: state.mustChangePassword, csrf: state.csrf });
  const note = (event, one, mailbox = null) => state.events.unshift({ at: new Date().toISOString(), event, problem: null, device: one, mailbox, author: `web:${account.username}` });

  async function signIn(request, response) {
    const { username, password } = await bodyOf(request);
    if (state.slowed) return json(response, 429, problem(429));
    if (username !== account.username || password !== state.password) return json(response, 401, problem(401));
    state.csrf = randomBytes(16).toString("hex");
    return json(response, 200, session(), { "Set-Cookie": "vorab_admin=here; HttpOnly; SameSite=Strict; Path=/admin" });
  }

  function change(method, [, id, rest = ""]) {
    const one = state.devices.find((known) => known.id === id);
    if (!one) return 404;
    if (rest === "/disable" || rest === "/enable") {
      one.disabled = rest === "/disable";
      return note(one.disabled ? "client.disabled" : "client.enabled", id), 204;
    }
    const mailbox = rest.replace("/mailboxes/", "");
    one.mailboxes = one.mailboxes.filter((known) => known !== mailbox);
    if (method === "PUT") one.mailboxes.push(mailbox);
    return note(method === "PUT" ? "assignment.added" : "assignment.removed", id, mailbox), 204;
  }

  async function api(request, response, path) {
    if (!path.startsWith("/admin/api/")) return false;
    const call = `${request.method} ${path.slice("/admin/api".length)}`;
    if (call === "POST /session") return await signIn(request, response), true;
    if (!state.csrf || !/vorab_admin=here/.test(request.headers.cookie ?? "")) return json(response, 401, problem(401)), true;
    if (request.method !== "GET" && request.headers["x-csrf-token"] !== state.csrf) return json(response, 403, problem(403)), true;
    if (state.failing) return json(response, 503, problem(503)), true;
    if (call === "GET /session") return json(response, 200, session()), true;
    if (call === "DELETE /session") return (state.csrf = undefined), response.writeHead(204).end(), true;
    if (call === "GET /devices") return json(response, 200, { devices: state.devices, mailboxes }), true;
    if (call === "GET /audit") return json(response, 200, { events: state.events }), true;
    if (call === "POST /password") {
      const asked = await bodyOf(request);
      if (asked.current !== state.password) return json(response, 403, problem(403)), true;
      [state.password, state.mustChangePassword] = [asked.new, false];
      return response.writeHead(204).end(), true;
    }
    if (call === "POST /devices") {
      const made = device((await bodyOf(request)).label);
      state.devices.push(made);
      note("client.added", made.id);
      return json(response, 201, { id: made.id, secret: randomBytes(32).toString("base64url") }), true;
    }
    const renewed = /^POST \/devices\/([^/]+)\/secret$/.exec(call);
    if (renewed) return json(response, 200, { id: renewed[1], secret: randomBytes(32).toString("base64url") }), true;
    const status = change(request.method, /^\w+ \/devices\/([^/]+)(\/.*)$/.exec(call) ?? []);
    return status === 204 ? response.writeHead(204).end() : json(response, status, problem(status)), true;
  }
  return { ...(await servePage({ page: "admin", prefix: "/admin/", api })), state };
}
