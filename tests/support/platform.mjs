// Debian 12's Node 18 does three things otherwise than later ones: WebCrypto, which `jose` uses, is no global there,
// `localhost` means ::1 first, where our servers do not listen in the tests, and several cookies of one answer come as one
// line. Imported before anything else.
import { webcrypto } from 'node:crypto';
import { setDefaultResultOrder } from 'node:dns';

globalThis.crypto ??= webcrypto;
setDefaultResultOrder('ipv4first');
// A comma that begins a cookie is followed by its name and "=", one within a date is not (RFC 6265, section 4.1).
Headers.prototype.getSetCookie ??= function getSetCookie() {
  return this.get('set-cookie')?.split(/,\s*(?=[^\s;,=]+=)/) ?? [];
};
