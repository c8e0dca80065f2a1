import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";

/** A real TCP server that says what a test tells it to, as `nc -lk` would. */
export class LineServer {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #arrived = Promise.withResolvers<Socket>();

  constructor(server: Server) {
    this.#server = server;
    server.on("connection", (socket) => {
      socket.setNoDelay(true);
      socket.on("error", () => {}).resume();
      socket.on("close", () => this.#sockets.delete(socket));
      this.#sockets.add(socket);
      this.#arrived.resolve(socket);
    });
  }

  /** Listens on `port` of this machine, or on any free one. */
  static async listen(port = 0): Promise<LineServer> {
    const server = new LineServer(createServer());
    server.#server.listen(port, "127.0.0.1");
    await once(server.#server, "listening");
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** The next client, also one that is there already; every client is given out once. */
  async client(): Promise<Socket> {
    const socket = await this.#arrived.promise;
    this.#arrived = Promise.withResolvers();
    return socket;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, "close");
  }
}

/** A port on which nothing listens. */
export async function freePort(): Promise<number> {
  const server = await LineServer.listen();
  const { port } = server;
  await server.close();
  return port;
}
