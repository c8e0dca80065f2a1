/** Thrown in another thread by what only the driver can do: the task runs again, there. */
export class NeedsDriver extends Error {
  constructor(what: string) {
    super(`${what} is with the driver only`);
  }
}
