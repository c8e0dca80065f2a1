import { type PrecacheEntry, Serwist } from "serwist";

declare const self: {
  /** All files of the build; filled in when it is made. */
  readonly __SW_MANIFEST: (PrecacheEntry | string)[];
};

// A new version waits until no page of the old one is open: a page must find the parts that it loads later.
new Serwist({ precacheEntries: self.__SW_MANIFEST, clientsClaim: true, skipWaiting: false }).addEventListeners();
