/**
 * What a program may try to get out of its sandbox, by subject: code that ends without an error has got out. `OUTSIDE` is a server that nobody may reach, `PAGE` the page's own,
 * `name()` a host that nobody may look up.
 */
export const WAYS_OUT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "to a server": {
    fetch: "await fetch(OUTSIDE + '/fetch')",
    "fetch without cors": "await fetch(OUTSIDE + '/fetch-no-cors', { mode: 'no-cors', keepalive: true })",
    "fetch by name": "await fetch('http://' + name('fetch'), { mode: 'no-cors' })",
    "fetch of the page": "await fetch(PAGE + '/index.html')",
    "fetch of a data: address": "await fetch('data:text/plain,a')",
    XMLHttpRequest:
      "await new Promise((ok, no) => { const x = new XMLHttpRequest(); x.onload = ok; x.onerror = no; x.open('GET', OUTSIDE + '/xhr'); x.send(); })",
    "a synchronous XMLHttpRequest":
      "const x = new XMLHttpRequest(); x.open('GET', OUTSIDE + '/xhr-sync', false); x.send();",
    WebSocket:
      "await new Promise((ok, no) => { const s = new WebSocket(OUTSIDE.replace('http', 'ws') + '/socket'); s.onopen = ok; s.onerror = no; })",
    "WebSocket by name":
      "await new Promise((ok, no) => { const s = new WebSocket('wss://' + name('socket')); s.onopen = ok; s.onerror = no; })",
    WebSocketStream: "await new WebSocketStream(OUTSIDE.replace('http', 'ws') + '/socket-stream').opened",
    EventSource:
      "await new Promise((ok, no) => { const s = new EventSource(OUTSIDE + '/events'); s.onopen = ok; s.onerror = no; })",
    WebTransport: "await new WebTransport('https://' + name('transport')).ready",
    WebRTC: "new RTCPeerConnection({ iceServers: [{ urls: 'stun:' + name('stun') }] })",
    sendBeacon: "if (navigator.sendBeacon(OUTSIDE + '/beacon') !== true) throw new Error('refused')",
    fetchLater: "fetchLater(OUTSIDE + '/later')",
    "a font": "await new FontFace('a', 'url(' + OUTSIDE + '/font.woff2)').load()",
    "a filter of a picture": `const context = new OffscreenCanvas(1, 1).getContext("2d");
      context.filter = "url(" + OUTSIDE + "/filter.svg#f)";
      context.fillRect(0, 0, 1, 1);
      if (context.filter === "none") throw new Error("refused");
      throw new Error("no picture, no request: see the server");`,
    "a picture": "new Image().src = OUTSIDE + '/picture.png'",
    "a push message": "await registration.pushManager.subscribe()",
    "a background fetch": "await registration.backgroundFetch.fetch('a', OUTSIDE + '/background')",
  },
  "by other code": {
    "importScripts over http": "importScripts(OUTSIDE + '/script.js')",
    "importScripts of a data: address": "importScripts('data:text/javascript,self.out=1')",
    "import over http": "const m = OUTSIDE + '/module.js'; await import(m)",
    "import by name": "const m = 'https://' + name('module') + '/m.js'; await import(m)",
    "import of a data: address": "const m = 'data:text/javascript,export{}'; await import(m)",
    "import of a module that imports over http": `const code = "import '" + OUTSIDE + "/inner.js'";
      const m = URL.createObjectURL(new Blob([code], { type: "text/javascript" })); await import(m)`,
    eval: "eval('1')",
    "indirect eval": "(0, eval)('1')",
    "new Function": "new Function('return 1')()",
    "a function's constructor": "(() => {}).constructor('return 1')()",
    "an async function's constructor": "await (async () => {}).constructor('return 1')()",
    WebAssembly: "await WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))",
  },
  "by other workers": {
    "a worker over http": WORKER("OUTSIDE + '/worker.js'"),
    "a worker of the page's": WORKER("PAGE + '/assets/worker.js'"),
    "a worker of a data: address": WORKER("'data:text/javascript,postMessage(1)'"),
    "a module worker over http": WORKER("OUTSIDE + '/module-worker.js', { type: 'module' }"),
    "a shared worker": "new SharedWorker(OUTSIDE + '/shared.js')",
    "a service worker": "await navigator.serviceWorker.register(OUTSIDE + '/service.js')",
    "fetch from a worker of its own": NESTED(
      "fetch(OUTSIDE + '/nested').then(() => postMessage(1), () => postMessage(0))",
    ),
    "importScripts from a worker of its own": NESTED(
      "try { importScripts(OUTSIDE + '/nested.js'); postMessage(1); } catch { postMessage(0); }",
    ),
    "a WebSocket from a worker of its own": NESTED(
      "const s = new WebSocket('wss://' + HOST); s.onopen = () => postMessage(1); s.onerror = () => postMessage(0)",
    ),
    "a worker over http from a worker of its own": NESTED(
      "try { const w = new Worker(OUTSIDE + '/inner.js'); w.onmessage = () => postMessage(1); w.onerror = () => postMessage(0); } catch { postMessage(0); }",
    ),
    "fetch from the worker of a worker of its own": NESTED(
      "const w = new Worker(URL.createObjectURL(new Blob(['fetch(\"' + OUTSIDE + '/deep\").then(() => postMessage(1), () => postMessage(0))']))); w.onmessage = (e) => postMessage(e.data)",
    ),
  },
  "to what the page keeps": {
    IndexedDB:
      "await new Promise((ok, no) => { const r = indexedDB.open('sluice.disks'); r.onsuccess = ok; r.onerror = () => no(r.error); })",
    "the databases' names": "await indexedDB.databases()",
    caches: "await caches.open('x')",
    "the file system": "await navigator.storage.getDirectory()",
    "a temporary file system": "webkitRequestFileSystemSync(0, 1000)",
    "how much is kept": "await navigator.storage.estimate()",
    localStorage: "localStorage.setItem('a', 'b')",
    sessionStorage: "sessionStorage.setItem('a', 'b')",
    cookieStore: "await cookieStore.set('a', 'b')",
    "document.cookie": "document.cookie",
    locks: "await navigator.locks.request('a', () => {})",
    "the clipboard": "await navigator.clipboard.readText()",
  },
  "to the page": {
    "its document": "parent.document.title",
    "its address": "top.location = OUTSIDE",
    "another window": "open(OUTSIDE + '/window')",
    "another window by its clients": "await clients.openWindow(OUTSIDE + '/client')",
    "the frame's document": "document.body",
    "a notification": "if (Notification.permission !== 'granted') throw new Error('refused'); new Notification('a')",
    "a permission":
      "const { state } = await navigator.permissions.query({ name: 'notifications' }); if (state !== 'granted') throw new Error('refused')",
    "a graphics card": "await navigator.gpu.requestAdapter()",
    "a clock as fine as shared memory makes it": "new SharedArrayBuffer(8)",
  },
};

function WORKER(address: string): string {
  return `await new Promise((ok, no) => { const w = new Worker(${address}); w.onerror = no; w.onmessage = ok; })`;
}

/** A worker that is allowed, as executors are; it says 1 when it has got out. */
function NESTED(code: string): string {
  return `await new Promise((ok, no) => {
    const code = "const OUTSIDE = '" + OUTSIDE + "', HOST = '" + name("nested") + "';" + ${JSON.stringify(code)};
    const w = new Worker(URL.createObjectURL(new Blob([code])));
    w.onmessage = (e) => (e.data ? ok() : no(new Error("refused")));
    w.onerror = no;
  })`;
}
