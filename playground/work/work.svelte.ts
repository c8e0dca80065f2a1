import { FIRST_PROGRAM, PROGRAM_FILE } from "../app/default-program.ts";
import type { ProgramEditor } from "../editor/editor.ts";
import {
  isSame,
  type PathProblem,
  PROGRAM_LIMITS,
  type ProgramFiles,
  pathProblem,
  pathsOf,
  withFile,
  withoutFile,
  withRenamed,
} from "./files.ts";
import type { Keeper, WorkFailure } from "./keeper.ts";
import type { Draft } from "./store.ts";

/** A program that stands in the editor in place of the reader's own. */
export interface OpenedProgram {
  /** Under it the reader's changes and the program's checkpoints are kept. */
  readonly name: string;
  readonly start: ProgramFiles;
}

/** Something that was done to the program's files, and the way back. */
export interface Undoable {
  readonly what: "deleted" | "reset" | "replaced";
  /** The file that was deleted, or else the entry. */
  readonly path: string;
  undo(): void;
}

/** What surrounds the work: where it is edited, and who is told that it is no longer what was run. */
export interface Workplace {
  readonly editor: Pick<ProgramEditor, "open" | "update" | "show" | "textsAfterRename"> | undefined;
  changed: boolean;
}

/** The program in the editor, as the reader has left it and works on it: its files, which one is shown, what it began with. */
export class Work {
  readonly #workplace: Workplace;
  readonly #keeper: Keeper;
  /** The program of a lesson or a link; undefined: the reader's own. */
  #opened = $state.raw<OpenedProgram | undefined>();
  #draft = $state.raw<Draft>({ program: FIRST_PROGRAM });
  #shown = $state(FIRST_PROGRAM.entry);
  /** What was kept has been read: before that there is no program to show. */
  isReady = $state(false);
  /** Why the work is kept for this visit alone. */
  failure = $state<WorkFailure | undefined>();
  /** What another tab has made of the program that is open here. */
  theirs = $state.raw<Draft | undefined>();
  undoable = $state.raw<Undoable | undefined>();

  /** The program's paths as they are shown. */
  readonly paths: readonly string[] = $derived(pathsOf(this.#draft.program));
  /** The program asks for its checkpoint. */
  readonly recovers: boolean = $derived(
    [...this.#draft.program.files.values()].some((text) => text.includes("getOrCreate")),
  );
  readonly #start: ProgramFiles = $derived(this.#opened?.start ?? this.#draft.start ?? FIRST_PROGRAM);

  constructor(workplace: Workplace, keeper: Keeper) {
    this.#workplace = workplace;
    this.#keeper = keeper;
  }

  /** Takes over what was kept of the reader's own program; the keeper has read it. */
  begin(): void {
    this.isReady = true;
    this.#show(this.#kept());
  }

  get files(): ProgramFiles {
    return this.#draft.program;
  }

  /** What the program began with. */
  get start(): ProgramFiles {
    return this.#start;
  }

  /** Under this name the program, and the files that it writes, are kept. */
  get name(): string {
    return this.#opened?.name ?? PROGRAM_FILE;
  }

  /** The program is not as it was in the beginning. */
  get isEdited(): boolean {
    return !isSame(this.files, this.#start);
  }

  /** The paths of files that the program began with and no longer has. */
  get gone(): string[] {
    const { files } = this.files;
    return pathsOf(this.#start).filter((path) => !files.has(path));
  }

  /** The path of the file that the editor shows. */
  get shown(): string {
    return this.#shown;
  }

  /** Opens another program as it was last edited; undefined: the reader's own. False: it is open already. */
  open(program: OpenedProgram | undefined): boolean {
    if (program?.name === this.#opened?.name) return false;
    this.#opened = program;
    this.#show(this.#kept());
    return true;
  }

  /** Opens a program as the reader's own, which is open, in place of all of it; gives what that was. */
  replaceOwn(draft: Draft): Draft {
    const before = this.#draft;
    this.#show(draft);
    this.#keep();
    return before;
  }

  /** The reader has changed a text. */
  edited(path: string, text: string): void {
    if (text === this.files.files.get(path)) return;
    if (this.undoable?.what !== "deleted") this.undoable = undefined;
    this.#take({ ...this.#draft, program: withFile(this.files, path, text) });
  }

  /** Shows a file of the program in the editor. */
  show(path: string): void {
    if (!this.files.files.has(path)) return;
    this.#shown = path;
    this.#workplace.editor?.show(path);
  }

  /** Shows the file before or after the one that is shown. */
  showNext(by: 1 | -1): void {
    const { paths } = this;
    this.show(paths[(paths.indexOf(this.#shown) + by + paths.length) % paths.length]!);
  }

  /** What is wrong with `path` for a new file, or as the new name of the one at `renamed`. */
  problem(path: string, renamed?: string): PathProblem | undefined {
    return pathProblem(
      path,
      this.paths.filter((each) => each !== renamed),
    );
  }

  /** Another file is one too many. */
  get isFull(): boolean {
    return this.paths.length >= PROGRAM_LIMITS.files;
  }

  /** Adds an empty file, and shows it. */
  add(path: string): void {
    if (this.problem(path) !== undefined || this.isFull) return;
    this.#changeFiles(withFile(this.files, path, ""));
    this.show(path);
  }

  /** Gives a file, which is not the entry, another path; what others import of it, and it of others, goes on leading there. */
  async rename(path: string, renamed: string): Promise<void> {
    const { name } = this;
    for (;;) {
      const { files } = this;
      if (!files.files.has(path) || path === files.entry || this.problem(renamed, path) !== undefined) return;
      const texts = await this.#workplace.editor?.textsAfterRename(path, renamed);
      if (this.name !== name) return;
      // somebody has typed on meanwhile: these are texts of before
      if (this.files !== files) continue;
      const changed = [...(texts ?? [])].reduce((program, [each, text]) => withFile(program, each, text), files);
      this.#changeFiles(withRenamed(changed, path, renamed));
      this.show(renamed);
      return;
    }
  }

  /** Deletes a file, which is not the entry; that can be undone. */
  delete(path: string): void {
    const text = this.files.files.get(path);
    if (text === undefined || path === this.files.entry) return;
    const next = this.paths[this.paths.indexOf(path) - 1]!;
    this.#changeFiles(withoutFile(this.files, path));
    this.show(next);
    this.offerUndo("deleted", path, () => {
      if (this.problem(path) !== undefined || this.isFull) return;
      this.#changeFiles(withFile(this.files, path, text));
      this.show(path);
    });
  }

  /** Puts a file back that the program began with and no longer has. */
  restore(path: string): void {
    const text = this.#start.files.get(path);
    if (text === undefined || this.problem(path) !== undefined || this.isFull) return;
    this.#changeFiles(withFile(this.files, path, text));
    this.show(path);
  }

  /** Puts the program back as it was in the beginning; that can be undone. */
  reset(): void {
    if (!this.isEdited) return;
    const before = this.files;
    this.#changeFiles(this.#start);
    this.offerUndo("reset", this.files.entry, () => this.#changeFiles(before));
  }

  /** The reader is told what was done, and can undo it. */
  offerUndo(what: Undoable["what"], path: string, undo: () => void): void {
    this.undoable = {
      what,
      path,
      undo: () => {
        this.undoable = undefined;
        undo();
      },
    };
  }

  /** Puts another text into the entry. */
  replaceText(text: string): void {
    this.#changeFiles(withFile(this.files, this.files.entry, text));
  }

  /** Another tab has written the draft of a program. */
  replaced(name: string, theirs: Draft): void {
    if (name !== this.name) return;
    this.theirs = isSame(theirs.program, this.files) ? undefined : theirs;
  }

  /** Shows what the other tab has written. */
  takeTheirs(): void {
    const { theirs } = this;
    if (theirs === undefined) return;
    this.theirs = undefined;
    this.#change(theirs);
  }

  /** What stands here takes the place of what the other tab has written. */
  keepMine(): void {
    this.theirs = undefined;
    this.#keep();
  }

  /** The program as it was last edited, or as it begins. */
  #kept(): Draft {
    return this.#keeper.draft(this.name) ?? { program: this.#opened?.start ?? FIRST_PROGRAM };
  }

  #show(draft: Draft): void {
    this.#draft = draft;
    this.#shown = draft.program.entry;
    this.theirs = undefined;
    this.undoable = undefined;
    this.#workplace.editor?.open(draft.program);
  }

  #changeFiles(program: ProgramFiles): void {
    this.#change({ ...this.#draft, program });
  }

  #change(draft: Draft): void {
    this.undoable = undefined;
    this.#take(draft);
    if (!draft.program.files.has(this.#shown)) this.#shown = draft.program.entry;
    this.#workplace.editor?.update(draft.program);
  }

  #take(draft: Draft): void {
    this.#draft = draft;
    this.#workplace.changed = true;
    this.#keep();
  }

  #keep(): void {
    this.#keeper.save(this.name, this.#draft);
  }
}
