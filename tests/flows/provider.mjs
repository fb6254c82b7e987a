// The hospital's OpenID Connect provider: the npm package oidc-provider behind TLS, with accounts and groups, its own sign-in
// page, and a hand that can reach into the tokens that it gives out.
import '../support/platform.mjs';
import { createServer } from 'node:https';
import { randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';
import { pem, system } from './flow.mjs';

// The package has advice for whoever runs it; standard output is the runner's.
console.info = console.error;

const callback = `${system.tracker}/api/v1/session/openid/callback`;

/** Whoever signs in by a user name of `people` is that person; every password is right. */
const account = (people, id) => people[id] && { accountId: id, claims: () => ({ sub: `subject-${id}`, preferred_username: id, ...people[id] }) };

/** No page asks whether the hospital may know: it is the hospital's own. */
async function granted(ctx) {
  const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
  grant.addOIDCScope('openid profile');
  await grant.save();
  return grant;
}

export async function startProvider(people, alg = 'RS256') {
  const { privateKey } = await generateKeyPair(alg, { extractable: true, modulusLength: 2048 });
  const key = { ...await exportJWK(privateKey), kid: randomBytes(4).toString('hex'), alg, use: 'sig' };
  const provider = new Provider(system.issuer, {
    clients: [{ client_id: 'vorab', client_secret: system.openid_secret, redirect_uris: [callback], id_token_signed_response_alg: alg }],
    jwks: { keys: [key] }, cookies: { keys: [randomBytes(16).toString('hex')] }, pkce: { required: () => true }, conformIdTokenClaims: false,
    claims: { openid: ['sub'], profile: ['preferred_username', 'given_name', 'family_name', 'groups'] },
    findAccount: (ctx, id) => account(people, id), loadExistingGrant: granted,
  });
  const state = { people, key, privateKey, meddle: null, asked: [] };
  provider.use(async (ctx, next) => {
    state.asked.push(ctx.path);
    await next();
    if (state.meddle && ctx.path === '/token' && ctx.body?.id_token) ctx.body = { ...ctx.body, id_token: await state.meddle(ctx.body.id_token, state) };
  });
  const server = createServer({ cert: pem('hospital.pem'), key: pem('hospital.key') }, provider.callback());
  await new Promise((listening) => server.listen(new URL(system.issuer).port, '127.0.0.1', listening));
  const close = () => new Promise((closed) => { server.close(closed); server.closeAllConnections(); });
  return Object.assign(state, { close });
}
