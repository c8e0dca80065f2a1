/** What opens below a file: its contents, a line to append, where to move it. */
export type Act = "look" | "append" | "move";
