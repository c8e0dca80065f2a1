import program from "../../lessons/01-network-word-count/program.ts?raw";
import { oneFile, type ProgramFiles } from "../work/files.ts";

/** The entry's name among the files of a program that begins here. */
export const PROGRAM_FILE = "program.ts";

/** The quick start of the programming guide: what the editor opens with, byte for byte the file that `sluice run` runs. */
export const FIRST_PROGRAM: ProgramFiles = oneFile(PROGRAM_FILE, program);
