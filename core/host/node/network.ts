import { connect, type Socket } from "node:net";
import { SluiceError } from "../../conf/errors.ts";
import type { Connection, ConnectionEvents, Network } from "../host.ts";

/** A TCP connection could not be made or broke. `cause` is the system's own error. Spark: `java.net.ConnectException`, `java.net.SocketException`. */
export class ConnectionError extends SluiceError {}

/** How long one of several addresses of a name may take; the system's own 250 ms is short on a busy machine. */
const ATTEMPT_TIMEOUT = 2_000;

/** Idle connections are probed, so that a peer whose machine vanished is noticed. */
const KEEP_ALIVE_DELAY = 30_000;

/** Real TCP. */
export class NodeNetwork implements Network {
  connect(host: string, port: number, peer: ConnectionEvents): Connection {
    let socket: Socket | undefined;
    let over = false;

    const end = (report: () => void): void => {
      if (over) return;
      over = true;
      socket?.destroy();
      report();
    };
    const failed = (error: unknown): void => end(() => peer.failed(connectionError(error, host, port)));

    try {
      socket = connect({ host, port, autoSelectFamily: true, autoSelectFamilyAttemptTimeout: ATTEMPT_TIMEOUT });
    } catch (error) {
      // A port that is none throws at once; the caller still gets its connection first.
      queueMicrotask(() => failed(error));
    }
    socket?.setKeepAlive(true, KEEP_ALIVE_DELAY);
    socket?.setNoDelay(true);
    socket?.on("connect", () => {
      if (!over) peer.opened();
    });
    socket?.on("data", (bytes: Uint8Array) => {
      if (!over) peer.data(bytes);
    });
    socket?.on("end", () => end(() => peer.closed()));
    socket?.on("error", failed);
    socket?.on("close", () => end(() => peer.closed()));

    return {
      pause: () => {
        socket?.pause();
      },
      resume: () => {
        socket?.resume();
      },
      close: () => end(() => {}),
    };
  }
}

/** The system's code and words for what went wrong; a name with several addresses fails with one error for each. */
function systemError(error: unknown): { readonly code: string; readonly message: string } {
  const all = error instanceof AggregateError ? error.errors : [error];
  const first = all.find((each) => each instanceof Error) as (Error & { code?: string }) | undefined;
  return { code: first?.code ?? "", message: first?.message ?? String(error) };
}

function connectionError(error: unknown, host: string, port: number): ConnectionError {
  const { code, message } = systemError(error);
  const [text, advice] = describe(code, message, host, port);
  return new ConnectionError(text, { code: code === "" ? "CONNECTION" : `CONNECTION_${code}`, advice, cause: error });
}

function describe(
  code: string,
  message: string,
  host: string,
  port: number,
): [text: string, advice: string | undefined] {
  const address = `${host}:${port}`;
  switch (code) {
    case "ECONNREFUSED":
      return [
        `Connection refused: nothing listens on ${address}`,
        `Start the server first, for instance in another terminal: nc -lk ${port}, or: sluice nc -lk ${port}`,
      ];
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return [
        `Unknown host: ${host}`,
        "Look at the spelling of the host's name, and whether this machine has a network.",
      ];
    case "ETIMEDOUT":
      return [`${address} does not answer`, "Look at the address, and whether a firewall stands between."];
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return [`No route to ${address}`, "Look at the address, and whether this machine has a network."];
    case "ECONNRESET":
      return [`Connection reset: ${address} broke the connection off`, undefined];
    case "ERR_SOCKET_BAD_PORT":
      return [`${port} is not a port`, "A port is a whole number from 1 to 65535."];
    default:
      return [`${address}: ${message}`, undefined];
  }
}
