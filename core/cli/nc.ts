import { Command } from "commander";
import { CommandError, EXIT } from "./exit.ts";
import { connect, listen } from "./netcat.ts";

interface NcOptions {
  readonly listen?: boolean;
  readonly keepOpen?: boolean;
}

/** `sluice nc`: a netcat for those who have none. */
export function ncCommand(): Command {
  return new Command("nc")
    .summary("send lines over TCP: a small netcat")
    .description(
      "Sends what you type to a TCP peer and prints what it sends.\n\n" +
        "With -l it waits for peers, as a source for socketTextStream: sluice nc -lk 9999\n\n" +
        "Lines that come while nobody is connected wait for the next peer. " +
        "The end of the input (Ctrl-D) leaves the connections of a listener open, Ctrl-C ends them.",
    )
    .argument(
      "<address...>",
      "[host] port: whom to connect to; with -l where to listen, on this machine only if no host is given, and on any free port if the port is 0",
    )
    .option("-l, --listen", "wait for peers instead of connecting")
    .option("-k, --keep-open", "with -l: go on after a peer has left, and serve several at once")
    .usage("[-l] [-k] [host] port")
    .action(async (address: string[], options: NcOptions) => {
      if (address.length > 2)
        throw new CommandError(`One host and one port are enough, not: ${address.join(" ")}`, EXIT.usage);
      const host = address.length === 2 ? address[0]! : "127.0.0.1";
      const portText = address.at(-1)!;
      if (options.keepOpen && !options.listen) throw new CommandError("-k needs -l: sluice nc -lk 9999", EXIT.usage);
      await nc(host, parsePort(portText, options.listen === true), options);
    });
}

function parsePort(text: string, listening: boolean): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65535 || (port === 0 && !listening)) {
    throw new CommandError(`'${text}' is not a port: a port is a whole number from 1 to 65535`, EXIT.usage);
  }
  return port;
}

async function nc(host: string, port: number, options: NcOptions): Promise<void> {
  const stop = new AbortController();
  const interrupted = (): void => stop.abort();
  process.on("SIGINT", interrupted);
  process.on("SIGTERM", interrupted);
  const common = {
    host,
    port,
    input: process.stdin,
    output: process.stdout,
    say: (text: string) => void process.stderr.write(`sluice nc: ${text}\n`),
    signal: stop.signal,
  };
  if (options.listen) await listen({ ...common, keepOpen: options.keepOpen === true });
  else await connect(common);
}
