/** Set in the environment of a driver that is supervised. */
export const SUPERVISED = "SLUICE_SUPERVISED";

/** In a driver that is supervised: tells the supervisor that the program is about to begin, and stops when the supervisor dies, as Spark's drivers do. */
export function tellSupervisor(): void {
  if (process.env[SUPERVISED] === undefined || process.send === undefined) return;
  delete process.env[SUPERVISED];
  process.send("started");
  process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));
  // the program alone decides how long the process lives
  process.channel?.unref();
}
