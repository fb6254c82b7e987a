// Debian 12's Node 18 does two things otherwise than later ones: WebCrypto, which `jose` uses, is no global there, and
// `localhost` means ::1 first, where our servers do not listen in the tests. Imported before anything else.
import { webcrypto } from 'node:crypto';
import { setDefaultResultOrder } from 'node:dns';

globalThis.crypto ??= webcrypto;
setDefaultResultOrder('ipv4first');
