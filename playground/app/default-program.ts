import program from "../../lessons/01-network-word-count/program.ts?raw";

/** The quick start of the programming guide: what the editor opens with, byte for byte the file that `sluice run` runs. */
export const DEFAULT_PROGRAM: string = program;

/** The program's name among its modules. */
export const PROGRAM_FILE = "program.ts";
