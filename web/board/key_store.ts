// Keeps the board's private key over a reload. IndexedDB stores the key object itself: no script can read its bytes.
const DATABASE = "vorab-board";
const STORE = "keys";
const SLOT = "board";

/** `wrapped` is the sealed form the key was opened from: another one means that another key is in use now. */
export interface KeptKey {
  key: CryptoKey;
  wrapped: string;
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function withStore<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  const database = await answer(opening);
  try {
    return await answer(work(database.transaction(STORE, mode).objectStore(STORE)));
  } finally {
    database.close();
  }
}

export const keepKey = (kept: KeptKey) => withStore("readwrite", (store) => store.put(kept, SLOT));
export const keptKey = () => withStore<KeptKey | undefined>("readonly", (store) => store.get(SLOT));
export const forgetKey = () => withStore("readwrite", (store) => store.delete(SLOT));
