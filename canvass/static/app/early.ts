/** The browser takes a while to open what it stores: it begins before the rest of the app has been read. */
void indexedDB.databases?.().catch(() => undefined);

export {};
