import { createServer, connect as open, type Socket } from "node:net";
import type { Readable, Writable } from "node:stream";
import { CommandError, EXIT } from "./exit.ts";

export interface NetcatOptions {
  readonly host: string;
  readonly port: number;
  readonly input: Readable;
  readonly output: Writable;
  /** Words about what happens, one line each. */
  readonly say: (text: string) => void;
  /** Ends it from outside. */
  readonly signal: AbortSignal;
}

/** What still has to reach a peer when we stop gets so long. */
const FAREWELL = 500;

/**
 * Listens: what comes in on `input` goes to every peer, what peers send goes to `output`. While nobody is connected the input
 * waits, so that no line is lost. Ends when the first peer has gone, or with `keepOpen` never; the end of the input ends nothing,
 * since peers would take it for the end of the stream.
 */
export async function listen(options: NetcatOptions & { readonly keepOpen: boolean }): Promise<void> {
  const { host, port, input, output, say, signal, keepOpen } = options;
  const peers = new Set<Socket>();
  let arrived: () => void = () => {};
  const ended = Promise.withResolvers<void>();

  const server = createServer((peer) => {
    peers.add(peer);
    say(`${address(peer.remoteAddress ?? "?", peer.remotePort ?? 0)} connected`);
    if (!keepOpen) server.close();
    peer.setNoDelay(true);
    peer.on("data", (bytes) => passOn(bytes, peer, output));
    peer.on("error", (error) => say(`connection lost: ${error.message}`));
    peer.on("close", () => {
      peers.delete(peer);
      say(`${address(peer.remoteAddress ?? "?", peer.remotePort ?? 0)} left`);
      if (!keepOpen && peers.size === 0) ended.resolve();
    });
    arrived();
  });
  server.on("error", (error: NodeJS.ErrnoException) => ended.reject(cannotListen(error, host, port)));
  server.listen({ host, port }, () => {
    const bound = server.address();
    const actual = bound !== null && typeof bound === "object" ? bound.port : port;
    say(`listening on ${address(host, actual)}${keepOpen ? "" : ", for one connection"}`);
  });
  signal.addEventListener("abort", () => ended.resolve(), { once: true });
  let over = false;

  const copy = async (): Promise<void> => {
    for await (const bytes of input) {
      while (peers.size === 0 && !over) {
        await new Promise<void>((resolve) => {
          arrived = resolve;
        });
      }
      if (over) return;
      await Promise.all([...peers].map((peer) => send(bytes, peer)));
    }
  };
  copy().catch((error: unknown) => {
    if (!over) ended.reject(error);
  });

  try {
    await ended.promise;
  } finally {
    over = true;
    arrived();
    input.destroy();
    server.close();
    await Promise.all([...peers].map(farewell));
  }
}

/** Connects: `input` goes to the peer, what it sends goes to `output`. Ends when the peer ends. */
export async function connect({ host, port, input, output, say, signal }: NetcatOptions): Promise<void> {
  const ended = Promise.withResolvers<void>();
  const peer = open({ host, port, allowHalfOpen: true });
  peer.setNoDelay(true);
  peer.on("connect", () => {
    say(`connected to ${address(host, port)}`);
    input.pipe(peer);
  });
  peer.on("data", (bytes) => passOn(bytes, peer, output));
  peer.on("end", () => ended.resolve());
  peer.on("error", (error: NodeJS.ErrnoException) => ended.reject(cannotConnect(error, host, port)));
  input.on("error", (error) => ended.reject(error));
  signal.addEventListener("abort", () => ended.resolve(), { once: true });
  try {
    await ended.promise;
  } finally {
    input.unpipe(peer);
    input.destroy();
    await farewell(peer);
  }
}

/** Writes to `output` at its own pace: `source` waits while it is full. */
function passOn(bytes: Uint8Array, source: Socket, output: Writable): void {
  if (output.write(bytes)) return;
  source.pause();
  output.once("drain", () => source.resume());
}

/** Resolves when the peer takes more, or has gone. */
function send(bytes: Uint8Array, peer: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (peer.destroyed || peer.writableEnded || peer.write(bytes)) return resolve();
    const go = (): void => {
      peer.off("drain", go);
      peer.off("close", go);
      resolve();
    };
    peer.on("drain", go);
    peer.on("close", go);
  });
}

/** Ends our side once everything is sent. */
function farewell(peer: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (peer.destroyed) return resolve();
    const late = setTimeout(() => peer.destroy(), FAREWELL);
    peer.on("close", () => {
      clearTimeout(late);
      resolve();
    });
    peer.end(() => peer.destroy());
  });
}

function address(host: string, port: number): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

function cannotListen(error: NodeJS.ErrnoException, host: string, port: number): CommandError {
  const where = address(host, port);
  switch (error.code) {
    case "EADDRINUSE":
      return new CommandError(
        `Port in use: another program listens on ${where} already.\nEnd that one, or choose another port.`,
      );
    case "EACCES":
      return new CommandError(
        `Not allowed to listen on ${where}.\nPorts below 1024 are reserved: choose another port, for instance 9999.`,
      );
    case "EADDRNOTAVAIL":
      return new CommandError(
        `${host} is not an address of this machine.\nLeave it out to listen for this machine only, or use 0.0.0.0 for all.`,
      );
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return new CommandError(`Unknown host: ${host}`, EXIT.failed);
    default:
      return new CommandError(`Cannot listen on ${where}: ${error.message}`);
  }
}

function cannotConnect(error: NodeJS.ErrnoException, host: string, port: number): CommandError {
  const where = address(host, port);
  const codes = error instanceof AggregateError ? error.errors.map((each) => each.code) : [error.code];
  if (codes.includes("ECONNREFUSED")) {
    return new CommandError(
      `Connection refused: nothing listens on ${where}.\nTo listen there yourself: sluice nc -lk ${port}`,
    );
  }
  if (codes.includes("ENOTFOUND") || codes.includes("EAI_AGAIN")) return new CommandError(`Unknown host: ${host}`);
  return new CommandError(`${where}: ${error.message}`);
}
